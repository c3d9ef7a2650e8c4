"""What a compiled model says of itself, in `model.json` beside the graph."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from index.errors import DamagedStore

CARD = "model.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
TABLE, TABLE_SHAPE = "table.bin", "table.json"
"""The int8 table of what each piece is, where it is great enough for a file of its own; its tensor's name and shape."""


class _Written:
    """A dataclass that is kept as JSON beside the graph."""

    __slots__ = ()

    def write(self, folder: Path) -> None:
        """Writes `model.json` into `folder`."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"  # type: ignore[call-overload]
        (folder / CARD).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The card in `folder`; DamagedStore where it is missing, broken or of another version."""
        try:
            return cls(**json.loads((folder / CARD).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise DamagedStore(str(folder / CARD), f"it cannot be read ({error})", "compile the model again") from error


@dataclass(frozen=True, slots=True)
class ReaderCard(_Written):
    """A compiled reader's name, and how far int8 strays from the original on the built-in sample.

    Attributes:
        name: the reader and a checksum of its weights.
        pad: the id that fills up shorter texts.
        margin_error: mean absolute difference of the margins, in logits.
        same_spans: share of the sample's windows where both find the same words likeliest.
    """

    name: str
    pad: int
    margin_error: float
    same_spans: float


@dataclass(frozen=True, slots=True)
class Card(_Written):
    """A compiled model's name and the facts that serving needs. `window` counts tokens with the special ones."""

    name: str
    dimension: int
    window: int
    pad: int
    query_prefix: str
    passage_prefix: str
    cosine_mean: float
    cosine_min: float
