"""The files of deployment hold together: hardened, without secrets, and speaking of settings and numbers there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.api.app import create_app
from service.commands.probe import is_ready
from service.settings import Settings
from tests.fakes import fake_services
from tests.live import serving

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
VARIABLES = {f"YINJU_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["yinju", "proxy", "prometheus"])
def test_what_always_runs_is_hardened(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_only_the_proxy_and_loopback_are_reached_from_outside() -> None:
    published = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert set(published) == {"proxy", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for port in published["prometheus"])
    assert COMPOSE["networks"]["inner"]["internal"] is True


def test_profiles_are_off_unless_asked_for() -> None:
    profiles = {name: one.get("profiles", []) for name, one in COMPOSE["services"].items()}
    assert {name for name, given in profiles.items() if given == ["cluster"]} == {"etcd", "minio", "milvus"}
    assert profiles["llm"] == ["llm"]
    always = {name for name, given in profiles.items() if not given}
    for name in always:
        assert not set(COMPOSE["services"][name].get("depends_on", {})) - always


def test_every_image_has_a_fixed_version() -> None:
    for name, service in COMPOSE["services"].items():
        tag = service["image"].rpartition(":")[2]
        assert name == "yinju" or re.match(r"v?\d|RELEASE\.\d", tag), service["image"]


@pytest.mark.parametrize("file", ["Dockerfile", "docker-compose.yml", "deploy/yinju.service", "docs/operations.md"])
def test_every_setting_named_exists(file: str) -> None:
    known = VARIABLES | {"YINJU_DOMAIN", "YINJU_VERSION"}
    named = set(re.findall(r"YINJU_[A-Z_]*[A-Z]", (ROOT / file).read_text("utf-8")))
    assert named <= known


@pytest.mark.parametrize("file", ["deploy/alerts.yml", "docs/operations.md"])
def test_every_number_named_is_served(file: str) -> None:
    app = create_app(fake_services())
    text = app.state.services.metrics.text().decode()
    served = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    named = re.findall(r"\byinju_[a-z_]+", (ROOT / file).read_text("utf-8"))
    for name in named:
        assert {name, name.removesuffix("_bucket"), name.removesuffix("_count")} & served, name


def test_the_image_runs_as_nobody_and_copies_only_what_it_names() -> None:
    assert re.search(r"^USER 10001", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for path in source.split():
            assert f"!{path}" in ignored, path


def test_secrets_stay_out_of_the_repository() -> None:
    assert COMPOSE["secrets"]["admin_key"]["file"] == "./deploy/secrets/admin_key"
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_probe_asks_whether_it_is_ready() -> None:
    with serving(create_app(fake_services())) as url:
        assert is_ready(int(url.rpartition(":")[2]))
    assert not is_ready(9, timeout_s=0.2)
