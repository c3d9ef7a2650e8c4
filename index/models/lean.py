"""A unigram tokenizer in a tenth of the memory: the only module that knows sentencepiece.

The fast tokenizer keeps a quarter of a million pieces in tables of about 280 MB, the double-array trie of sentencepiece
takes about 50. A compiled model gets both; the lean one is used where it gave the same pieces for a whole sample.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizers import Tokenizer

from index.errors import DamagedStore
from index.models.cache import known_checksum
from index.models.card import TOKENIZER
from index.models.tokenizer import FastTokenizer
from index.sharing import Shared
from index.types import Span

PIECES = "pieces.model"
FRAME = "frame.json"
"""The tokenizer without its pieces: what is done to a text before, and the special tokens around it."""

_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_PLACEHOLDER = "▁"
_KNOWN_CHARACTERS = 20_000
"""Characters whose normal form is kept: all that documents of both languages are likely to have."""


class LeanTokenizer:
    """Texts → ids, as the fast tokenizer of the same model gives them.

    Raises:
        DamagedStore: the folder does not hold both files, whole.
    """

    def __init__(self, folder: Path) -> None:
        try:
            frame = json.loads((folder / FRAME).read_text("utf-8"))
            normalizer = Tokenizer.from_str(json.dumps(frame["tokenizer"])).normalizer
            self._before, self._after = list(frame["before"]), list(frame["after"])
            self._pieces = sentencepiece.SentencePieceProcessor(model_proto=(folder / PIECES).read_bytes())
        except Exception as error:  # sentencepiece raises bare RuntimeError, tokenizers bare Exception
            raise DamagedStore(
                str(folder), f"its pieces cannot be read ({error})", "compile the model again"
            ) from error
        self._normal: Callable[[str], str] = normalizer.normalize_str if normalizer else str
        self._normal_of_one = lru_cache(maxsize=_KNOWN_CHARACTERS)(self._normal)

    @property
    def ending(self) -> list[int]:
        """The special tokens that close a text; a cut text keeps them."""
        return list(self._after)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, uncut."""
        # One by one: for a list the library makes a thread for each core anew, which takes thirty times as long as the
        # pieces of one question.
        return [[*self._before, *self._pieces.encode(self._normal(text)), *self._after] for text in texts]

    def pieces(self, text: str) -> tuple[list[int], list[Span | None]]:
        """Ids with special tokens, uncut, and where each stands in the text; None for special tokens.

        Places are found again by normalising character by character; where that does not give the text that was cut
        into pieces (letters with marks of their own), no piece has a place.
        """
        normal, places = self._by_character(text)
        pieces = self._pieces.encode(normal, out_type=str)
        found, whole = self._pieces.piece_to_id(pieces), self._normal(text)
        ids = found if whole == normal else self._pieces.encode(whole)
        spans = _ends(pieces, places) if ids == found else [None] * len(ids)
        before, after = self._before, self._after
        return [*before, *ids, *after], [*[None] * len(before), *spans, *[None] * len(after)]

    def _by_character(self, text: str) -> tuple[str, list[int]]:
        """The normal form, and of each of its characters the place of the one it came from, ending with the end."""
        parts: list[str] = []
        places: list[int] = []
        for at, char in enumerate(text):
            for one in self._normal_of_one(char):
                if one == " " and parts and parts[-1] == " ":
                    continue
                parts.append(one)
                places.append(at)
        return "".join(parts), [*places, len(text)]

    def count(self, text: str) -> int:
        """Pieces without special tokens."""
        return len(self.ids([text])[0]) - len(self._before) - len(self._after)


_opened = Shared[LeanTokenizer]()


def _ends(pieces: Sequence[str], places: Sequence[int]) -> list[Span | None]:
    """Where pieces stand; the first mark of a word stands for the space before it, that of the text for nothing."""
    spans: list[Span | None] = []
    at = -1  # the tokenizer puts a mark before the text
    for piece in pieces:
        start, end = max(0, at), at + len(piece)
        spans.append(Span(places[start], places[end - 1] + 1) if end > start else None)
        at = end
    return spans


def open_pieces(folder: Path) -> LeanTokenizer | FastTokenizer:
    """The tokenizer of a compiled model: the lean one where it has one, shared with models that have the same."""
    if not (folder / FRAME).exists():
        return FastTokenizer(folder / TOKENIZER)
    try:
        key = known_checksum(folder / FRAME) + known_checksum(folder / PIECES)
    except OSError as error:
        raise DamagedStore(str(folder), f"its pieces cannot be read ({error})", "compile the model again") from error
    return _opened.get(key, lambda: LeanTokenizer(folder))


def save_lean(fast: Tokenizer, folder: Path, sample: Sequence[str]) -> bool:
    """Writes the lean form of a tokenizer beside it; False, and nothing, where it cannot be had or is not the same."""
    spec = json.loads(fast.to_str())
    model, split = spec["model"], spec.get("pre_tokenizer") or {}
    if model.get("type") != "Unigram" or model.get("byte_fallback") or split.get("type") != "Metaspace":
        return False
    if split.get("prepend_scheme") != "always":
        return False
    special = {token["id"] for token in spec.get("added_tokens", ()) if token.get("special")}
    (folder / PIECES).write_bytes(_model(model, special))
    around = fast.encode("a")
    content = [place for place, mark in enumerate(around.special_tokens_mask) if not mark]
    frame = {
        "tokenizer": _frame(spec),
        "before": around.ids[: content[0]],
        "after": around.ids[content[-1] + 1 :],
    }
    (folder / FRAME).write_text(json.dumps(frame, ensure_ascii=False), "utf-8")
    lean = LeanTokenizer(folder)
    if [encoding.ids for encoding in fast.encode_batch(list(sample))] == lean.ids(sample):
        return True
    (folder / PIECES).unlink()
    (folder / FRAME).unlink()
    return False


def _model(model: dict[str, Any], special: set[int]) -> bytes:
    whole = proto.ModelProto()
    for i, (text, score) in enumerate(model["vocab"]):
        kind = _UNKNOWN if i == model["unk_id"] else _CONTROL if i in special else _NORMAL
        whole.pieces.add(piece=text, score=score, type=kind)
    whole.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    whole.trainer_spec.unk_id = model["unk_id"]
    whole.normalizer_spec.name = "identity"
    whole.normalizer_spec.add_dummy_prefix = True
    whole.normalizer_spec.remove_extra_whitespaces = False
    whole.normalizer_spec.escape_whitespaces = True
    return bytes(whole.SerializeToString())


def _frame(spec: dict[str, Any]) -> dict[str, Any]:
    """The tokenizer's own file with one piece for all."""
    bare = {key: value for key, value in spec.items() if key in ("version", "normalizer")}
    return bare | {
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [[_PLACEHOLDER, 0.0]], "byte_fallback": False},
    }
