from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.errors import InvalidInput, NotFound, UnreadableDocument
from index.library import Library
from index.store import LocalStore
from tests.index.filekit import docx_file, encrypted_pdf
from tests.index.storekit import EN, RENDERED, ZH, store_at

SENTENCE = "计划新建5G基站1000个以上，新增光缆500公里。"
TMX = (
    '<tmx version="1.4"><header/><body><tu><tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv>'
    '<tuv xml:lang="en"><seg>{en}</seg></tuv></tu></body></tmx>'
)


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    renderings: bytes | None = None


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return store_at(tmp_path)


def test_files_of_several_formats_become_documents(store: LocalStore) -> None:
    ids = Library(store).add([Upload("plan.txt", ZH.encode("gb18030")), Upload("plan.docx", docx_file())])
    infos = store.snapshot().documents()
    assert tuple(info.id for info in infos) == ids
    assert infos[1].bytes == len(docx_file())


def test_one_bad_file_and_nothing_is_changed(store: LocalStore) -> None:
    library = Library(store)
    library.add([Upload("plan.txt", ZH.encode())])
    before = store.snapshot().version
    with pytest.raises(UnreadableDocument, match=r"locked\.pdf"):
        library.add([Upload("hunan.txt", EN.encode()), Upload("locked.pdf", encrypted_pdf())])
    assert store.snapshot().version == before


def test_two_files_of_one_name_are_refused_together(store: LocalStore) -> None:
    with pytest.raises(InvalidInput, match=r"plan\.txt"):
        Library(store).add([Upload("plan.txt", ZH.encode()), Upload("plan.txt", EN.encode())])


def test_a_bad_memory_is_told_with_the_name_of_its_document(store: LocalStore) -> None:
    with pytest.raises(InvalidInput) as raised:
        Library(store).add([Upload("plan.txt", ZH.encode(), b"<tmx")])
    assert raised.value.value == "plan.txt (TMX file)"


def test_renderings_come_with_their_document_and_outlive_an_edit_elsewhere(store: LocalStore) -> None:
    library = Library(store)
    memory = TMX.format(zh=SENTENCE, en=RENDERED).encode()
    (id_,) = library.add([Upload("plan.txt", ZH.encode(), memory)])
    assert [r.text for r in store.snapshot().renderings(id_)] == [RENDERED]
    library.add([Upload("plan.txt", ZH.replace("2.5万", "3万").encode())])
    snapshot = store.snapshot()
    (kept,) = snapshot.renderings(id_)
    assert kept.source.of(snapshot.document(id_).text) == SENTENCE
    library.add([Upload("plan.txt", ZH.replace("1000个", "2000个").encode())])
    assert store.snapshot().renderings(id_) == ()


def test_replace_keeps_the_id_whatever_the_new_file_is_called(store: LocalStore) -> None:
    library = Library(store)
    (id_,) = library.add([Upload("plan.txt", ZH.encode())])
    library.replace(id_, Upload("plan-2.txt", ZH.replace("2.5万", "3万").encode()))
    (info,) = store.snapshot().documents()
    assert (info.id, info.source) == (id_, "plan-2.txt")
    with pytest.raises(NotFound):
        library.replace("nope", Upload("plan.txt", ZH.encode()))


def test_remove_takes_a_document_out(store: LocalStore) -> None:
    library = Library(store)
    ids = library.add([Upload("plan.txt", ZH.encode()), Upload("hunan.txt", EN.encode())])
    assert library.remove(ids[:1]) == store.snapshot().version
    assert [info.id for info in store.snapshot().documents()] == list(ids[1:])
