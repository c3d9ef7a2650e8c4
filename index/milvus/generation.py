"""What is published: which document versions, in which collections, under which model and means."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from index.errors import DamagedStore
from index.languages import LanguageMeans
from index.milvus.blocks import pack_json, unpack_json
from index.milvus.cluster import Cluster, idle_vector
from index.milvus.tables import Row, Table
from index.protocols import DocumentInfo
from index.types import Lang

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A document version. `version` grows with every version ever written; `digest` names its content.

    `n_units` and `n_coarse` count its units, and those that candidates are found with.
    """

    version: int
    digest: str
    info: DocumentInfo
    n_units: int = 0
    n_coarse: int = 0


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation.

    Attributes:
        version: its name, such as `000007-1a2b3c4d`.
        parent: the name of the one it followed.
        created: seconds since 1970, UTC.
        passages: name of the collection of its paragraphs.
        coarse: name of the collection of its coarse units.
        members: its documents in order.
        dead: versions not above the highest member's that stand in the collections and are not members.
        n_units: units that the passage means were taken of; a base that has outgrown them takes new ones.
        means: the mean of each language's queries, and the one taken out of its units.
    """

    version: str
    parent: str | None
    created: float
    model: str
    dimension: int
    passages: str
    coarse: str
    members: tuple[Member, ...]
    dead: tuple[int, ...]
    n_units: int
    means: LanguageMeans

    @property
    def number(self) -> int:
        """Its place in the order of publication."""
        return int(self.version.split("-")[0])

    @property
    def n_coarse(self) -> int:
        """Its rows in `coarse`."""
        return sum(member.n_coarse for member in self.members)

    def where(self) -> str:
        """The filter that lets pass this generation's rows only."""
        high = max((member.version for member in self.members), default=-1)
        seen = f"version <= {high}"
        return f"{seen} and version not in [{', '.join(map(str, self.dead))}]" if self.dead else seen


def collection_of(prefix: str, version: str) -> str:
    """The collection that holds a generation."""
    return f"{prefix}_g{version.replace('-', '_')}"


def write_generation(cluster: Cluster, prefix: str, generation: Generation) -> str:
    """Writes the generation into a collection of its own, and returns its name. It is not published yet."""
    name = collection_of(prefix, generation.version)
    raw = {name: value for name, value in asdict(generation).items() if name != "means"}
    means = generation.means
    raw["means"] = {"queries": _packed(means.queries), "passages": _packed(means.passages)}
    raw["format"] = FORMAT
    parts = pack_json(raw)
    cluster.create(name, Table.GENERATION)
    rows: list[Row] = [
        {"id": str(n), "version": n, "parts": len(parts), "body": part, "vector": idle_vector()}
        for n, part in enumerate(parts)
    ]
    cluster.put(name, rows)
    return name


def read_generation(cluster: Cluster, name: str) -> Generation:
    """The generation in this collection (or behind this alias).

    Raises:
        NotFound: there is no such collection.
        DamagedStore: it is not whole, or of another layout.
    """
    rows = sorted(cluster.rows(name, "version >= 0", ["version", "parts", "body"], strong=True), key=_place)
    try:
        if not rows or len(rows) != rows[0]["parts"]:
            raise ValueError(f"{len(rows)} pieces")
        raw = cast(dict[str, Any], unpack_json(str(row["body"]) for row in rows))
        if raw.pop("format") != FORMAT:
            raise ValueError("another layout")
        means = LanguageMeans(*(_unpacked(raw["means"][kind]) for kind in ("queries", "passages")))
        members = tuple(Member(**m | {"info": DocumentInfo(**m["info"])}) for m in raw["members"])
        return Generation(**raw | {"means": means, "members": members, "dead": tuple(raw["dead"])})
    except (ValueError, KeyError, TypeError) as error:
        rule = f"a generation must be whole ({error})"
        raise DamagedStore(name, rule, "`yinju rollback`, or `yinju reindex` to build it anew.") from error


def _place(row: Row) -> int:
    return cast(int, row["version"])


def _packed(means: Mapping[Lang, npt.NDArray[np.float32]]) -> Mapping[str, str]:
    return {
        lang: base64.b64encode(np.ascontiguousarray(mean, "<f4").tobytes()).decode() for lang, mean in means.items()
    }


def _unpacked(raw: Mapping[str, str]) -> Mapping[Lang, npt.NDArray[np.float32]]:
    return {cast(Lang, lang): np.frombuffer(base64.b64decode(text), "<f4") for lang, text in raw.items()}
