"""Who may do what: keys, scopes, tokens bound to an origin, and trust in this machine only while there are no keys."""

from __future__ import annotations

import json
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from index.errors import DamagedStore, InvalidInput, NotFound
from service.api.app import create_app
from service.api.auth import Tokens
from service.api.limits import Buckets
from service.api.services import Loading, Services, services_for
from service.commands.serving import check_address
from service.keys import SCOPES, KeyRing
from service.settings import Settings
from service.translation.check import Checker
from service.translation.types import Checked
from tests.fakes import fake_client, fake_knowledge, fake_services

ASK = {"question": "5G"}


def services(folder: Path, **knobs: object) -> Services:
    settings = Settings(data_dir=folder, audit="off", **knobs)  # type: ignore[arg-type]
    return services_for(settings, Loading.ready_with(fake_knowledge()))


def bearer(secret: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **more}


@pytest.fixture(name="ring")
def _ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


def test_a_key_is_never_on_disk(ring: KeyRing, tmp_path: Path) -> None:
    key, secret = ring.create("web", ["ask"])
    kept = (tmp_path / "keys.json").read_text()
    assert secret not in kept
    assert secret.split("_", 2)[2] not in kept
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert ring.find(secret) == key


def test_a_revoked_key_is_worthless_at_once_in_another_process(ring: KeyRing, tmp_path: Path) -> None:
    key, secret = ring.create("web", ["ask"])
    other = KeyRing(tmp_path / "keys.json")
    assert other.find(secret) is not None
    ring.revoke(key.id)
    assert other.find(secret) is None
    with pytest.raises(NotFound):
        ring.revoke("nobody")


@pytest.mark.parametrize("scopes", [[], ["root"], ["ask", "rooot"]])
def test_unknown_scopes_are_refused(ring: KeyRing, scopes: list[str]) -> None:
    with pytest.raises(InvalidInput):
        ring.create("web", scopes)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": 5}', '{"keys": [{"id": 1}], "signing": ""}'])
def test_a_torn_file_of_keys_does_not_open_the_service(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(DamagedStore):
        _ = KeyRing(tmp_path / "keys.json").empty


def test_without_keys_only_loopback_is_served(ring: KeyRing) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        check_address(host, ring)
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.cn"):
        with pytest.raises(InvalidInput, match="loopback"):
            check_address(host, ring)
    ring.create("web", ["ask"])
    check_address("0.0.0.0", ring)


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/ask", "ask"),
        ("POST", "/v1/search", "ask"),
        ("GET", "/v1/documents", "ask"),
        ("DELETE", "/v1/documents/doc-1", "edit"),
        ("GET", "/v1/jobs", "edit"),
        ("GET", "/v1/audit", "admin"),
    ],
)
def test_each_resource_needs_its_scope(tmp_path: Path, method: str, path: str, scope: str) -> None:
    given = services(tmp_path)
    secrets = {one: given.keys.create(one, [one])[1] for one in SCOPES}
    with fake_client(given) as client:

        def status(headers: dict[str, str]) -> int:
            body = {"question": "5G"} if path == "/v1/ask" else {"query": "5G"} if path == "/v1/search" else None
            return client.request(method, path, json=body, headers=headers).status_code

        assert status({}) == 401
        assert status(bearer("yj_00000000_wrong")) == 401
        for one, secret in secrets.items():
            assert (status(bearer(secret)) not in (401, 403)) == (one in (scope, "admin")), one


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/openapi.json"])
def test_health_and_pages_need_no_key(tmp_path: Path, path: str) -> None:
    given = services(tmp_path)
    given.keys.create("web", ["ask"])
    with fake_client(given) as client:
        assert client.get(path).status_code == 200


