"""Both trainings learn, go on where they were killed, and touch only the layers they may. On two tiny layers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from index.types import Span
from training import encoder, reader
from training.body import Body, mean_pooled
from training.contrast import Example
from training.reading import Reading, Window

HIDDEN, FFN = 24, 48
WORDS = ("query", "passage", ":", "a", "b", "c", "d", "e", "x", "y", "z")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A BERT folder of two layers with random weights."""
    torch.manual_seed(1)
    config = {"num_hidden_layers": 2, "num_attention_heads": 2, "layer_norm_eps": 1e-12}
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(len(WORDS) + 2, HIDDEN),
        "embeddings.position_embeddings.weight": torch.randn(64, HIDDEN) * 0.1,
        "embeddings.token_type_embeddings.weight": torch.zeros(2, HIDDEN),
        "embeddings.LayerNorm.weight": torch.ones(HIDDEN),
        "embeddings.LayerNorm.bias": torch.zeros(HIDDEN),
    }
    square = [f"attention.self.{n}" for n in ("query", "key", "value")] + ["attention.output.dense"]
    for i in range(2):
        shapes = dict.fromkeys(square, (HIDDEN, HIDDEN))
        shapes |= {"intermediate.dense": (FFN, HIDDEN), "output.dense": (HIDDEN, FFN)}
        for name, shape in shapes.items():
            weights[f"encoder.layer.{i}.{name}.weight"] = torch.randn(shape) * 0.2
            weights[f"encoder.layer.{i}.{name}.bias"] = torch.zeros(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"encoder.layer.{i}.{name}.weight"] = torch.ones(HIDDEN)
            weights[f"encoder.layer.{i}.{name}.bias"] = torch.zeros(HIDDEN)
    save_file(weights, tmp_path / "model.safetensors")
    return tmp_path


@pytest.fixture
def tokenizer() -> Tokenizer:
    """One id a word, `<s>` 0 and `</s>` 1 around."""
    vocabulary = {w: i for i, w in enumerate(("<s>", "</s>", *WORDS))}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="</s>"))
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace()])
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    return made


class Judge:
    """A teacher without an opinion."""

    def settle(self, role: str, texts: Sequence[str]) -> None:
        """Nothing to fix."""

    def centred(self, roles: Sequence[str], texts: Sequence[str]) -> np.ndarray:
        return np.full((len(texts), 4), 0.5, np.float32)


def steps(n: int) -> tuple[encoder.Batch, ...]:
    rows = (Example("a", "en", "x a", ("y b", "z c"), "en", "own"), Example("b", "en", "y b", ("x a",), "en", "own"))
    return tuple(encoder.Batch(rows, (("c d", "x y"), ("d e", "y z"))) for _ in range(n))


def readings_of(n: int) -> tuple[Reading, ...]:
    right = Window("x a y z", "b", Span(2, 3))
    wrong = Window("y z x", "c", None)
    answered = Reading("a", "en", (right, wrong), 0, "own")
    refused = Reading("e", "en", (wrong,), None, "own")
    return tuple(answered if i % 2 else refused for i in range(n))


def test_texts_of_a_group_give_what_each_text_gives_alone(folder: Path) -> None:
    body = Body(folder, first=1).eval()
    texts = [[0, 5, 6, 1], [0, 7, 1], [0, 5, 6, 7, 8, 9, 1]]
    with torch.no_grad():
        together = mean_pooled(body(texts))
        alone = torch.cat([mean_pooled(body([t])) for t in texts])
    torch.testing.assert_close(together, alone, atol=2e-2, rtol=2e-2)  # bfloat16 has eight bits


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights need larger steps than a trained model's."""
    monkeypatch.setattr(encoder, "RATE", 3e-3)
    monkeypatch.setattr(reader, "RATE", 3e-3)
    monkeypatch.setattr(reader, "HEAD_RATE", 1e-2)


@pytest.mark.usefixtures("fast")
def test_encoder_learns_and_leaves_frozen_layers_alone(folder: Path, tokenizer: Tokenizer, tmp_path: Path) -> None:
    body = Body(folder, first=1)
    frozen = {k: v.clone() for k, v in body.layers[0].p.items()}
    trainer = encoder.Trainer(body, tokenizer, Judge())  # type: ignore[arg-type]
    before = trainer.loss(steps(1)[0]).item()
    encoder.train(trainer, steps(60), tmp_path)
    assert trainer.loss(steps(1)[0]).item() < before
    assert all(torch.equal(v, frozen[k]) for k, v in body.layers[0].p.items())
    assert all(k.startswith("encoder.layer.1.") for k in torch.load(tmp_path / "trained.pt", weights_only=True))


def test_a_killed_training_of_the_encoder_ends_where_an_unbroken_one_does(
    folder: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for out in (whole, broken):
        out.mkdir()
    encoder.train(encoder.Trainer(Body(folder, first=1), tokenizer, Judge()), steps(30), whole)  # type: ignore[arg-type]

    class Killed(Exception):  # noqa: N818
        pass

    class Dying(encoder.Trainer):
        n = 0

        def loss(self, batch: encoder.Batch) -> torch.Tensor:
            self.n += 1
            if self.n > 27:
                raise Killed
            return super().loss(batch)

    with pytest.raises(Killed):
        encoder.train(Dying(Body(folder, first=1), tokenizer, Judge()), steps(30), broken)  # type: ignore[arg-type]
    encoder.train(encoder.Trainer(Body(folder, first=1), tokenizer, Judge()), steps(30), broken)  # type: ignore[arg-type]
    one, other = (torch.load(p / "trained.pt", weights_only=True) for p in (whole, broken))
    for name in one:
        torch.testing.assert_close(one[name], other[name], atol=1e-5, rtol=1e-4)


@pytest.mark.usefixtures("fast")
def test_reader_learns_the_span_and_to_refuse(folder: Path, tokenizer: Tokenizer, tmp_path: Path) -> None:
    torch.manual_seed(2)
    model = reader.ReaderModel(Body(folder, first=1), HIDDEN)
    before = reader.loss_of(model, tokenizer, readings_of(4)).item()
    reader.train(model, tokenizer, readings_of(reader.QUESTIONS * 80), tmp_path, reader.Crew(0, 1))
    assert reader.loss_of(model.eval(), tokenizer, readings_of(4)).item() < before * 0.7
    assert {"reader.span.weight", "reader.none"} <= set(torch.load(tmp_path / "trained.pt", weights_only=True))


def test_tokens_of_an_answer_are_found_in_the_pair(tokenizer: Tokenizer) -> None:
    encoded = reader.encode(tokenizer, "a b", Window("x y z", "c", None))
    places = encoded.tokens_of(Span(2, 3))
    assert places is not None
    vocabulary = tokenizer.get_vocab()
    assert encoded.ids[places[0]] == encoded.ids[places[1]] == vocabulary["y"]
    assert encoded.ids[0] == 0
    assert encoded.ids[-1] == 1
