"""The command line over the real thing: exit codes, JSON where a machine reads, errors with what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from index.errors import DamagedStore, InvalidInput, KnowledgeBaseError, NotFound, Unavailable
from service.api.services import Loading, services_for
from service.cli import app, exit_code
from service.commands import failures
from service.settings import Settings, describe, load_settings
from service.uploads import glossaries_in, uploads_in
from tests.fakes import fake_knowledge

RUNNER = CliRunner()
Run = subprocess.CompletedProcess


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YINJU_DATA_DIR", str(tmp_path / "data"))
    services = services_for(Settings(audit="off"), Loading.ready_with(fake_knowledge()))
    monkeypatch.setattr("service.wire.open_services", lambda **_given: services)
    monkeypatch.setattr("service.wire.open_knowledge", lambda **_given: services.loading.get())
    monkeypatch.setattr("service.wire.open_store", lambda **_given: services.loading.get().store)
    monkeypatch.setattr("service.wire.open_shelf", lambda **_given: services.loading.get().store)


def run(*arguments: str) -> Any:
    return RUNNER.invoke(app, list(arguments))


def yinju(*arguments: str | bytes, **env: str) -> Run[str]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "service.cli", *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(root), **env}
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)


def test_an_answer_is_shown_with_its_place() -> None:
    told = run("ask", "新建多少5G基站？")
    assert told.exit_code == 0
    assert told.stdout.startswith("1000个以上\n")
    assert "第3段" in told.stdout
    assert "[1] 2025年政府工作报告 / 二、数字经济" in told.stdout


def test_a_refusal_exits_with_1() -> None:
    told = run("ask", "首都？", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["refusal"]["reason"] == "not_found"


def test_history_and_language_are_passed_on() -> None:
    told = json.loads(run("ask", "5G?", "--history", "就业？", "--history", "住房？", "--lang", "zh", "--json").stdout)
    assert (told["lang"], told["answer"]) == ("zh", "1000个以上")


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "x", "--lang", "fr"], ["ask", "x", "-k", "0"], ["fly"], ["add", "nowhere.txt"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_search_list_and_stats_print_json() -> None:
    assert json.loads(run("search", "5G", "-k", "1", "--json").stdout)["hits"][0]["paragraph"] == 3
    assert json.loads(run("list", "--json").stdout)["documents"][0]["id"] == "doc-1"
    assert json.loads(run("stats", "--json").stdout)["paragraphs"] == 3
    assert json.loads(run("verify", "--json").stdout) == {"findings": []}


def test_documents_are_added_with_the_memory_beside_them_and_removed(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("新增就业5万人。", "utf-8")
    added = json.loads(run("add", str(tmp_path / "new.txt"), "--json").stdout)
    assert [one["id"] for one in added["added"]] == ["new.txt"]
    assert run("remove", "new.txt").exit_code == 0
    assert [one["id"] for one in json.loads(run("list", "--json").stdout)["documents"]] == ["doc-1"]


def test_a_folder_gives_its_documents_with_their_memories(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name in ("b.txt", "a.txt", "a.tmx", "g.tbx", ".hidden", ".hidden.txt", "photo.png", "~$a.docx"):
        (folder / name).write_text(name)
    assert [(one.name, one.renderings) for one in uploads_in([folder])] == [("a.txt", b"a.tmx"), ("b.txt", None)]
    assert [one.renderings for one in uploads_in([folder], with_renderings=False)] == [None, None]
    with pytest.raises(NotFound):
        uploads_in([tmp_path / "none"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput):
        uploads_in([tmp_path / "empty"])


def test_two_files_of_one_name_are_refused_by_both_their_paths(tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "report.txt").write_text(year)
    with pytest.raises(InvalidInput) as raised:
        uploads_in([tmp_path])
    assert raised.value.value == f"{tmp_path / '2023' / 'report.txt'}, {tmp_path / '2024' / 'report.txt'}"
    again = [tmp_path / "2023", tmp_path / "2023" / "report.txt"]
    assert [one.content for one in uploads_in(again)] == [b"2023"]


def test_what_is_no_regular_file_is_never_read(tmp_path: Path) -> None:
    for name in ("g.tbx", "a.txt", "a.tmx"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "folder.tbx").mkdir()
    (tmp_path / "b.txt").write_text("b")
    assert [one.name for one in uploads_in([tmp_path])] == ["b.txt"]
    assert glossaries_in([tmp_path]) == ()
    for name in ("g.tbx", "a.txt", "a.tmx"):
        with pytest.raises(InvalidInput, match="no regular file"):
            uploads_in([tmp_path / name])
    with pytest.raises(InvalidInput, match="no regular file"):
        glossaries_in([tmp_path / "g.tbx"])
    with pytest.raises(InvalidInput, match="no regular file"):
        uploads_in([tmp_path / "b.txt"], tmp_path / "a.tmx")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("x", "y", "z"), 1),
        (InvalidInput("x", "y", "z"), 2),
        (Unavailable("x", "y", "z"), 3),
        (DamagedStore("x", "y", "z"), 3),
        (KnowledgeBaseError("x", "y", "z"), 3),
    ],
)
def test_each_error_has_its_exit_code(error: KnowledgeBaseError, code: int) -> None:
    assert exit_code(error) == code


def test_keys_are_shown_once(tmp_path: Path) -> None:
    made = json.loads(run("keys", "create", "web", "--scope", "ask", "--scope", "check", "--json").stdout)
    assert made["key"].startswith("yj_")
    listed = run("keys", "list", "--json").stdout
    assert made["key"] not in listed
    assert json.loads(listed)["keys"][0]["scopes"] == ["ask", "check"]
    assert json.loads(run("keys", "revoke", made["id"], "--json").stdout)["revoked"]


def test_the_process_tells_errors_in_words_and_codes(tmp_path: Path) -> None:
    told = yinju("keys", "revoke", "nobody", YINJU_DATA_DIR=str(tmp_path))
    assert (told.returncode, told.stdout) == (1, "")
    assert "→" in told.stderr
    assert "Traceback" not in told.stderr
    as_json = yinju("settings", "--json", YINJU_PORT="many")
    assert as_json.returncode == 2
    assert "YINJU_PORT" in json.loads(as_json.stdout)["error"]["value"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "问" * 2001], 2, "2000"),
        (["search", "问" * 2001], 2, "2000"),
        (["ask", b"\xff5G"], 2, "\\udcff5G"),
        (["ask", "5G", "--document", ""], 2, "documents.0"),
        (["ask", "5G", *["--history", "就业？"] * 21], 2, "history"),
        (["backup", "."], 2, "directory"),
    ],
)
def test_an_argument_that_breaks_a_rule_is_told_in_words(
    tmp_path: Path, arguments: list[str | bytes], code: int, said: str
) -> None:
    told = yinju(*arguments, YINJU_DATA_DIR=str(tmp_path))
    assert told.returncode == code
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_a_directory_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    told = yinju("keys", "create", "web", "--scope", "admin", YINJU_DATA_DIR=str(tmp_path / "file"))
    assert told.returncode == 3
    assert str(tmp_path / "file") in told.stderr
    assert "→" in told.stderr


def test_a_name_that_is_no_utf8_is_told_in_words() -> None:
    with pytest.raises(UnicodeEncodeError) as raised:
        os.fsdecode("报告.txt".encode("gbk")).encode()
    error = failures.told(raised.value)
    assert (exit_code(error), "UTF-8" in error.rule) == (2, True)


@pytest.mark.parametrize("name", ["bad.tbx", "bad.tmx"])
def test_nothing_is_added_beside_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "new.txt").write_text("新增就业5万人。", "utf-8")
    (tmp_path / name).write_text("<tmx")
    assert run("add", str(tmp_path / "new.txt"), str(tmp_path / name)).exit_code == 1
    assert [one["id"] for one in json.loads(run("list", "--json").stdout)["documents"]] == ["doc-1"]


def test_serving_another_address_without_a_key_is_refused(tmp_path: Path) -> None:
    told = yinju("serve", "--host", "0.0.0.0", "--port", "0", YINJU_DATA_DIR=str(tmp_path))
    assert told.returncode == 2
    assert "keys create" in told.stderr


def test_every_setting_is_explained_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_MILVUS_TOKEN", "secret")
    knobs = {knob.name: knob for knob in describe(load_settings())}
    for knob in knobs.values():
        assert knob.meaning, knob
        assert any("\u3400" <= one <= "\u9fff" for one in knob.meaning_zh), knob
    assert "secret" not in knobs["milvus_token"].value
    assert not knobs["data_dir"].default


def test_the_file_of_settings_yields_to_the_environment_and_to_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "yinju.toml").write_text('port = 1\nhost = "::1"\nworkers = 3\ncors_origins = ["https://a.cn"]\n')
    monkeypatch.setenv("YINJU_PORT", "2")
    settings = load_settings(workers=4)
    assert (settings.port, settings.host, settings.workers) == (2, "::1", 4)
    assert settings.cors_origins == ("https://a.cn",)


@pytest.mark.parametrize("content", ["port = 'x", "prot = 1", "port = 70000", "store = 'disk'"])
def test_a_bad_file_of_settings_names_what_is_wrong(tmp_path: Path, content: str) -> None:
    (tmp_path / "yinju.toml").write_text(content)
    with pytest.raises(InvalidInput):
        load_settings()


def test_an_empty_seeds_dir_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_SEEDS_DIR", "")
    monkeypatch.setenv("YINJU_WIDGET_ORIGINS", " https://a.cn/ , self,")
    settings = load_settings()
    assert settings.seeds_dir is None
    assert settings.widget_origins == ("https://a.cn", "self")
