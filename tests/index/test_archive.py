from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import InvalidInput, Unavailable
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import EN, ZH, incoming, rendered_zh, store_at


def test_a_backup_restores_documents_renderings_and_vectors(tmp_path: Path) -> None:
    store = store_at(tmp_path / "one")
    store.change(add=[rendered_zh(), incoming(EN, "hunan.md")])
    assert store.backup(tmp_path / "all.yinju") == 2
    embedder = FakeEmbedder()
    other = store_at(tmp_path / "two", embedder)
    other.change()
    embedder.embedded.clear()
    other.restore(tmp_path / "all.yinju")
    assert embedder.embedded == []
    assert other.snapshot().documents() == store.snapshot().documents()
    for info in store.snapshot().documents():
        assert other.snapshot().document(info.id) == store.snapshot().document(info.id)
        assert other.snapshot().renderings(info.id) == store.snapshot().renderings(info.id)
    assert other.verify() == ()


def test_a_backup_holds_the_published_documents_only(tmp_path: Path) -> None:
    store = store_at(tmp_path / "one")
    store.change(add=[incoming(ZH, "plan.txt"), incoming(EN, "hunan.md")])
    store.change(remove=[store.snapshot().documents()[1].id])
    assert store.backup(tmp_path / "all.yinju") == 1
    other = store_at(tmp_path / "two")
    other.restore(tmp_path / "all.yinju")
    assert [info.source for info in other.snapshot().documents()] == ["plan.txt"]


def test_restore_is_a_change_like_any_other_and_can_be_rolled_back(tmp_path: Path) -> None:
    store = store_at(tmp_path / "one")
    store.change(add=[incoming(ZH, "plan.txt")])
    store.backup(tmp_path / "all.yinju")
    latest = store.change(add=[incoming(EN, "hunan.md")])
    store.restore(tmp_path / "all.yinju")
    assert len(store.snapshot().documents()) == 1
    assert store.rollback() == latest
    assert len(store.snapshot().documents()) == 2


def test_what_is_no_whole_archive_changes_nothing(tmp_path: Path) -> None:
    store = store_at(tmp_path / "one")
    version = store.change(add=[incoming(ZH, "plan.txt")])
    store.backup(tmp_path / "all.yinju")
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    raw = (tmp_path / "all.yinju").read_bytes()
    (tmp_path / "half").write_bytes(raw[: len(raw) // 2])
    for name in ("text", "half", "missing"):
        with pytest.raises(InvalidInput):
            store.restore(tmp_path / name)
    assert store.snapshot().version == version
    assert store.verify() == ()


@pytest.mark.parametrize("column", ["text", "structure", "renderings", "title"])
def test_an_archive_whose_words_were_changed_is_not_restored(tmp_path: Path, column: str) -> None:
    store = store_at(tmp_path / "one")
    store.change(add=[rendered_zh()])
    store.backup(tmp_path / "all.yinju")
    with closing(sqlite3.connect(tmp_path / "all.yinju")) as archive:
        archive.execute(f"UPDATE documents SET {column} = replace(replace({column}, '1', '9'), '2', '9')")  # noqa: S608
        archive.commit()
    other = store_at(tmp_path / "two")
    version = other.change(add=[incoming(EN, "hunan.md")])
    with pytest.raises(InvalidInput, match="not whole"):
        other.restore(tmp_path / "all.yinju")
    assert other.snapshot().version == version
    assert other.verify() == ()


def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    store = store_at(tmp_path / "one")
    with pytest.raises(Unavailable):
        store.backup(tmp_path / "all.yinju")
    store.change(add=[incoming(ZH, "plan.txt")])
    with pytest.raises(Unavailable, match="nowhere"):
        store.backup(tmp_path / "nowhere" / "all.yinju")
