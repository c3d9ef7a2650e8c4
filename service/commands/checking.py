"""`yinju check`: a rendering against its source, or a bilingual file; exit code 1 where a reviser must mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from index.errors import InvalidInput
from index.text import language_of
from index.types import Lang
from service.commands.output import FOUND_NOTHING, AsJson, progress_line, safe
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.html_report import to_html
from service.translation.files.opening import open_bilingual
from service.translation.files.reports import CheckedFile, CheckedUnit, message, to_csv, to_json, to_notes
from service.translation.files.xliff import write_xliff
from service.translation.files.xliff_notes import add_notes
from service.translation.types import Checked, Severity

Check = Callable[[str, str], Checked]
"""(source, rendering) → findings."""

FileIn = Annotated[
    Path | None,
    typer.Argument(help="TMX, XLIFF, TSV or two-column DOCX / 双语文件", exists=True, dir_okay=False),
]
Source = Annotated[str | None, typer.Option("--source", help="Text or file / 原文或其文件")]
Rendering = Annotated[str | None, typer.Option("--rendering", help="Text or file / 译文或其文件")]
Report = Annotated[
    Path | None,
    typer.Option("--report", "-o", help="Write .html, .csv, .json or .xlf (by its ending) / 写出报告", dir_okay=False),
]
Language = Annotated[str, typer.Option("--lang", help="Language of messages: zh | en / 说明所用语言")]


def check(
    file: FileIn = None,
    source: Source = None,
    rendering: Rendering = None,
    report: Report = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Check a rendering, or every unit of a bilingual file / 校核译文."""
    from service.wire import open_check

    words = _language(lang)
    data = file.read_bytes() if file else None
    bilingual = open_bilingual(file.name, data) if file and data else _pasted(source, rendering)
    checked = check_file(bilingual, open_check())
    if report is not None:
        report.write_bytes(report_bytes(report.suffix, checked, bilingual, data, words))
    if as_json:
        typer.echo(to_json(checked))
    else:
        _print(checked, words)
    if checked.has_errors:
        raise typer.Exit(FOUND_NOTHING)


def check_file(file: BilingualFile, check_one: Check) -> CheckedFile:
    """Every translated unit checked, with progress on standard error."""
    done = [unit for unit in file.units if unit.source and unit.target]
    progress = progress_line()
    units = []
    for n, unit in enumerate(done, start=1):
        units.append(CheckedUnit(unit.id, check_one(unit.source, unit.target)))
        if len(done) > 1:
            progress("check", n, len(done))
    return CheckedFile(file.name, tuple(units))


def report_bytes(ending: str, checked: CheckedFile, file: BilingualFile, data: bytes | None, lang: Lang) -> bytes:
    """The report in the format that `ending` names. An XLIFF file that was checked comes back whole, with notes.

    Raises:
        InvalidInput: there is no such format.
    """
    if ending == ".json":
        return to_json(checked).encode()
    if ending == ".csv":
        return to_csv(checked, lang)
    if ending in (".html", ".htm"):
        return to_html(checked, lang).encode()
    if ending in (".xlf", ".xliff"):
        is_xliff = data is not None and b"xliff" in data[:4096]
        base = data if data is not None and is_xliff else write_xliff(file)
        return add_notes(base, to_notes(checked, lang))
    raise InvalidInput(ending or "no ending", "names no format of a report", "Choose .html, .csv, .json or .xlf")


def _language(lang: str) -> Lang:
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    raise InvalidInput(lang, "is not a language of messages / 不是可用的语言", "Choose zh or en / 请选 zh 或 en")


def _pasted(source: str | None, rendering: str | None) -> BilingualFile:
    if source is None or rendering is None:
        remedy = "Give a file, or both --source and --rendering / 请给出文件，或同时给出 --source 与 --rendering"
        raise InvalidInput("check", "nothing to check / 没有可校核的内容", remedy)
    unit = BilingualUnit("1", _text_of(source), _text_of(rendering))
    return BilingualFile("", language_of(unit.source), (unit,))


def _text_of(given: str) -> str:
    path = Path(given)
    try:
        is_file = path.is_file()
    except OSError:  # a sentence longer than a file name may be
        is_file = False
    if not is_file:
        return given
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(given, "is not UTF-8 text / 不是 UTF-8 文本", "Save it as UTF-8 / 请另存为 UTF-8") from error


def _print(checked: CheckedFile, lang: Lang) -> None:
    for unit in checked.units:
        for found in unit.checked.findings:
            words = found.span.of(unit.checked.rendering) if found.span else "∅"
            advice = f" → {found.suggestion}" if found.suggestion else ""
            line = f"{unit.id}: {found.severity} {found.type}: {words}: {message(found, lang)}{advice}"
            typer.echo(safe(line))
    counts = checked.count()
    told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    typer.echo(f"{len(checked.units)} ✓ {told}", err=True)
