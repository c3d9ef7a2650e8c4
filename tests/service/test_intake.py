from __future__ import annotations

import time

import pytest

from index.errors import InvalidInput
from index.glossary import Entry, Glossary
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.tbx import write_tbx
from service.translation.files.tmx import write_tmx
from service.translation.intake import is_translators_file, take_in
from tests.fakes import BODY, FakeStore, fake_client, fake_knowledge, fake_services

TBX = write_tbx(Glossary((Entry("亩", ("mu",)),)), "t")
TMX = write_tmx(BilingualFile("", "zh", (BilingualUnit("1", BODY, "A new rendering."),)))


def test_glossary_is_kept_and_no_document_changes() -> None:
    store = FakeStore()
    assert take_in(store, "terms.tbx", TBX) == ()
    assert (store.glossaries(), store.published) == ({"terms.tbx": TBX}, 1)


def test_memory_gives_its_renderings_to_the_document() -> None:
    store = FakeStore()
    assert take_in(store, "memory.tmx", TMX) == ("doc-1",)
    assert [one.text for one in store.snapshot().renderings("doc-1")] == ["A new rendering."]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.tbx", b"<tbx", "well-formed"),
        ("a.tmx", b"<tmx/>", "no unit"),
        ("a.tmx", write_tmx(BilingualFile("", "zh", (BilingualUnit("1", "别处的话。", "Elsewhere."),))), "none of its"),
    ],
)
def test_what_gives_nothing_is_refused_and_changes_nothing(name: str, content: bytes, rule: str) -> None:
    store = FakeStore()
    with pytest.raises(InvalidInput, match=rule):
        take_in(store, name, content)
    assert (store.published, store.glossaries()) == (1, {})


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        ("bad.tbx", b"<tbx", "bad.tbx (TBX file)"),
        ("bad.tmx", b"no\tmemory", "bad.tmx (TMX file)"),
        ("bad.xlf", b"no\tunits", "bad.xlf (XLIFF file)"),
    ],
)
def test_a_bad_file_is_told_by_its_name_and_as_what_its_ending_says(name: str, content: bytes, value: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        take_in(FakeStore(), name, content)
    assert raised.value.value == value


def test_only_translators_endings_count() -> None:
    assert [is_translators_file(name) for name in ("a.TMX", "a.xlf", "a.tbx", "a.txt", "tmx")] == [True] * 3 + [
        False
    ] * 2


def test_a_memory_sent_where_documents_are_ends_as_a_job_of_its_document() -> None:
    knowledge = fake_knowledge()
    with fake_client(fake_services(knowledge)) as client:
        job = client.post("/v1/documents", files={"file": ("memory.tmx", TMX)}).json()
        for _ in range(100):
            told = client.get(job["url"]).json()
            if told["state"] not in ("queued", "running"):
                break
            time.sleep(0.05)
    assert told["documents"] == ["doc-1"]
    assert knowledge.store.snapshot().renderings("doc-1")[0].text == "A new rendering."
