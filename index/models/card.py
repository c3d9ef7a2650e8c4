"""What a compiled model says of itself, in `model.json` beside the graph."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import DamagedStore

CARD = "model.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Card:
    """A compiled model's name and the facts that serving needs. `window` counts tokens with the special ones."""

    name: str
    dimension: int
    window: int
    pad: int
    query_prefix: str
    passage_prefix: str
    cosine_mean: float
    cosine_min: float

    def write(self, folder: Path) -> None:
        """Writes `model.json` into `folder`."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"
        (folder / CARD).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Card:
        """The card in `folder`; DamagedStore where it is missing, broken or of another version."""
        try:
            return cls(**json.loads((folder / CARD).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise DamagedStore(str(folder / CARD), f"it cannot be read ({error})", "compile the model again") from error
