"""The store under kills, races and a full disk: whatever happens to a writer, the published index answers."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from index.errors import DamagedStore
from index.store import LocalStore
from index.text import search_terms
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import RENDERED, ZH, incoming, rendered_zh, store_at
from tests.index.storeproc import add_each, add_with_files_limited_to, keep_changing

KILLS = int(os.environ.get("YINJU_TEST_KILLS", "10"))


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.index.storeproc"])
    return context


@dataclass
class Asker:
    """Asks the same question again and again; counts answers, wrong ones, and the slowest."""

    store: LocalStore
    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    versions: set[str] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        started = time.perf_counter()
        snapshot = self.store.snapshot()
        plan = next(i.id for i in snapshot.documents() if i.source == "plan.txt")
        terms = dict.fromkeys(search_terms("计划新建5G基站1000个"), 1.0)
        (key, _), *_ = snapshot.terms(terms, 3, None)
        document = snapshot.document(key.document_id)
        found = document.paragraph(key.paragraph).span.of(document.text)
        query = FakeEmbedder().embed_queries([found])[0]
        dense = {k for k, _ in snapshot.dense(query, 5, [plan])}
        renderings = [r.text for r in snapshot.renderings(plan)]
        if (
            "5G基站1000个" not in found
            or key not in dense
            or renderings != [RENDERED]
            or not len(snapshot.units([key]).langs)
        ):
            self.wrong.append(found)
        self.answers += 1
        self.versions.add(snapshot.version)
        self.slowest_s = max(self.slowest_s, time.perf_counter() - started)

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.ask()
            except Exception as error:  # counted, not raised: it is in another thread
                self.wrong.append(repr(error))
            time.sleep(0.001)


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    store = store_at(tmp_path / "kb")
    store.change(add=[rendered_zh()])
    asker = Asker(store)
    thread = threading.Thread(target=asker.run)
    thread.start()
    yield asker
    asker.stop.set()
    thread.join()
    store.close()


def test_no_answer_is_lost_however_often_the_writer_is_killed(
    asker: Asker, tmp_path: Path, processes: ForkServerContext
) -> None:
    root, chance = tmp_path / "kb", random.Random(20261122)  # noqa: S311
    for kill in range(KILLS):
        writer = processes.Process(target=keep_changing, args=(root, 100 * kill + 1))
        writer.start()
        time.sleep(chance.uniform(0.0, 1.2))
        writer.kill()
        writer.join()
        fresh = store_at(root)
        Asker(fresh).ask()
        assert fresh.verify() == ()
        fresh.close()
    assert asker.wrong == []
    assert asker.answers > KILLS
    assert len(asker.versions) > 1
    after = store_at(root)
    after.change(add=[incoming(ZH + "\n完成。", "last.txt")])
    assert after.verify() == ()
    left = [entry.name for entry in (root / "generations").iterdir()]
    assert not [name for name in left if name.startswith(".")]
    after.close()
    print(f"{KILLS} kills, {asker.answers} answers, {len(asker.versions)} versions, slowest {asker.slowest_s:.3f} s")


def test_two_writers_at_once_both_get_their_turn(asker: Asker, tmp_path: Path, processes: ForkServerContext) -> None:
    root = tmp_path / "kb"
    names = [[f"{who}{n}.txt" for n in range(4)] for who in "ab"]
    writers = [processes.Process(target=add_each, args=(root, mine)) for mine in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    fresh = store_at(root)
    assert {i.source for i in fresh.snapshot().documents()} == {"plan.txt", *names[0], *names[1]}
    assert fresh.verify() == ()
    assert asker.wrong == []


def test_a_full_disk_is_said_so_and_the_next_change_cleans_up(
    asker: Asker, tmp_path: Path, processes: ForkServerContext
) -> None:
    root = tmp_path / "kb"
    catalog = (root / "catalog.sqlite").stat().st_size + (root / "catalog.sqlite-wal").stat().st_size
    before, told = asker.store.snapshot().version, []
    for limit in (1000, 5000, 20_000, 50_000, catalog, catalog + 30_000, catalog + 100_000):
        here, there = processes.Pipe()
        writer = processes.Process(target=add_with_files_limited_to, args=(root, limit, there))
        writer.start()
        told.append(here.recv())
        writer.join()
        if told[-1] == "added":
            break
        fresh = store_at(root)
        assert fresh.snapshot().version == before
        assert fresh.verify() == ()
        fresh.close()
    assert len([one for one in told if one.startswith("Unavailable")]) >= 3, told
    assert all(one.startswith("Unavailable") or one == "added" for one in told), told
    asker.store.change(add=[incoming(ZH, "after.txt")])
    assert asker.store.verify() == ()
    assert asker.wrong == []


@pytest.mark.parametrize("closed", [True, False], ids=["copied at rest", "copied while open"])
def test_a_copy_that_cannot_be_written_is_served(tmp_path: Path, closed: bool) -> None:
    store = store_at(tmp_path / "kb")
    store.change(add=[rendered_zh()])
    if closed:
        store.close()
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "kb", copy)
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", copy, copy], check=False, capture_output=True).returncode
    if mounted != 0:
        pytest.skip("needs the right to mount")
    try:
        replica = store_at(copy)
        Asker(replica).ask()
        assert replica.verify() == ()
        replica.close()
    finally:
        subprocess.run(["umount", "--lazy", copy], check=True)


def _as_schema_1(root: Path) -> None:
    with closing(sqlite3.connect(root / "catalog.sqlite")) as connection:
        connection.executescript("DROP TABLE glossaries; PRAGMA user_version=1;")


def test_an_older_catalog_is_migrated_and_a_copy_kept(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    store = store_at(root)
    version = store.change(add=[rendered_zh()])
    store.close()
    _as_schema_1(root)
    migrated = store_at(root)
    assert migrated.snapshot().version == version
    assert migrated.verify() == ()
    migrated.put_glossary("terms.tbx", b"<tbx/>")
    assert migrated.glossaries() == {"terms.tbx": b"<tbx/>"}
    with closing(sqlite3.connect(root / "catalog-schema1.sqlite")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_an_archive_of_an_older_schema_is_restored_and_left_as_it_was(tmp_path: Path) -> None:
    store = store_at(tmp_path / "kb")
    store.change(add=[rendered_zh()])
    store.backup(tmp_path / "all.yinju")
    with closing(sqlite3.connect(tmp_path / "all.yinju")) as connection:
        connection.executescript("DROP TABLE glossaries; PRAGMA user_version=1;")
    before = (tmp_path / "all.yinju").read_bytes()
    other = store_at(tmp_path / "other")
    other.restore(tmp_path / "all.yinju")
    assert other.snapshot().documents() == store.snapshot().documents()
    assert (tmp_path / "all.yinju").read_bytes() == before
    assert [p.name for p in (tmp_path / "other").glob("restoring*")] == []


def test_an_archive_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store = store_at(tmp_path / "kb")
    version = store.change(add=[rendered_zh()])
    store.backup(tmp_path / "all.yinju")
    with closing(sqlite3.connect(tmp_path / "all.yinju")) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(DamagedStore, match="Upgrade"):
        store.restore(tmp_path / "all.yinju")
    assert store.snapshot().version == version
