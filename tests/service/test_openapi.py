"""The OpenAPI document is true: requests made from it fail nothing, and /docs shows it in both languages."""

from __future__ import annotations

import re
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from service.api.app import create_app
from service.api.bilingual import in_language, is_chinese
from service.settings import Settings
from tests.fakes import fake_client, fake_services
from tests.live import serving

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def test_no_request_made_from_the_document_fails_the_service() -> None:
    with serving(create_app(fake_services(settings=Settings(audit="off", queue=1000)))) as url:
        described = schemathesis.openapi.from_url(f"{url}/openapi.json").exclude(path="/metrics")
        operations = [found.ok() for found in described.get_all_operations()]
        for operation in operations:
            hold_to_its_word(operation)
    assert len(operations) > 20


def hold_to_its_word(operation: Any) -> None:
    """A dozen requests made from one operation's description, good and bad."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def hold(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    hold()


def test_every_resource_names_its_problems() -> None:
    with fake_client() as client:
        api = client.get("/openapi.json").json()
    references = set(re.findall(r'"#/([^"]+)"', str(api).replace("'", '"')))
    for reference in references:
        at = api
        for part in reference.split("/"):
            at = at[part]
    for path, methods in api["paths"].items():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"], path


def test_the_page_of_the_api_runs_no_script_but_the_services_files() -> None:
    with fake_client() as client:
        reply = client.get("/docs")
    assert reply.status_code == 200
    assert "<code>POST /v1/ask</code>" in reply.text
    assert "CitationOut" in reply.text
    assert not re.search(r"<script(?! (?:type=\"module\" )?src=\"/web/)", reply.text)
    assert "http://" not in reply.text.replace("http://127.0.0.1", "")
    assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_what_the_page_of_the_api_says_is_there_in_chinese() -> None:
    with fake_client() as client:
        paths = client.get("/openapi.json").json()["paths"]
    for methods in paths.values():
        for operation in methods.values():
            described = [one.get("description", "") for one in operation.get("parameters", ())]
            for words in (operation["summary"], *operation["description"].split("\n\n"), *described):
                assert not words or is_chinese(in_language(" ".join(words.split()), "zh")), words
