"""With the language taken out, what a text says decides, not what it is written in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.embed import open_embedder
from index.languages import ENOUGH_UNITS, LanguageMeans, passage_means, remove, sample_means
from index.protocols import Embedder
from index.samples import sample_lines

FINITE = st.floats(-100, 100, width=32)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder("base", threads=2)


@pytest.fixture(scope="module")
def means(embedder: Embedder) -> LanguageMeans:
    return sample_means(embedder)


@given(arrays(np.float32, (4, 3), elements=FINITE), arrays(np.float32, 3, elements=FINITE))
def test_rest_is_of_unit_norm_or_zero(vectors: np.ndarray, mean: np.ndarray) -> None:
    rest = remove(vectors, mean)
    norms = np.linalg.norm(rest, axis=1)
    assert rest.dtype == np.float32
    assert (np.isclose(norms, 1, atol=1e-3) | (norms == 0)).all()
    directions = np.sum(rest * (vectors - mean), axis=1)
    np.testing.assert_allclose(directions, np.linalg.norm(vectors - mean, axis=1) * norms, rtol=1e-3, atol=1e-3)


def test_vector_equal_to_the_mean_becomes_zero() -> None:
    mean = np.array([0.6, 0.8], np.float32)
    assert remove(np.stack([mean, mean]), mean).tolist() == [[0, 0], [0, 0]]
    assert remove(mean, mean).tolist() == [0, 0]


def test_centres_of_the_languages_meet_once_the_means_are_out(embedder: Embedder, means: LanguageMeans) -> None:
    zh, en = (embedder.embed_passages(sample_lines(lang, "passages")) for lang in ("zh", "en"))
    apart = np.linalg.norm(zh.mean(axis=0) - en.mean(axis=0))
    rest = [remove(vectors, means.passages[lang]) for vectors, lang in ((zh, "zh"), (en, "en"))]
    assert np.linalg.norm(rest[0].mean(axis=0) - rest[1].mean(axis=0)) < apart / 2


def test_questions_find_the_other_language_in_a_mixed_pool(embedder: Embedder, means: LanguageMeans) -> None:
    """Sentence i of one sample renders sentence i of the other: a zh question's twin is the en question."""
    zh, en = (embedder.embed_queries(sample_lines(lang, "queries")) for lang in ("zh", "en"))
    plain = np.mean((zh @ en.T).argmax(axis=1) == np.arange(len(zh)))
    bare = remove(zh, means.queries["zh"]) @ remove(en, means.queries["en"]).T
    assert np.mean(bare.argmax(axis=1) == np.arange(len(zh))) >= plain
    assert np.mean(bare.argmax(axis=1) == np.arange(len(zh))) > 0.9


def test_own_mean_serves_from_two_hundred_units_on(means: LanguageMeans) -> None:
    random = np.random.default_rng(5)
    many = random.normal(size=(ENOUGH_UNITS, 384)).astype(np.float32)
    chosen = passage_means({"zh": many, "en": many[1:]}, means)
    np.testing.assert_allclose(chosen["zh"], many.mean(axis=0), atol=1e-6)
    assert chosen["en"] is means.passages["en"]
    assert passage_means({}, means) == means.passages
