"""Files of each format, made here so that their content is known."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence

import docx
from openpyxl import Workbook
from pptx import Presentation
from pypdf import PdfReader, PdfWriter

TABLE = (("指标", "2025年", "2026年"), ("粮食产量", "300万吨", "310万吨"))
TABLE_LINE = "指标：粮食产量；粮食产量2025年为300万吨；粮食产量2026年为310万吨。"


def docx_file() -> bytes:
    document = docx.Document()
    document.add_heading("昌吉州计划", 0)
    document.add_heading("就业", 1)
    document.add_paragraph("全州新增城镇就业2.5万人。")
    table = document.add_table(2, 3)
    for row, cells in enumerate(TABLE):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    return _saved(document)


def pptx_file() -> bytes:
    presentation = Presentation()
    for title, body in (("总体目标", "新建5G基站1000个"), ("就业", "新增就业2.5万人")):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
    return _saved(presentation)


def xlsx_file() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "主要指标"
    sheet.append(["昌吉州2026年主要指标"])
    sheet.append(["指标", "目标", "截止"])
    sheet.append(["GDP增速", 0.055, datetime.date(2026, 12, 31)])
    sheet["B3"].number_format = "0.0%"
    return _saved(workbook)


def html_file(encoding: str = "utf-8") -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    page = (
        f'<html><head><meta charset="{encoding}"><title>站点</title><style>p {{}}</style></head><body><nav>菜单</nav>'
        "<h1>昌吉州计划</h1><h2>就业</h2><p>全州新增<b>城镇</b>就业2.5万人。</p><!-- 注 --><script>var x</script>"
        f"<table>{rows}</table></body></html>"
    )
    return page.encode(encoding)


def zip_bomb(folder: str = "word/") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}document.xml", b"0" * 60_000_000)
    return packed.getvalue()


def laughing_docx() -> bytes:
    """A document whose entities would unfold to a billion words."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_file())) as source, zipfile.ZipFile(packed, "w") as archive:
        for part in source.namelist():
            content = source.read(part)
            if part == "word/document.xml":
                body = content.decode().partition("?>")[2].replace("就业", "&l9;")
                content = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{body}'.encode()
            archive.writestr(part, content)
    return packed.getvalue()


def pdf_file(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose pages hold these lines as text, mapped to Unicode the way word processors do it."""
    characters = sorted({c for page in pages for line in page for c in line})
    code = {c: f"{at:04X}" for at, c in enumerate(characters, start=1)}
    mapping = "\n".join(f"<{code[c]}> <{c.encode('utf-16-be').hex()}>" for c in characters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(characters)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    )
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H"
        " /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: _stream(cmap),
    }
    for at, lines in enumerate(pages):
        shown = " ".join(f"<{''.join(code[c] for c in line)}> Tj 0 -20 Td" for line in lines)
        objects[10 + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {11 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects[11 + 2 * at] = _stream(f"BT /F1 12 Tf 50 750 Td {shown} ET")
    return _assembled(objects)


def encrypted_pdf() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_file([["全州新增城镇就业2.5万人。"]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _assembled(objects: dict[int, str]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start, size = len(out), max(objects) + 1
    entries = (f"{offsets.get(n, 0):010d} {'00000 n' if n in offsets else '65535 f'} \n" for n in range(size))
    out += f"xref\n0 {size}\n{''.join(entries)}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def _saved(document: object) -> bytes:
    packed = io.BytesIO()
    document.save(packed)  # type: ignore[attr-defined]
    return packed.getvalue()
