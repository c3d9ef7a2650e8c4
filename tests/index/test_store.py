from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from index.errors import DamagedStore, NotFound, OtherModel, Unavailable
from index.generations import Generations
from index.languages import remove, sample_means
from index.protocols import Incoming, Snapshot, Store
from index.store import LocalStore
from index.text import search_terms
from index.types import PassageKey
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import EN, RENDERED, ZH, incoming, rendered_zh, store_at


def _query(text: str) -> np.ndarray:
    embedder = FakeEmbedder()
    return remove(embedder.embed_queries([text])[0], sample_means(embedder).queries["zh"])


def _text(snapshot: Snapshot, key: PassageKey) -> str:
    document = snapshot.document(key.document_id)
    return document.paragraph(key.paragraph).span.of(document.text)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    made = store_at(tmp_path)
    made.change(add=[rendered_zh(), incoming(EN, "hunan.md")])
    return made


def test_store_fulfils_the_protocols(store: LocalStore) -> None:
    typed: Store = store
    snapshot: Snapshot = typed.snapshot()
    assert snapshot.version == store.snapshot().version


def test_nothing_published_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        store_at(tmp_path).snapshot()


def test_an_empty_knowledge_base_answers_with_nothing(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    version = store.change()
    snapshot = store.snapshot()
    assert snapshot.version == version == store.change()
    assert not snapshot.documents()
    assert not snapshot.dense(_query("就业"), 5, None)
    assert not snapshot.terms({"就业": 1.0}, 5, None)
    assert len(snapshot.units([]).owner) == 0
    assert store.verify() == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("计划新建多少个5G基站", "5G基站"),
        ("全州新增城镇就业", "就业2.5万人"),
        ("Grain output farmland", "30 million tonnes"),
    ],
)
def test_dense_and_terms_find_the_paragraph(store: LocalStore, question: str, expected: str) -> None:
    snapshot = store.snapshot()
    by_meaning = snapshot.dense(_query(question), 3, None)
    by_terms = snapshot.terms(dict.fromkeys(search_terms(question), 1.0), 3, None)
    assert expected in _text(snapshot, by_meaning[0][0])
    assert expected in _text(snapshot, by_terms[0][0])
    assert [score for _, score in by_meaning] == sorted((score for _, score in by_meaning), reverse=True)
    assert len({key for key, _ in by_meaning}) == len(by_meaning)


def test_a_rendering_makes_its_paragraph_found_in_the_other_language(store: LocalStore) -> None:
    snapshot = store.snapshot()
    key = snapshot.terms(dict.fromkeys(search_terms("new base stations"), 1.0), 1, None)[0][0]
    assert "5G基站" in _text(snapshot, key)
    assert "5G基站" in _text(snapshot, snapshot.dense(_query(RENDERED), 1, None)[0][0])
    assert [r.text for r in snapshot.renderings(key.document_id)] == [RENDERED]


def test_title_terms_find_the_document(store: LocalStore) -> None:
    snapshot = store.snapshot()
    hits = snapshot.terms({"hunan": 1.0}, 50, None)
    titles = {i.id: i.title for i in snapshot.documents()}
    assert {titles[key.document_id] for key, _ in hits} == {"Plan of Hunan for 2025"}


def test_search_stays_within_the_documents_asked_for(store: LocalStore) -> None:
    snapshot = store.snapshot()
    hunan = next(i.id for i in snapshot.documents() if i.source == "hunan.md")
    terms = dict.fromkeys(search_terms("5G基站 grain"), 1.0)
    assert {k.document_id for k, _ in snapshot.dense(_query("计划新建5G基站"), 10, [hunan])} == {hunan}
    assert {k.document_id for k, _ in snapshot.terms(terms, 10, [hunan])} == {hunan}
    assert not snapshot.dense(_query("就业"), 10, ["unknown"])
    assert not snapshot.terms(terms, 10, ["unknown"])