def test_a_mounted_secret_is_an_admin_key(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a" * 32 + "\n")
    with fake_client(services(tmp_path, admin_key_file=tmp_path / "secret")) as client:
        assert client.get("/v1/documents").status_code == 401
        assert client.get("/v1/audit", headers=bearer("a" * 32)).status_code == 200
    (tmp_path / "secret").write_text("short")
    with pytest.raises(InvalidInput):
        services(tmp_path, admin_key_file=tmp_path / "secret")


@pytest.fixture(name="embedded")
def _embedded(tmp_path: Path) -> Iterator[TestClient]:
    given = services(tmp_path, widget_origins=("https://www.example.cn",))
    given.keys.create("web", ["ask"])
    with fake_client(given) as client:
        yield client


def test_a_page_gets_a_token_that_works_on_its_origin_only(embedded: TestClient) -> None:
    origin = {"Origin": "https://www.example.cn"}
    given = embedded.post("/v1/widget-token", headers=origin).json()
    assert embedded.post("/v1/ask", json=ASK, headers=bearer(given["token"], **origin)).status_code == 200
    for elsewhere in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert embedded.post("/v1/ask", json=ASK, headers=bearer(given["token"], **elsewhere)).status_code == 401
    edit = embedded.delete("/v1/documents/doc-1", headers=bearer(given["token"], **origin))
    assert edit.status_code == 403


def test_a_server_with_a_key_fetches_a_token_for_its_page(tmp_path: Path) -> None:
    given = services(tmp_path, widget_origins=("https://www.example.cn",))
    secret = given.keys.create("web", ["ask"])[1]
    with fake_client(given) as client:
        for origin, key, status in (
            ("https://www.example.cn", bearer(secret), 200),
            ("https://www.example.cn", {}, 403),
            ("https://evil.example", bearer(secret), 403),
        ):
            reply = client.post("/v1/widget-token", params={"origin": origin}, headers=key)
            assert reply.status_code == status


def test_a_page_of_an_unknown_origin_gets_no_token(embedded: TestClient) -> None:
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "http://127.0.0.1"}):
        assert embedded.post("/v1/widget-token", headers=headers).status_code == 403


def test_a_browser_may_call_from_the_widgets_origin_and_no_other(embedded: TestClient) -> None:
    for origin, allowed in (("https://www.example.cn", True), ("https://evil.example", False)):
        preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        told = embedded.options("/v1/ask", headers=preflight).headers.get("access-control-allow-origin")
        assert (told == origin) == allowed


def test_a_token_is_over_after_its_time() -> None:
    now = [1000.0]
    tokens = Tokens(lambda: b"secret", 600, lambda: now[0])
    token = tokens.issue("https://a.cn")
    now[0] += 599
    assert tokens.origin_of(token) == "https://a.cn"
    now[0] += 2
    assert tokens.origin_of(token) is None


@given(st.text(max_size=80))
def test_no_forged_token_is_taken(text: str) -> None:
    tokens = Tokens(lambda: b"secret", 600)
    forger = Tokens(lambda: b"another", 600)
    assert tokens.origin_of(text) is None
    assert tokens.origin_of(f"yw.{text}") is None
    assert tokens.origin_of(forger.issue("https://a.cn")) is None


def test_a_form_on_another_site_cannot_post_to_a_service_without_keys() -> None:
    with fake_client() as client:
        for origin, status in (("https://evil.example", 403), ("http://127.0.0.1", 200)):
            reply = client.post("/v1/ask", json=ASK, headers={"Origin": origin})
            assert reply.status_code == status
            assert ("YINJU_CORS_ORIGINS" in reply.text) == (status == 403)


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:81", 200), ("localhost", 200), ("[::1]:80", 200), ("evil.example", 403)]
)
def test_a_service_without_keys_answers_to_loopback_names_only(host: str, status: int) -> None:
    with fake_client() as client:
        reply = client.get("/healthz", headers={"Host": host})
        assert reply.status_code == status
        assert ("YINJU_ALLOWED_HOSTS" in reply.text) == (status == 403)


def test_callers_over_their_rate_are_told_when_to_come_back(tmp_path: Path) -> None:
    given = services(tmp_path, rate_per_key=3)
    secret, other = given.keys.create("a", ["ask"])[1], given.keys.create("b", ["ask"])[1]
    with fake_client(given) as client:
        statuses = [client.post("/v1/ask", json=ASK, headers=bearer(secret)).status_code for _ in range(5)]
        refused = client.post("/v1/ask", json=ASK, headers=bearer(secret))
        assert statuses == [200, 200, 200, 429, 429]
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert client.post("/v1/ask", json=ASK, headers=bearer(other)).status_code == 200


