"""Rolling back and keys over HTTP: what an administrator may do, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from tests.fakes import FakeStore, fake_client, fake_knowledge, fake_services, incoming, small_document


@pytest.fixture(name="client")
def _client(tmp_path: Path) -> Iterator[TestClient]:
    with fake_client(fake_services(settings=Settings(audit="off", data_dir=tmp_path))) as client:
        yield client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def first_key(client: TestClient) -> str:
    made = client.post("/v1/keys", json={"name": "head", "scopes": ["admin"]})
    assert made.status_code == 201
    return str(made.json()["secret"])


def test_a_secret_is_told_once_and_works_at_once(client: TestClient) -> None:
    secret = first_key(client)
    assert client.get("/v1/keys").status_code == 401
    [listed] = client.get("/v1/keys", headers=bearer(secret)).json()["keys"]
    assert (listed["name"], listed["scopes"]) == ("head", ["admin"])
    assert "secret" not in listed
    assert "digest" not in listed


def test_the_first_key_must_be_of_an_admin(client: TestClient) -> None:
    refused = client.post("/v1/keys", json={"name": "reader", "scopes": ["ask"]})
    assert refused.status_code == 422
    assert client.get("/v1/keys").json()["keys"] == []


def test_a_revoked_key_opens_nothing(client: TestClient) -> None:
    head = first_key(client)
    reader = client.post("/v1/keys", json={"name": "reader", "scopes": ["ask"]}, headers=bearer(head)).json()
    assert client.get("/v1/documents", headers=bearer(reader["secret"])).status_code == 200
    assert client.delete(f"/v1/keys/{reader['id']}", headers=bearer(head)).json()["revoked"] is not None
    assert client.get("/v1/documents", headers=bearer(reader["secret"])).status_code == 401
    assert client.delete("/v1/keys/none", headers=bearer(head)).status_code == 404


def test_a_key_without_the_scope_may_neither_make_keys_nor_roll_back(client: TestClient) -> None:
    head = first_key(client)
    editor = client.post("/v1/keys", json={"name": "e", "scopes": ["ask", "edit"]}, headers=bearer(head)).json()
    for path, body in (("/v1/keys", {"name": "x", "scopes": ["ask"]}), ("/v1/rollback", {})):
        assert client.post(path, json=body, headers=bearer(editor["secret"])).status_code == 403, path


def test_a_rollback_leaves_only_the_version_it_names(client: TestClient) -> None:
    assert client.post("/v1/rollback", json={"index_version": "g000000"}).status_code == 422
    nothing_before = client.post("/v1/rollback", json={"index_version": "g000001"})
    assert nothing_before.status_code == 404


def test_a_rollback_undoes_nothing_that_was_published_after_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = fake_knowledge()
    told = FakeStore.rollback

    def after_another(store: FakeStore, leaving: str | None = None) -> str:
        store.change(add=[incoming(small_document("doc-2"))])
        return told(store, leaving)

    monkeypatch.setattr(FakeStore, "rollback", after_another)
    with fake_client(fake_services(knowledge)) as client:
        late = client.post("/v1/rollback", json={})
    assert late.status_code == 422
    assert "g000002" in late.json()["detail"]
