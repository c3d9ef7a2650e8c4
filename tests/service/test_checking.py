from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service import wire
from service.cli import app
from service.translation.check import Checker
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.reports import from_json
from service.translation.files.xliff import read_xliff, write_xliff

WRONG = ("实施农村清洁取暖改造4.5万户。", "We will retrofit 4,500 rural households.")
RIGHT = ("新建5G基站1000个以上。", "We will build at least 1,000 new 5G base stations.")


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "open_check", lambda: Checker().check)


def file_of(*pairs: tuple[str, str]) -> bytes:
    units = tuple(BilingualUnit(f"u{n}", source, target) for n, (source, target) in enumerate(pairs, 1))
    return write_xliff(BilingualFile("a.docx", "zh", units), "1.2")


@pytest.mark.parametrize(("pair", "code"), [(WRONG, 1), (RIGHT, 0)])
def test_exit_code_tells_whether_a_reviser_must_mend(pair: tuple[str, str], code: int) -> None:
    ran = CliRunner().invoke(app, ["check", "--source", pair[0], "--rendering", pair[1]])
    assert ran.exit_code == code
    assert ("45,000" in ran.stdout) == bool(code)


def test_texts_can_be_files(tmp_path: Path) -> None:
    for name, text in zip(("zh.txt", "en.txt"), WRONG, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = ["--source", str(tmp_path / "zh.txt"), "--rendering", str(tmp_path / "en.txt")]
    assert CliRunner().invoke(app, ["check", *given]).exit_code == 1


def test_json_names_the_unit_and_its_findings(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_bytes(file_of(RIGHT, WRONG))
    ran = CliRunner().invoke(app, ["check", str(tmp_path / "a.xlf"), "--json"])
    told = from_json(ran.stdout)
    assert [(unit.id, unit.checked.has_errors) for unit in told.units] == [("u1", False), ("u2", True)]
    assert json.loads(ran.stdout)["summary"]["error"] == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_is_written_by_its_ending(tmp_path: Path, lang: str) -> None:
    (tmp_path / "a.xlf").write_bytes(file_of(RIGHT, WRONG))
    for ending in ("html", "csv", "json", "xlf"):
        report = tmp_path / f"report.{ending}"
        CliRunner().invoke(app, ["check", str(tmp_path / "a.xlf"), "-o", str(report), "--lang", lang])
        assert "45,000" in report.read_text(encoding="utf-8-sig")
    noted = read_xliff((tmp_path / "report.xlf").read_bytes())
    assert [len(unit.notes) for unit in noted.units] == [0, 1]


def test_long_files_show_progress_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_bytes(file_of(RIGHT, RIGHT))
    ran = CliRunner().invoke(app, ["check", str(tmp_path / "a.xlf"), "--json"])
    assert "check 2/2" in ran.stderr
    assert "check 2/2" not in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "--source", "亩"], ["check", "--source", "亩", "--rendering", "mu", "-o", "a.exe"]],
)
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code != 0
    assert ran.exception is not None
