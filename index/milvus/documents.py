"""Document versions on the cluster: what was parsed and rendered, in pieces, readable by every replica."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from index.codec import renderings_from_json, renderings_to_json, structure_from_json, structure_to_json
from index.errors import DamagedStore
from index.milvus.blocks import pack_json, unpack_json
from index.milvus.cluster import Cluster, idle_vector
from index.milvus.tables import Row, Table, one_of, quoted
from index.types import Document, Lang, Rendering

_HEAD, _BODY, _GLOSSARY = "head", "body", "glossary"


class Documents:
    """The document versions of one knowledge base. A head names a version before anything else of it is written."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster, self._name = cluster, f"{prefix}_documents"

    def create(self) -> None:
        """Makes the collection where it is missing."""
        self._cluster.create(self._name, Table.DOCUMENTS)

    def heads(self) -> dict[int, tuple[str, str]]:
        """Every version that was ever begun and not dropped → (document id, digest)."""
        found: dict[int, tuple[str, str]] = {}
        for page in self._cluster.scan(self._name, f"kind == {quoted(_HEAD)}", ["version", "body"]):
            for row in page:
                document_id, digest = cast(list[str], unpack_json([cast(str, row["body"])]))
                found[cast(int, row["version"])] = document_id, digest
        return found

    def put(self, version: int, digest: str, document: Document, renderings: Sequence[Rendering]) -> None:
        """Writes one version: the head, then the content."""
        self._write(_HEAD, str(version), version, pack_json([document.id, digest]))
        content = {
            "document": [document.id, document.title, document.source, document.lang, document.text],
            "structure": structure_to_json(document),
            "renderings": renderings_to_json(renderings),
        }
        self._write(_BODY, str(version), version, pack_json(content))

    def document(self, version: int) -> Document:
        """The parsed document; DamagedStore where it is missing or not whole."""
        content = self._content(version)
        document_id, title, source, lang, text = cast(list[str], content["document"])
        sections, paragraphs = structure_from_json(cast(str, content["structure"]))
        return Document(document_id, title, source, cast(Lang, lang), text, sections, paragraphs)

    def renderings(self, version: int) -> tuple[Rendering, ...]:
        """The renderings that came with it."""
        return renderings_from_json(cast(str, self._content(version)["renderings"]))

    def drop(self, versions: Iterable[int]) -> None:
        """Removes these versions; the rest of their rows must be gone by now."""
        self._cluster.delete(self._name, one_of("version", versions))

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a glossary under its file name."""
        self._write(_GLOSSARY, name, -1, pack_json(base64.b64encode(tbx).decode()))

    def glossaries(self) -> Mapping[str, bytes]:
        """Every glossary kept: content by file name, in the order of the names."""
        rows = self._cluster.rows(self._name, f"kind == {quoted(_GLOSSARY)}", ["id", "body", "parts"], strong=True)
        by_name: dict[str, dict[int, Row]] = {}
        for row in rows:
            _, name, place = cast(str, row["id"]).split("\x1f")
            by_name.setdefault(name, {})[int(place)] = row
        return {
            name: base64.b64decode(
                cast(str, unpack_json(cast(str, pieces[n]["body"]) for n in range(_parts(pieces[0]))))
            )
            for name, pieces in sorted(by_name.items())
        }

    def _content(self, version: int) -> dict[str, object]:
        where = f"version == {version} and kind == {quoted(_BODY)}"
        rows = self._cluster.rows(self._name, where, ["id", "parts", "body"])
        ordered = sorted(rows, key=lambda row: int(cast(str, row["id"]).split("\x1f")[2]))
        try:
            if not ordered or len(ordered) != _parts(ordered[0]):
                raise ValueError(f"{len(ordered)} pieces")
            return cast(dict[str, object], unpack_json(cast(str, row["body"]) for row in ordered))
        except ValueError as error:
            rule = f"a document must be whole ({error})"
            raise DamagedStore(f"{self._name}, version {version}", rule, "Add the document again.") from error

    def _write(self, kind: str, name: str, version: int, parts: Sequence[str]) -> None:
        common = {"version": version, "kind": kind, "parts": len(parts), "vector": idle_vector()}
        rows: list[Row] = [common | {"id": f"{kind}\x1f{name}\x1f{n}", "body": part} for n, part in enumerate(parts)]
        self._cluster.put(self._name, rows)


def _parts(row: Row) -> int:
    return cast(int, row["parts"])
