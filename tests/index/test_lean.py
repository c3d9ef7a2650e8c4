from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from index.errors import DamagedStore
from index.models.lean import FRAME, PIECES, LeanTokenizer, save_lean

VOCABULARY = [
    ("<s>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -3.0),
    ("▁小", -2.0),
    ("麦", -2.0),
    ("小麦", -1.0),
    ("a", -2.5),
]


def fast(split: pre_tokenizers.PreTokenizer) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(VOCABULARY, 2, False))
    tokenizer.pre_tokenizer = split
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    tokenizer.add_special_tokens(["<s>", "</s>", "<unk>"])
    return tokenizer


METASPACE = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)


def test_the_lean_form_gives_the_ids_of_the_fast_one(tmp_path: Path) -> None:
    original = fast(METASPACE)
    texts = ["小麦", "小 a", "麦a小麦", "未知"]
    assert save_lean(original, tmp_path, texts)
    lean = LeanTokenizer(tmp_path)
    assert lean.ids(texts) == [encoding.ids for encoding in original.encode_batch(texts)]
    assert lean.ending == [1]
    assert lean.count("小麦") == len(original.encode("小麦", add_special_tokens=False).ids)


@pytest.mark.parametrize("text", ["小麦", "小 a", "麦a小麦", "未知 小麦"])
def test_pieces_stand_where_the_fast_form_finds_them(tmp_path: Path, text: str) -> None:
    original = fast(METASPACE)
    assert save_lean(original, tmp_path, [text])
    ids, spans = LeanTokenizer(tmp_path).pieces(text)
    told = original.encode(text)
    assert ids == told.ids
    words = [span.of(text).strip() if span else "" for span in spans]
    pieces = [token.replace("▁", "") for token in told.tokens]
    assert words == ["" if special else piece for piece, special in zip(pieces, told.special_tokens_mask, strict=True)]


def test_a_tokenizer_that_it_cannot_stand_for_gets_no_lean_form(tmp_path: Path) -> None:
    assert not save_lean(fast(pre_tokenizers.Whitespace()), tmp_path, ["小麦"])
    assert not list(tmp_path.iterdir())


def test_broken_pieces_are_told_by_name(tmp_path: Path) -> None:
    assert save_lean(fast(METASPACE), tmp_path, ["小麦"])
    (tmp_path / PIECES).write_bytes(b"no model")
    with pytest.raises(DamagedStore, match=tmp_path.name):
        LeanTokenizer(tmp_path)
    assert (tmp_path / FRAME).exists()
