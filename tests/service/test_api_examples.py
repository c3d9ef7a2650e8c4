"""docs/api.md is run: every example of a request gets an answer of the shape shown beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import fake_client

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"^`(?P<method>GET|POST) (?P<path>/\S+)`\n\n```json\n(?P<first>.*?)\n```\n(?:\n```json\n(?P<second>.*?)\n```\n)?",
    re.MULTILINE | re.DOTALL,
)
EXAMPLES = [match.groupdict() for match in EXAMPLE.finditer(PAGE)]


def assert_same_shape(shown: Any, told: Any, at: str) -> None:
    """The same fields, level by level; of lists the first item stands for all, null for anything."""
    if isinstance(shown, dict) and isinstance(told, dict):
        assert set(shown) == set(told), at
        for name in shown:
            assert_same_shape(shown[name], told[name], f"{at}.{name}")
    elif isinstance(shown, list) and shown and isinstance(told, list):
        assert told, at
        assert_same_shape(shown[0], told[0], f"{at}[0]")
    elif shown is not None and told is not None:
        assert type(shown) is type(told), at


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['method']} {example['path']}")
def test_an_example_of_the_page_holds(example: dict[str, str]) -> None:
    body = example["first"] if example["method"] == "POST" else None
    with fake_client() as client:
        headers = {"Content-Type": "application/json"}
        told = client.request(example["method"], example["path"], content=body, headers=headers)
    shown = json.loads(example["second"] or example["first"])
    assert_same_shape(shown, told.json(), example["path"])
    assert told.status_code == shown.get("status", told.status_code) or isinstance(shown["status"], str)


def test_the_page_shows_each_main_resource() -> None:
    assert {"/v1/ask", "/v1/search", "/v1/check", "/v1/documents", "/v1/feedback", "/readyz"} <= {
        example["path"] for example in EXAMPLES
    }
