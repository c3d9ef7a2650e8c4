"""What only a cluster can do to a knowledge base: go away, come back, lose its writer, be written by two."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.compiled import UNIT_ROW
from index.errors import InvalidInput, OtherModel, Unavailable
from index.milvus import MilvusStore
from index.milvus.blocks import Block, pack_block, pack_json, query_text, unpack_block, unpack_json
from index.milvus.cluster import Cluster
from index.milvus.lease import Lease
from index.milvus.migrate import KeptVectors, migrate
from index.milvus.tables import MAX_TEXT, one_of, quoted
from index.samples import sample_lines
from index.text import search_terms
from index.types import PassageKey
from tests.fake_embedder import FakeEmbedder
from tests.index.milvusproc import MilvusProcess
from tests.index.storekit import EN, ZH, incoming, rendered_zh, store_at

ROOT = Path(__file__).resolve().parents[2]
REPORT = "\n".join(f"第{n}条 本年度第{n}项任务是完成投资{n}00万元，新增就业{n}0人。" for n in range(1, 400))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    process = MilvusProcess(tmp_path_factory.mktemp("milvus"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
def prefix() -> str:
    return f"test_{uuid.uuid4().hex[:8]}"


def _open(server: MilvusProcess, prefix: str, embedder: FakeEmbedder | None = None) -> MilvusStore:
    made = embedder or FakeEmbedder()
    return MilvusStore(server.uri, made, prefix=prefix, lock_timeout_s=60, lease_s=2, patience_s=1)


DYING = """
import os, signal, sys
from index.milvus import MilvusStore
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import incoming
from tests.index.test_milvus import REPORT
class Dying(FakeEmbedder):
    def embed_passages(self, texts, progress=None):
        if self.embedded:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(texts, progress)
MilvusStore(sys.argv[1], Dying(), prefix=sys.argv[2], lease_s=2).change(add=[incoming(REPORT, "report.txt")])
"""


def test_writer_killed_in_the_middle_leaves_the_old_generation_and_the_next_goes_on(
    server: MilvusProcess, prefix: str
) -> None:
    store = _open(server, prefix)
    before = store.change(add=[incoming(ZH, "plan.txt")])
    killed = subprocess.run([sys.executable, "-c", DYING, server.uri, prefix], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    reader = _open(server, prefix)
    assert reader.snapshot().version == before
    assert reader.verify() == ()
    assert {key.document_id for key, _ in reader.snapshot().terms({"就业": 1.0}, 50, None)} == {
        reader.snapshot().documents()[0].id
    }
    embedder = FakeEmbedder()
    _open(server, prefix, embedder).change(add=[incoming(REPORT, "report.txt")])
    whole = FakeEmbedder()
    _open(server, f"{prefix}_whole", whole).change(add=[incoming(REPORT, "report.txt")])
    assert 0 < len(embedder.embedded) < len(whole.embedded)
    assert reader.verify() == ()
    time.sleep(1.1)
    assert [info.source for info in reader.snapshot().documents()] == ["plan.txt", "report.txt"]


def test_first_writer_killed_halfway_leaves_nothing_that_is_found(server: MilvusProcess, prefix: str) -> None:
    subprocess.run([sys.executable, "-c", DYING, server.uri, prefix], cwd=ROOT, check=False)
    with pytest.raises(Unavailable, match="no generation"):
        _open(server, prefix).snapshot()
    store = _open(server, prefix)
    store.change(add=[incoming(ZH, "plan.txt")])
    snapshot = store.snapshot()
    assert {key.document_id for key, _ in snapshot.terms({"就业": 1.0, "投资": 1.0}, 50, None)} == {
        snapshot.documents()[0].id
    }
    assert store.verify() == ()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[MilvusProcess]:
    """A server of one test's own, to be stopped and started."""
    process = MilvusProcess(tmp_path / "data")
    process.start()
    yield process
    process.stop(signal.SIGKILL)


