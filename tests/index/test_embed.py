"""Serving embeds fast, from many threads, without torch; bulk keeps its order."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import open_embedder
from index.embed.onnx import OnnxEmbedder, batches
from index.errors import DamagedStore, InvalidInput
from index.samples import sample_lines

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    opened = open_embedder("base", threads=2)
    assert isinstance(opened, OnnxEmbedder)
    return opened


def test_question_finds_its_passage_in_either_language(embedder: OnnxEmbedder) -> None:
    passages = embedder.embed_passages(
        ["水库总库容为四亿立方米。", "图书馆周一闭馆。", "The typhoon made landfall in Fujian."]
    )
    questions = ["水库的库容有多大？", "On which day is the library closed?", "Where did the typhoon make landfall?"]
    assert (embedder.embed_queries(questions) @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_vectors_are_of_unit_norm_and_in_the_order_given(embedder: OnnxEmbedder) -> None:
    lines = [*sample_lines("zh", "passages")[:20], "", *sample_lines("en", "passages")[:20]]
    bulk = embedder.embed_passages(lines)
    assert bulk.dtype == np.float32
    assert bulk.shape == (41, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(bulk, axis=1), 1, rtol=1e-5)
    singly = np.concatenate([embedder.embed_passages([line]) for line in lines])
    # Activations are quantised for a whole run at once, so company moves a vector a little.
    assert np.sum(bulk * singly, axis=1).min() > 0.99


def test_progress_ends_at_the_total(embedder: OnnxEmbedder) -> None:
    calls: list[tuple[str, int, int]] = []
    lines = sample_lines("en", "passages")[:60]
    embedder.embed_passages(lines, lambda *call: calls.append(call))
    assert calls[-1] == ("embed", 60, 60)
    assert [done for _, done, _ in calls] == sorted({done for _, done, _ in calls})


def test_vectors_are_the_same_however_many_batches_run_at_once(embedder: OnnxEmbedder) -> None:
    lines = sample_lines("zh", "passages")[:150]
    assert len(batches([len(line) for line in lines], 1024)) > 2
    alone = open_embedder("base", threads=1)
    np.testing.assert_array_equal(embedder.embed_passages(lines), alone.embed_passages(lines))


def test_batches_that_have_not_begun_are_left_out_where_progress_says_stop(embedder: OnnxEmbedder) -> None:
    lines = sample_lines("zh", "passages") * 20

    def stop(_stage: str, _done: int, _total: int) -> None:
        raise InterruptedError

    before = time.process_time()
    embedder.embed_passages(lines[: len(lines) // 20])
    one_twentieth = time.process_time() - before
    with pytest.raises(InterruptedError):
        embedder.embed_passages(lines, stop)
    embedder.embed_queries(["一个"])
    assert time.process_time() - before < 10 * one_twentieth


def test_no_texts_give_no_vectors(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_queries([]).shape == (0, embedder.dimension)


def test_text_over_the_window_is_cut_aloud(embedder: OnnxEmbedder, caplog: pytest.LogCaptureFixture) -> None:
    word = "经济"
    fits = word * 50
    with caplog.at_level(logging.WARNING):
        embedder.embed_passages([fits])
        assert not caplog.records
        long, longer = embedder.embed_passages([word * 1500, word * 3000])
    assert "2 of 2 texts exceed the model's window of 512 tokens" in caplog.text
    np.testing.assert_allclose(long, longer, atol=1e-5)


def test_room_is_what_a_text_may_take_uncut(embedder: OnnxEmbedder, caplog: pytest.LogCaptureFixture) -> None:
    text = "".join(sample_lines("zh", "passages")[:60])[:1000]
    while embedder.count_tokens(text) > embedder.room:
        text = text[:-1]
    embedder.embed_passages([text])
    embedder.embed_queries([text])
    assert not caplog.records


def test_threads_share_one_embedder(embedder: OnnxEmbedder) -> None:
    lines = sample_lines("zh", "queries")[:24]
    alone = [embedder.embed_queries([line])[0] for line in lines]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda line: embedder.embed_queries([line])[0], lines))
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_serving_never_imports_torch() -> None:
    script = "from index.embed import open_embedder; import sys; open_embedder('base').embed_queries(['x']); "
    script += "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_engine_and_broken_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="onnx, torch"):
        open_embedder(engine="cuda")
    with pytest.raises(DamagedStore, match="compile the model again"):
        OnnxEmbedder(tmp_path)


@given(st.lists(st.integers(1, 600), max_size=60), st.integers(1, 2000))
def test_batches_hold_every_row_once_within_the_budget(lengths: list[int], budget: int) -> None:
    groups = batches(lengths, budget)
    assert sorted(row for group in groups for row in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or max(lengths[row] for row in group) * len(group) <= budget
