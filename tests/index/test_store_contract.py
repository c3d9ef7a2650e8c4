"""What every Store does, whatever it stands on: one suite over the local store and a Milvus server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.errors import InvalidInput, NotFound, OtherModel, Unavailable
from index.languages import remove, sample_means
from index.milvus import MilvusStore
from index.protocols import Embedder, Snapshot, Store
from index.store import LocalStore
from index.text import search_terms
from index.types import PassageKey
from tests.fake_embedder import FakeEmbedder
from tests.index.milvusproc import MilvusProcess, cluster_of_the_environment
from tests.index.storekit import EN, RENDERED, ZH, incoming, rendered_zh

Opening = Callable[[Embedder], Store]
"""Opens the same knowledge base again, with this model."""


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if cluster_of_the_environment():
        yield cluster_of_the_environment()
        return
    server = MilvusProcess(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server.uri
    server.stop()


@pytest.fixture(params=["local", "milvus"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    opened: list[LocalStore | MilvusStore] = []
    prefix = f"test_{uuid.uuid4().hex[:8]}"

    def make(embedder: Embedder) -> Store:
        if request.param == "local":
            opened.append(LocalStore(tmp_path, embedder, lock_timeout_s=30))
        else:
            uri = request.getfixturevalue("milvus")
            opened.append(MilvusStore(uri, embedder, prefix=prefix, lock_timeout_s=30, lease_s=3))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(opening: Opening) -> Store:
    made = opening(FakeEmbedder())
    made.change(add=[rendered_zh(), incoming(EN, "hunan.md")])
    return made


def _query(text: str) -> np.ndarray:
    embedder = FakeEmbedder()
    return remove(embedder.embed_queries([text])[0], sample_means(embedder).queries["zh"])


def _text(snapshot: Snapshot, key: PassageKey) -> str:
    document = snapshot.document(key.document_id)
    return document.paragraph(key.paragraph).span.of(document.text)


def _best(snapshot: Snapshot, question: str) -> str:
    return _text(snapshot, snapshot.terms(dict.fromkeys(search_terms(question), 1.0), 1, None)[0][0])


def test_nothing_published_is_unavailable_and_an_empty_base_answers_with_nothing(opening: Opening) -> None:
    store = opening(FakeEmbedder())
    with pytest.raises(Unavailable):
        store.snapshot()
    version = store.change()
    snapshot = store.snapshot()
    assert snapshot.version == version == store.change()
    assert not snapshot.documents()
    assert not snapshot.dense(_query("就业"), 5, None)
    assert not snapshot.terms({"就业": 1.0}, 5, None)
    assert len(snapshot.units([]).owner) == 0
    assert store.verify() == ()


def test_both_legs_find_the_paragraph_in_either_language(store: Store) -> None:
    snapshot = store.snapshot()
    for question, expected in (
        ("计划新建多少个5G基站", "5G基站"),
        ("全州新增城镇就业", "就业2.5万人"),
        ("Grain output farmland", "30 million tonnes"),
        (RENDERED, "5G基站"),
    ):
        by_meaning = snapshot.dense(_query(question), 3, None)
        by_terms = snapshot.terms(dict.fromkeys(search_terms(question), 1.0), 3, None)
        assert expected in _text(snapshot, by_meaning[0][0])
        assert expected in _text(snapshot, by_terms[0][0])
        for hits in (by_meaning, by_terms):
            scores = [score for _, score in hits]
            assert scores == sorted(scores, reverse=True)
            assert min(scores) > -1
            assert len({key for key, _ in hits}) == len(hits)
    assert by_terms[0][1] > 0


def test_weight_of_a_term_decides(store: Store) -> None:
    snapshot = store.snapshot()
    heavy = snapshot.terms({"基站": 1.0, "就业": 0.1}, 1, None)[0][0]
    light = snapshot.terms({"基站": 0.1, "就业": 1.0}, 1, None)[0][0]
    assert "基站" in _text(snapshot, heavy)
    assert "就业" in _text(snapshot, light)
    assert not snapshot.terms({"就业": 0.0, "": 1.0}, 5, None)


def test_title_terms_find_the_document(store: Store) -> None:
    snapshot = store.snapshot()
    titles = {info.id: info.title for info in snapshot.documents()}
    assert {titles[key.document_id] for key, _ in snapshot.terms({"hunan": 1.0}, 50, None)} == {
        "Plan of Hunan for 2025"
    }


def test_search_stays_within_the_documents_asked_for(store: Store) -> None:
    snapshot = store.snapshot()
    hunan = next(info.id for info in snapshot.documents() if info.source == "hunan.md")
    terms = dict.fromkeys(search_terms("5G基站 grain"), 1.0)
    assert {key.document_id for key, _ in snapshot.dense(_query("计划新建5G基站"), 10, [hunan])} == {hunan}
    assert {key.document_id for key, _ in snapshot.terms(terms, 10, [hunan, "unknown"])} == {hunan}
    for documents in (["unknown"], []):
        assert not snapshot.dense(_query("就业"), 10, documents)
        assert not snapshot.terms(terms, 10, documents)


def test_dense_reaches_every_passage(store: Store) -> None:
    snapshot = store.snapshot()
    keys = {PassageKey(info.id, n) for info in snapshot.documents() for n in range(1, info.paragraphs + 1)}
    assert set(dict(snapshot.dense(_query("新增城镇就业"), len(keys), None))) == keys


def test_units_come_back_with_their_words_and_their_own_vectors(store: Store) -> None:
    snapshot = store.snapshot()
    key = snapshot.terms(dict.fromkeys(search_terms("5G基站"), 1.0), 1, None)[0][0]
    other = PassageKey(snapshot.documents()[1].id, 1)
    block = snapshot.units([other, key, key])
    assert block.passages == (other, key, key)
    text = snapshot.document(key.document_id).text
    mine = np.flatnonzero(block.owner == 1)
    words = [text[a:b] for a, b in block.spans[mine].tolist()]
    assert np.array_equal(block.vectors[mine], block.vectors[block.owner == 2])
    clause = mine[words.index("新增光缆500公里。")]
    embedder = FakeEmbedder()
    expected = remove(embedder.embed_queries(["新增光缆500公里。"])[0], sample_means(embedder).passages["zh"])
    assert np.allclose(block.vectors[clause], expected, atol=2e-3)
    assert {block.langs[i] for i in mine if block.is_rendering[i]} == {"en"}
    assert {block.langs[i] for i in mine if not block.is_rendering[i]} == {"zh"}
    assert np.allclose(np.linalg.norm(block.vectors, axis=1), 1, atol=5e-3)


def test_what_does_not_exist_is_not_found(store: Store) -> None:
    snapshot = store.snapshot()
    known = snapshot.documents()[0]
    for ask in (
        lambda: snapshot.document("nope"),
        lambda: snapshot.renderings("nope"),
        lambda: snapshot.units([PassageKey("nope", 1)]),
        lambda: snapshot.units([PassageKey(known.id, known.paragraphs + 1)]),
        lambda: store.change(remove=["nope"]),
    ):
        with pytest.raises(NotFound):
            ask()


def test_documents_come_back_as_they_were_parsed(store: Store) -> None:
    given = rendered_zh()
    snapshot = store.snapshot()
    assert snapshot.document(given.document.id) == given.document
    assert snapshot.renderings(given.document.id) == given.renderings
    info = snapshot.documents()[0]
    assert (info.id, info.bytes, info.paragraphs) == (given.document.id, given.size, len(given.document.paragraphs))
    assert info.renderings == 1


def test_adding_the_same_again_publishes_nothing(store: Store) -> None:
    before = store.snapshot().version
    assert store.change(add=[rendered_zh()]) == before == store.snapshot().version


def test_only_changed_texts_are_embedded_again_and_the_old_words_are_gone(opening: Opening) -> None:
    embedder = FakeEmbedder()
    store = opening(embedder)
    store.change(add=[incoming(ZH, "plan.txt"), incoming(EN, "hunan.md")])
    embedder.embedded.clear()
    store.change(add=[incoming(ZH.replace("2.5万", "3万"), "plan.txt")])
    assert embedder.embedded
    assert all("3万" in text for text in embedder.embedded)
    snapshot = store.snapshot()
    assert [info.source for info in snapshot.documents()] == ["plan.txt", "hunan.md"]
    assert "3万" in _best(snapshot, "城镇就业")
    assert all("2.5万" not in _text(snapshot, key) for key, _ in snapshot.dense(_query("就业2.5万人"), 20, None))


def test_a_pinned_snapshot_reads_the_same_whatever_is_published(store: Store) -> None:
    pinned = store.snapshot()
    plan = pinned.documents()[0].id
    for round_ in range(5):
        store.change(add=[incoming(ZH.replace("2.5万", f"{round_}万"), "plan.txt")])
    assert "2.5万" in pinned.document(plan).text
    assert "2.5万" in _best(pinned, "城镇就业")
    assert len(pinned.units([PassageKey(plan, 1)]).owner)
    assert "4万" in _best(store.snapshot(), "城镇就业")
    assert store.verify() == ()


def test_rollback_returns_to_the_one_before(store: Store) -> None:
    first = store.snapshot().version
    second = store.change(remove=[store.snapshot().documents()[1].id])
    assert len(store.snapshot().documents()) == 1
    assert store.rollback() == first
    assert len(store.snapshot().documents()) == 2
    with pytest.raises(NotFound):
        store.rollback()
    third = store.change(add=[incoming("三、新文件\n新的一段。", "new.txt")])
    assert third not in (first, second)
    assert store.rollback() == first


def test_a_rollback_leaves_only_the_version_it_names(store: Store) -> None:
    first = store.snapshot().version
    second = store.change(remove=[store.snapshot().documents()[1].id])
    with pytest.raises(InvalidInput, match=second):
        store.rollback(first)
    assert store.snapshot().version == second
    assert store.rollback(second) == first


def test_another_model_is_refused_until_all_is_rebuilt(opening: Opening, store: Store) -> None:
    before = [info.source for info in store.snapshot().documents()]
    other = opening(FakeEmbedder("other", 16))
    with pytest.raises(OtherModel, match="yinju reindex"):
        other.snapshot()
    version = other.rebuild()
    snapshot = other.snapshot()
    assert snapshot.version == version
    assert [info.source for info in snapshot.documents()] == before
    assert other.verify() == ()
    assert snapshot.units([PassageKey(snapshot.documents()[0].id, 1)]).vectors.shape[1] == 16


def test_a_failing_model_leaves_the_published_generation(opening: Opening, store: Store) -> None:
    class Failing(FakeEmbedder):
        def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            raise RuntimeError("no memory")

    before = store.snapshot().version
    with pytest.raises(RuntimeError):
        opening(Failing()).change(add=[incoming("新的一段。", "new.txt")])
    assert store.snapshot().version == before
    assert store.change(add=[incoming("新的一段。", "new.txt")]) != before
    assert store.verify() == ()


def test_glossaries_are_kept_by_name(store: Store) -> None:
    store.put_glossary("b.tbx", b"second")
    store.put_glossary("a.tbx", "术语".encode() * 40_000)
    store.put_glossary("b.tbx", b"third")
    assert list(store.glossaries().items()) == [("a.tbx", "术语".encode() * 40_000), ("b.tbx", b"third")]


def test_progress_is_told_to_the_end(opening: Opening) -> None:
    told: list[tuple[str, int, int]] = []
    opening(FakeEmbedder()).change(add=[incoming(ZH, "plan.txt")], progress=lambda *step: told.append(step))
    embedded = [(done, total) for stage, done, total in told if stage == "embed"]
    assert embedded[-1][0] == embedded[-1][1] > 0
    assert told[-1] == ("index", 1, 1)