def test_dense_equals_exhaustive_search_over_the_units(store: LocalStore) -> None:
    snapshot, query = store.snapshot(), _query("新增城镇就业")
    keys = [PassageKey(i.id, n) for i in snapshot.documents() for n in range(1, i.paragraphs + 1)]
    best = dict(snapshot.dense(query, len(keys), None))
    assert set(best) == set(keys)
    block = snapshot.units(keys)
    for at, key in enumerate(keys):
        # Clauses are not coarse, so a paragraph's coarse score is at least that of its sentences and renderings.
        sentences = {s.span for s in snapshot.document(key.document_id).paragraph(key.paragraph).sentences}
        whole = [i for i in np.flatnonzero(block.owner == at) if tuple(block.spans[i].tolist()) in sentences]
        assert all(best[key] >= block.vectors[i] @ query - 1e-2 for i in whole)


def test_units_come_back_with_their_words_and_their_own_vectors(store: LocalStore) -> None:
    snapshot = store.snapshot()
    key = snapshot.terms(dict.fromkeys(search_terms("5G基站"), 1.0), 1, None)[0][0]
    other = PassageKey(snapshot.documents()[1].id, 1)
    block = snapshot.units([other, key, key])
    assert block.passages == (other, key, key)
    text = snapshot.document(key.document_id).text
    mine = np.flatnonzero(block.owner == 1)
    words = [text[a:b] for a, b in block.spans[mine].tolist()]
    assert "新增光缆500公里。" in words
    assert np.array_equal(block.vectors[mine], block.vectors[block.owner == 2])
    clause = mine[words.index("新增光缆500公里。")]
    embedder = FakeEmbedder()
    expected = remove(embedder.embed_queries(["新增光缆500公里。"])[0], sample_means(embedder).passages["zh"])
    assert np.allclose(block.vectors[clause], expected, atol=2e-3)
    assert {block.langs[i] for i in mine if block.is_rendering[i]} == {"en"}
    assert {block.langs[i] for i in mine if not block.is_rendering[i]} == {"zh"}
    assert np.allclose(np.linalg.norm(block.vectors, axis=1), 1, atol=5e-3)


def test_what_does_not_exist_is_not_found(store: LocalStore) -> None:
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


def test_documents_come_back_as_they_were_parsed(store: LocalStore) -> None:
    given = rendered_zh()
    snapshot = store.snapshot()
    assert snapshot.document(given.document.id) == given.document
    info = snapshot.documents()[0]
    assert (info.id, info.bytes, info.paragraphs) == (given.document.id, given.size, len(given.document.paragraphs))
    assert info.renderings == 1


def test_adding_the_same_again_publishes_nothing(store: LocalStore) -> None:
    before = store.snapshot().version
    assert store.change(add=[rendered_zh()]) == before
    assert store.snapshot().version == before


def test_only_changed_texts_are_embedded_again(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    store = store_at(tmp_path, embedder)
    store.change(add=[incoming(ZH, "plan.txt")])
    first = set(embedder.embedded)
    assert len(embedder.embedded) == len(first)
    embedder.embedded.clear()
    store.change(add=[incoming(ZH.replace("2.5万", "3万"), "plan.txt")])
    assert embedder.embedded
    assert all("3万" in text for text in embedder.embedded)


def test_replacing_keeps_the_place_and_removes_the_old_words(store: LocalStore) -> None:
    store.change(add=[incoming(ZH.replace("2.5万", "3万"), "plan.txt")])
    snapshot = store.snapshot()
    assert [i.source for i in snapshot.documents()] == ["plan.txt", "hunan.md"]
    key = snapshot.terms(dict.fromkeys(search_terms("城镇就业"), 1.0), 1, None)[0][0]
    assert "3万" in _text(snapshot, key)


def test_a_pinned_snapshot_reads_the_same_whatever_is_published(store: LocalStore) -> None:
    pinned = store.snapshot()
    plan = pinned.documents()[0].id
    for round_ in range(6):
        store.change(add=[incoming(ZH.replace("2.5万", f"{round_}万"), "plan.txt")])
    assert "2.5万" in pinned.document(plan).text
    assert "2.5万" in _text(pinned, pinned.terms(dict.fromkeys(search_terms("城镇就业"), 1.0), 1, None)[0][0])
    assert len(pinned.units([PassageKey(plan, 1)]).owner)


def test_old_generations_are_collected_once_nobody_reads_them(store: LocalStore, tmp_path: Path) -> None:
    for round_ in range(6):
        store.change(add=[incoming(ZH.replace("2.5万", f"{round_}万"), "plan.txt")])
    assert len(list((tmp_path / "generations").iterdir())) <= 3
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] <= 4
    connection.close()