def test_addresses_are_limited_apart_and_ipv6_by_network() -> None:
    app = create_app(services_for(Settings(audit="off", rate_per_address=2), Loading.ready_with(fake_knowledge())))
    told = {}
    for address in (
        "203.0.113.1",
        "203.0.113.1",
        "203.0.113.1",
        "203.0.113.2",
        "2001:db8::1",
        "2001:db8::2",
        "2001:db8::3",
    ):
        client = TestClient(app, "http://127.0.0.1", client=(address, 1))
        told.setdefault(address, []).append(client.post("/v1/ask", json=ASK).status_code)
    assert told["203.0.113.1"] == [200, 200, 429]
    assert told["203.0.113.2"] == [200]
    assert told["2001:db8::3"] == [429]


def test_a_bucket_refills_evenly_and_forgets_the_least_recent() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0], kept=2)
    assert [buckets.wait_s("a", 2) for _ in range(2)] == [0.0, 0.0]
    assert buckets.wait_s("a", 2) == pytest.approx(30.0)
    now[0] = 30.0
    assert buckets.wait_s("a", 2) == 0.0
    for name in ("b", "c"):
        buckets.wait_s(name, 2)
    assert [buckets.wait_s("a", 2) for _ in range(2)] == [0.0, 0.0]


def test_a_body_over_its_limit_is_413_declared_or_not() -> None:
    body = json.dumps({"question": "5G", "lang": "x" * 3000}).encode()
    with fake_client(fake_services(settings=Settings(audit="off", max_json_kb=2))) as client:
        headers = {"Content-Type": "application/json"}
        assert client.post("/v1/ask", content=body, headers=headers).status_code == 413
        pieces = (body[i : i + 500] for i in range(0, len(body), 500))
        told = client.post("/v1/ask", content=pieces, headers=headers)
        assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
        assert told.json()["detail"] == "At most 2048 bytes"


def test_the_queue_is_bounded_and_says_when_to_come_back() -> None:
    settings = Settings(audit="off", concurrency=1, queue=0, request_timeout_s=0.2)
    with fake_client(fake_services(fake_knowledge(lambda _question: time.sleep(0.5)), settings)) as client:
        late = client.post("/v1/ask", json=ASK)
        full = client.post("/v1/ask", json=ASK)
    assert (late.status_code, full.status_code) == (503, 503)
    assert "over" in late.json()["detail"]
    assert "full" in full.json()["detail"]
    assert int(full.headers["Retry-After"]) >= 1


def test_a_check_takes_no_place_of_a_question() -> None:
    settings = Settings(audit="off", concurrency=1, queue=0)
    services = fake_services(settings=settings)
    begun, go = threading.Event(), threading.Event()

    def stalled(*_texts: object) -> Checked:
        begun.set()
        go.wait(30)
        return Checked("", "", ())

    with pytest.MonkeyPatch.context() as patch, fake_client(services) as client, ThreadPoolExecutor(1) as aside:
        patch.setattr(Checker, "check", stalled)
        checking = aside.submit(client.post, "/v1/check", json={"source": "新建。", "rendering": "Build."})
        begun.wait(30)
        assert client.post("/v1/ask", json=ASK).status_code == 200
        assert client.post("/v1/check", json={"source": "新建。", "rendering": "Build."}).status_code == 503
        go.set()
        assert checking.result().status_code == 200


@pytest.mark.parametrize(
    ("source", "rendering", "said"),
    [
        ("不。" * 501, "Not. " * 501, "501 × 501"),
        ("不。" * 2501, "Not. ", "5002"),
        ("不。", "Not. " * 1001, "5005"),
    ],
)
def test_a_check_of_more_than_can_be_compared_is_refused_before_any_work(
    source: str, rendering: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Checker, "check", lambda *_texts: pytest.fail("worked"))
    with fake_client() as client:
        told = client.post("/v1/check", json={"source": source, "rendering": rendering})
    assert told.status_code == 422
    assert said in told.json()["detail"]
    assert "parts" in told.json()["remedy"]