def test_dead_cluster_is_unavailable_in_bounded_time_and_recovers_by_itself(mortal: MilvusProcess, prefix: str) -> None:
    server = mortal
    store = _open(server, prefix)
    version = store.change(add=[incoming(ZH, "plan.txt")])
    snapshot = store.snapshot()
    server.stop()
    started = time.monotonic()
    with pytest.raises(Unavailable, match="does not answer"):
        snapshot.terms({"就业": 1.0}, 5, None)
    time.sleep(1.1)
    with pytest.raises(Unavailable) as raised:
        store.snapshot()
    assert raised.value.passing
    assert time.monotonic() - started < 20
    server.start()
    until = time.monotonic() + 30
    while True:
        try:
            assert store.snapshot().version == version
            assert store.snapshot().terms({"就业": 1.0}, 5, None)
            assert store.snapshot().dense(FakeEmbedder().embed_queries(["就业"])[0], 5, None)
            break
        except Unavailable:
            assert time.monotonic() < until
    assert store.verify() == ()


def test_two_writers_at_once_lose_nothing(server: MilvusProcess, prefix: str) -> None:
    stores = [_open(server, prefix) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda pair: pair[0].change(add=[pair[1]]),
                zip(stores, [incoming(ZH, "plan.txt"), incoming(EN, "hunan.md")], strict=True),
            )
        )
    reader = _open(server, prefix)
    assert {info.source for info in reader.snapshot().documents()} == {"plan.txt", "hunan.md"}
    assert reader.verify() == ()


def test_replica_sees_what_another_publishes_within_moments(server: MilvusProcess, prefix: str) -> None:
    writer, reader = _open(server, prefix), _open(server, prefix)
    first = writer.change(add=[incoming(ZH, "plan.txt")])
    assert reader.snapshot().version == first
    second = writer.change(add=[incoming(EN, "hunan.md")])
    time.sleep(1.1)
    assert reader.snapshot().version == second


def test_replica_stays_with_its_generation_when_another_model_publishes(server: MilvusProcess, prefix: str) -> None:
    reader = _open(server, prefix)
    first = reader.change(add=[incoming(ZH, "plan.txt")])
    assert reader.snapshot().version == first
    _open(server, prefix, FakeEmbedder("other", 16)).rebuild()
    time.sleep(1.1)
    snapshot = reader.snapshot()
    assert snapshot.version == first
    assert snapshot.terms({"就业": 1.0}, 5, None)
    with pytest.raises(OtherModel):
        _open(server, prefix).snapshot()


def test_base_that_has_outgrown_its_means_takes_new_ones(server: MilvusProcess, prefix: str) -> None:
    store = _open(server, prefix)
    store.change(add=[incoming(ZH, "plan.txt")])
    before = store.snapshot().generation
    store.change(add=[incoming(REPORT, "report.txt")])
    after = store.snapshot().generation
    assert after.coarse != before.coarse
    assert after.passages == before.passages
    assert not np.allclose(after.means.passages["zh"], before.means.passages["zh"])
    np.testing.assert_array_equal(after.means.passages["en"], before.means.passages["en"])
    store.change(add=[incoming(EN, "hunan.md")])
    assert store.snapshot().generation.coarse == after.coarse
    assert store.verify() == ()


def test_paragraph_of_many_clauses_takes_several_rows(server: MilvusProcess, prefix: str) -> None:
    store = _open(server, prefix, FakeEmbedder("wide", 384))
    text = "目标" + "".join(f"，第{n}项指标增长{n}%" for n in range(300)) + "。"
    store.change(add=[incoming(f"一、目标\n{text}", "long.txt")])
    snapshot = store.snapshot()
    key = snapshot.terms(dict.fromkeys(search_terms("第7项指标"), 1.0), 1, None)[0][0]
    block = snapshot.units([key])
    document = snapshot.document(key.document_id)
    words = {document.text[a:b] for a, b in block.spans.tolist()}
    assert all(any(f"第{n}项指标增长{n}%" in word for word in words) for n in range(300))
    assert sum(384 * 2 + UNIT_ROW.itemsize for _ in block.owner) > MAX_TEXT
    assert isinstance(key, PassageKey)
    assert store.verify() == ()