def test_rollback_returns_to_the_one_before(store: LocalStore) -> None:
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


def test_a_rollback_does_not_wait_for_a_writer_whose_publication_it_would_undo(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.TURN_S", 0.05)
    version = store.change(remove=[store.snapshot().documents()[1].id])
    with Generations(tmp_path).writing(0), pytest.raises(Unavailable, match="another writer"):
        store.rollback(version)
    assert store.snapshot().version == version


def test_a_writer_that_waits_for_another_one_tells(store: LocalStore, tmp_path: Path) -> None:
    stages: list[str] = []
    waiting = threading.Event()

    def progress(stage: str, _done: int, _total: int) -> None:
        stages.append(stage)
        waiting.set()

    new = incoming("三、新文件\n新的一段。", "new.txt")
    with Generations(tmp_path).writing(0):
        writer = threading.Thread(target=store.change, kwargs={"add": [new], "progress": progress})
        writer.start()
        assert waiting.wait(10)
        assert stages == ["wait"]
    writer.join(60)
    assert stages[-1] == "index"
    stages.clear()
    store.change(add=[incoming("四、又一文件\n又一段。", "more.txt")], progress=progress)
    assert "wait" not in stages


def test_another_store_on_the_same_directory_picks_up_what_is_published(store: LocalStore, tmp_path: Path) -> None:
    reader = store_at(tmp_path)
    assert reader.snapshot().version == store.snapshot().version
    version = store.change(add=[incoming("三、新文件\n新的一段。", "new.txt")])
    for _ in range(1000):
        if reader.snapshot().version == version:
            break
        threading.Event().wait(0.01)
    assert reader.snapshot().version == version


def test_another_model_rebuilds_all(tmp_path: Path) -> None:
    store_at(tmp_path).change(add=[incoming(ZH, "plan.txt"), incoming(EN, "hunan.md")])
    other = store_at(tmp_path, FakeEmbedder("other", 16))
    with pytest.raises(OtherModel, match="yinju reindex"):
        other.snapshot()
    version = other.rebuild()
    assert other.snapshot().version == version
    assert other.verify() == ()
    assert other.snapshot().units([PassageKey(other.snapshot().documents()[0].id, 1)]).vectors.shape[1] == 16


def test_verify_finds_nothing_in_a_sound_store(store: LocalStore) -> None:
    assert store.verify() == ()


@pytest.mark.parametrize("name", ["fine_vectors.npy", "coarse.faiss", "fine_spans.npy"])
def test_verify_names_a_changed_file_and_reindex_mends_it(store: LocalStore, tmp_path: Path, name: str) -> None:
    path = tmp_path / "generations" / store.snapshot().version / name
    raw = bytearray(path.read_bytes())
    raw[-3] ^= 0x40
    path.write_bytes(raw)
    found = store.verify()
    assert any(name in finding and "yinju reindex" in finding for finding in found)
    store.rebuild()
    assert store.verify() == ()


def test_verify_finds_missing_vectors_and_reindex_embeds_them(store: LocalStore, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute("DELETE FROM vectors")
    connection.close()
    assert any("no vector" in finding for finding in store.verify())
    store.rebuild()
    assert store.verify() == ()


def test_verify_finds_a_text_that_was_changed_in_the_catalog(store: LocalStore, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute("UPDATE documents SET text = replace(text, '1000', '9000')")
    connection.close()
    assert any("has changed since it was added" in finding for finding in store.verify())


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store_at(tmp_path).close()
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(DamagedStore, match="Upgrade"):
        store_at(tmp_path)


def test_a_failing_model_leaves_the_published_generation(store: LocalStore, tmp_path: Path) -> None:
    class Failing(FakeEmbedder):
        def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            raise RuntimeError("no memory")

    before = store.snapshot().version
    with pytest.raises(RuntimeError):
        LocalStore(tmp_path, Failing()).change(add=[incoming("新的一段。", "new.txt")])
    assert store.snapshot().version == before
    assert store.verify() == ()
    added: Incoming = incoming("新的一段。", "new.txt")
    assert store.change(add=[added]) != before


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    store_at(tmp_path).change(add=[incoming(ZH, "plan.txt")], progress=lambda *step: told.append(step))
    embedded = [(done, total) for stage, done, total in told if stage == "embed"]
    assert embedded[0][0] == 0
    assert embedded[-1][0] == embedded[-1][1] > 0
    assert told[-1] == ("index", 1, 1)


def _all_vectors(store: LocalStore) -> np.ndarray:
    snapshot = store.snapshot()
    return snapshot.units(
        [PassageKey(i.id, n) for i in snapshot.documents() for n in range(1, i.paragraphs + 1)]
    ).vectors


def _long(mark: str) -> str:
    return "\n".join(f"第{n}项{mark}指标达到{n * 7}万吨，增长{n}%，完成计划。" for n in range(60))


def test_what_is_taken_over_from_the_generation_before_equals_what_is_built_anew(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    store.change(add=[incoming(_long("粮食"), "a.txt"), incoming(_long("工业"), "b.txt")])
    store.change(add=[rendered_zh()])
    removed = next(i.id for i in store.snapshot().documents() if i.source == "plan.txt")
    store.change(remove=[removed], add=[incoming(ZH, "c.txt")])
    grown = _all_vectors(store)
    hits = store.snapshot().dense(_query("城镇就业"), 20, None)
    assert store.verify() == ()
    store.rebuild()
    assert store.verify() == ()
    # The base kept its means while it grew by a few paragraphs, so vectors differ by what that moves a mean.
    assert np.einsum("ij,ij->i", grown, _all_vectors(store)).min() > 0.98
    assert hits[0][0] == store.snapshot().dense(_query("城镇就业"), 20, None)[0][0]


def test_damage_is_not_handed_on_to_the_next_generation(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    store.change(add=[incoming(_long("粮食"), "a.txt"), incoming(_long("工业"), "b.txt")])
    sound = _all_vectors(store)
    path = tmp_path / "generations" / store.snapshot().version / "fine_vectors.npy"
    raw = bytearray(path.read_bytes())
    raw[-200:] = bytes(200)
    path.write_bytes(raw)
    store.change(add=[incoming("另外一段。", "c.txt")])
    assert store.verify() == ()
    assert np.allclose(_all_vectors(store)[: len(sound)], sound, atol=0.05)


def test_a_service_stays_with_what_it_has_when_another_process_publishes_for_another_model(
    store: LocalStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = store.snapshot().version
    store_at(tmp_path, FakeEmbedder("other", 16)).rebuild()
    for _ in range(500):
        assert store.snapshot().version == before
        if caplog.records:
            break
        threading.Event().wait(0.01)
    for _ in range(3):
        assert store.snapshot().version == before
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "yinju reindex" in caplog.text


def test_embedding_that_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    class Interrupted(FakeEmbedder):
        def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts, progress)

    report = incoming("\n".join(f"第{n}项指标达到{n * 7}万吨。" for n in range(600)), "a.txt")
    first, second = Interrupted(), FakeEmbedder()
    store_at(tmp_path / "whole", whole := FakeEmbedder()).change(add=[report])
    interrupted = store_at(tmp_path / "kb", first)
    with pytest.raises(KeyboardInterrupt):
        interrupted.change(add=[report])
    store_at(tmp_path / "kb", second).change(add=[report])
    samples = set(whole.embedded) - {text for text in whole.embedded if "指标达到" in text}
    assert first.embedded
    assert not set(first.embedded) & (set(second.embedded) - samples)
    assert {*first.embedded, *second.embedded} == set(whole.embedded)
