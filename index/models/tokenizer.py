"""The one place that knows the `tokenizers` library: builds the default model's tokenizer, and opens any model's.

XLM-RoBERTa's unigram model over NFKC text. What its own table of code points does beyond NFKC is folded in here:
control marks vanish, every kind of white space and zero-width mark becomes one space, and the wide tilde of Chinese
ranges (3～5) stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Encoding, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.errors import DamagedStore
from index.models.wheel import Pieces
from index.types import Span

_SPACES = "[\\t\\n\\x0c\\r\\u1680\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]"
_VANISH = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
_WIDE_TILDE = "～"
_PRIVATE = "\ue000"
"""Stands in for the wide tilde while NFKC, which would narrow it, passes over the text."""


def build_tokenizer(pieces: Pieces) -> Tokenizer:
    """A tokenizer that gives `<s> … </s>` around the most probable pieces."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces.texts, pieces.scores, strict=True)), pieces.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(Regex(_VANISH), ""),
            normalizers.Replace(_WIDE_TILDE, _PRIVATE),
            normalizers.NFKC(),
            normalizers.Replace(_PRIVATE, _WIDE_TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, pieces.begin), (end, pieces.end)],
    )
    tokenizer.add_special_tokens([begin, pieces.texts[pieces.pad], end, pieces.texts[pieces.unknown], "<mask>"])
    return tokenizer


class FastTokenizer:
    """Texts → ids by the tokenizer that a model came with."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = open_tokenizer(path)
        self.ending = _ending(self._tokenizer.encode("a"))
        """The special tokens that close a text; a cut text keeps them."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, uncut."""
        return [list(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]

    def pieces(self, text: str) -> tuple[list[int], list[Span | None]]:
        """Ids with special tokens, uncut, and where each stands in the text; None for special tokens."""
        encoding = self._tokenizer.encode(text)
        around = zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
        return list(encoding.ids), [None if special else Span(*ends) for ends, special in around]

    def count(self, text: str) -> int:
        """Pieces without special tokens."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _ending(encoding: Encoding) -> list[int]:
    n_content = max(place for place, special in enumerate(encoding.special_tokens_mask) if not special)
    return list(encoding.ids[n_content + 1 :])


def open_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer saved at `path`, without cutting or padding.

    Raises:
        DamagedStore: the file is missing or cannot be read.
    """
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise DamagedStore(path.name, f"the tokenizer cannot be read ({error})", "prepare the model again") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