def test_verify_tells_of_rows_that_are_gone_and_rebuild_mends(server: MilvusProcess, prefix: str) -> None:
    store = _open(server, prefix)
    store.change(add=[incoming(ZH, "plan.txt")])
    generation = store.snapshot().generation
    cluster = Cluster(server.uri)
    cluster.delete(generation.coarse, "paragraph == 2")
    cluster.delete(generation.passages, "paragraph == 3")
    found = store.verify()
    assert len(found) == 2
    assert all("yinju reindex" in finding for finding in found)
    store.rebuild()
    assert store.verify() == ()


def test_dead_holders_lease_is_taken_when_it_ends(server: MilvusProcess, prefix: str) -> None:
    cluster = Cluster(server.uri)
    with Lease(cluster, prefix, lease_s=30, timeout_s=1), pytest.raises(Unavailable, match="another writer"):
        Lease(cluster, prefix, lease_s=30, timeout_s=0.5).__enter__()
    dead = Lease(cluster, prefix, lease_s=1, timeout_s=1)
    dead.__enter__()
    dead._ended.set()  # as if the process had died: nothing renews it, nothing gives it back
    with Lease(cluster, prefix, lease_s=1, timeout_s=10) as living:
        living.check()
        with pytest.raises(Unavailable, match="lost"):
            dead.check()


def test_migration_embeds_nothing_anew_and_a_second_run_brings_what_came_since(
    server: MilvusProcess, prefix: str, tmp_path: Path
) -> None:
    local = store_at(tmp_path)
    local.change(add=[rendered_zh(), incoming(EN, "hunan.md")])
    local.put_glossary("terms.tbx", b"<tbx/>")
    embedder = FakeEmbedder()
    target = MilvusStore(server.uri, KeptVectors(embedder, tmp_path), prefix=prefix, lease_s=2)
    migrate(local, target)
    samples = {line for lang in ("zh", "en") for line in sample_lines(lang, "passages")}  # its means are made anew
    assert set(embedder.embedded) <= samples
    here, there = local.snapshot(), target.snapshot()
    assert [(i.id, i.bytes, i.renderings) for i in there.documents()] == [
        (i.id, i.bytes, i.renderings) for i in here.documents()
    ]
    keys = [PassageKey(info.id, n) for info in here.documents() for n in range(1, info.paragraphs + 1)]
    np.testing.assert_allclose(here.units(keys).vectors, there.units(keys).vectors, atol=5e-3)
    assert target.glossaries() == local.glossaries()
    before = there.version
    assert migrate(local, target) == before
    local.change(add=[incoming("三、新文件\n新的一段。", "new.txt")])
    assert migrate(local, target) != before
    assert len(target.snapshot().documents()) == 3
    local.close()


def test_address_must_be_given() -> None:
    with pytest.raises(InvalidInput, match="YINJU_MILVUS_URI"):
        Cluster("")


@given(st.integers(0, 90), st.integers(1, 48))
def test_blocks_come_back_as_they_were(n: int, dimension: int) -> None:
    random = np.random.default_rng(n)
    rows = np.frombuffer(random.bytes(n * UNIT_ROW.itemsize), UNIT_ROW)
    vectors = random.normal(size=(n, dimension)).astype(np.float16).astype(np.float32)
    parts = pack_block(Block(rows, vectors))
    assert all(len(part.encode()) <= MAX_TEXT for part in parts)
    again = unpack_block(parts)
    assert again.rows.tobytes() == rows.tobytes()
    assert n == 0 or np.array_equal(again.vectors, vectors)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_json_comes_back_as_it_was(value: object) -> None:
    assert unpack_json(pack_json(value)) == value


def test_words_of_a_query_stand_as_often_as_they_weigh() -> None:
    whole, half = query_text({"就业": 1.0}).split(), query_text({"就业": 0.5}).split()
    assert set(whole) == set(half)
    assert len(whole) > len(half)
    assert query_text({"就业": 0.0}) == ""
    assert set(query_text({"基站": 1.0}).split()).isdisjoint(whole)


def test_names_cannot_break_out_of_a_filter() -> None:
    assert quoted('a" or id != "') == '"a\\" or id != \\""'
    assert one_of("version", [1, 2]) == "version in [1, 2]"
