"""The whole service on a cluster that goes away and comes back: problems meanwhile, answers after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.milvus import MilvusStore
from index.protocols import Embedder
from service.settings import Settings
from service.wire import make_services, migrate_to_milvus
from tests.fake_embedder import FakeEmbedder
from tests.fakes import fake_client
from tests.index.milvusproc import MilvusProcess
from tests.index.storekit import ZH, incoming, store_at


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusProcess]:
    process = MilvusProcess(tmp_path / "milvus")
    process.start()
    yield process
    process.stop()


def _model(*_: object) -> Embedder:
    return FakeEmbedder()


def test_service_answers_from_a_cluster_reports_its_loss_as_503_and_recovers(
    server: MilvusProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.wire.open_model", _model)
    local = store_at(tmp_path / "data")
    local.change(add=[incoming(ZH, "plan.txt")])
    local.close()
    for name, value in {"DATA_DIR": str(tmp_path / "data"), "MILVUS_URI": server.uri, "SEEDS_DIR": ""}.items():
        monkeypatch.setenv(f"YINJU_{name}", value)
    version = migrate_to_milvus()
    settings = Settings(store="milvus", milvus_token=SecretStr(""), audit="off", request_timeout_s=60)
    services = make_services(settings)
    services.loading.load()
    assert services.loading.error is None
    assert isinstance(services.loading.get().store, MilvusStore)
    with fake_client(services) as client:
        found = client.post("/v1/search", json={"query": "计划新建5G基站", "lang": "zh"})
        assert found.status_code == 200
        assert any("5G基站" in hit["text"] for hit in found.json()["hits"])
        assert client.get("/v1/documents").json()["documents"][0]["source"] == "plan.txt"
        server.stop()
        time.sleep(1.1)
        gone = client.post("/v1/search", json={"query": "计划新建5G基站", "lang": "zh"})
        assert gone.status_code == 503
        assert gone.headers["content-type"] == "application/problem+json"
        assert "Milvus" in gone.json()["detail"]
        assert gone.json()["remedy"]
        assert client.get("/healthz").status_code == 200
        server.start()
        until = time.monotonic() + 60
        while client.post("/v1/search", json={"query": "就业", "lang": "zh"}).status_code != 200:
            assert time.monotonic() < until
        assert services.loading.get().store.snapshot().version == version
