from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.bench_scale import Journal
from eval.large import Originals, build_large, open_large
from eval.scale import Cost
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import EN, ZH, incoming, store_at


@pytest.fixture(name="originals")
def _originals(tmp_path: Path) -> Originals:
    store_at(tmp_path / "data").change(add=[incoming(ZH, "plan2026.txt"), incoming(EN, "hunan.md")])
    return Originals(tmp_path / "data")


def test_a_large_base_holds_the_originals_and_moved_copies(originals: Originals, tmp_path: Path) -> None:
    n_own = sum(member.info.paragraphs for member in originals.members)
    (tmp_path / "large").mkdir()
    manifest = build_large(originals, 3 * n_own, tmp_path / "large", lambda _line: None)
    assert manifest.n_passages == 3 * n_own
    large, small = open_large(originals, tmp_path / "large"), open_large(originals, originals.folder)
    query = FakeEmbedder().embed_queries(["新建5G基站"])[0]
    assert [d.title for d in large.documents()[::2]] == ["昌吉州2026年计划", "昌吉州2025年计划", "昌吉州2024年计划"]
    assert len({d.id for d in large.documents()}) == 6
    own = dict(small.dense(query, n_own, None))
    found = dict(large.dense(query, 3 * n_own, None))
    assert all(found[key] == pytest.approx(score, abs=0.01) for key, score in own.items())
    assert len({round(score, 4) for score in found.values()}) > len(own)
    copy = large.documents()[2].id
    assert large.document(copy).id == copy
    words = {key.document_id for key, _ in large.terms({"基站": 1.0}, 10, None)}
    assert copy in words
    vectors = large.units(sorted(found)).vectors
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=5e-3)


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    asked: list[int] = []

    def measured() -> Cost:
        asked.append(1)
        return Cost(10, True, 1.0, 100, 0.1, 0.1, 1000, 1.0, 2.0, 1.5, 0.99)

    first = Journal(tmp_path / "measured.jsonl").once("10 rows", measured)
    again = Journal(tmp_path / "measured.jsonl").once("10 rows", measured)
    assert first == again
    assert len(asked) == 1
