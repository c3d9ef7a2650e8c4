"""TMX 1.4b, in and out, with the units' ids and notes."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from index.errors import InvalidInput
from index.renderings import unit_texts
from index.safe_xml import XML_LANG, local_name, parse_xml, writable
from index.types import Lang
from service.translation.files.bilingual import BilingualFile, BilingualUnit

_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def read_tmx_file(data: bytes, name: str = "") -> BilingualFile:
    """The Chinese-English units of a memory; units of other languages are left out.

    Raises:
        InvalidInput: it is no TMX, or has no Chinese-English unit.
    """
    root = parse_xml(data, "TMX")
    if local_name(root) != "tmx":
        raise InvalidInput("TMX file", f"has the root element <{local_name(root)}>, not <tmx>", "Export it as TMX 1.4.")
    header = root.find("header")
    declared = (header.get("srclang", "") if header is not None else "").lower()
    source_lang: Lang = "en" if declared.startswith("en") else "zh"
    units = tuple(unit for n, tu in enumerate(root.iter("tu"), start=1) if (unit := _unit(tu, n, source_lang)))
    if not units:
        remedy = 'Give each <tu> one <tuv xml:lang="zh-CN"> and one <tuv xml:lang="en">.'
        raise InvalidInput("TMX file", "has no unit in both Chinese and English", remedy)
    return BilingualFile(name or _document_of(header), source_lang, units)


def _document_of(header: Element | None) -> str:
    properties = header.findall("prop") if header is not None else []
    return next((prop.text or "" for prop in properties if prop.get("type") == "document"), "")


def _unit(tu: Element, number: int, source_lang: Lang) -> BilingualUnit | None:
    texts = unit_texts(tu)
    if not texts.get("zh") or not texts.get("en"):
        return None
    notes = tuple((note.text or "").strip() for note in tu.findall("note"))
    target_lang = "en" if source_lang == "zh" else "zh"
    return BilingualUnit(tu.get("tuid") or str(number), texts[source_lang], texts[target_lang], notes)


def write_tmx(file: BilingualFile) -> bytes:
    """The memory, UTF-8; `read_tmx_file` gives the same units back. Units without a target are left out."""
    root = Element("tmx", {"version": "1.4"})
    header = {"creationtool": "yinju", "creationtoolversion": "1", "segtype": "sentence", "o-tmf": "yinju"}
    header |= {"adminlang": "en", "srclang": _TAGS[file.source_lang], "datatype": "plaintext"}
    head = SubElement(root, "header", header)
    if file.name:
        SubElement(head, "prop", {"type": "document"}).text = writable(file.name)
    body = SubElement(root, "body")
    for unit in file.units:
        if unit.target:
            _add(body, unit, file)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _add(body: Element, unit: BilingualUnit, file: BilingualFile) -> None:
    tu = SubElement(body, "tu", {"tuid": writable(unit.id)})
    for note in unit.notes:
        SubElement(tu, "note").text = writable(note)
    for lang, text in ((file.source_lang, unit.source), (file.target_lang, unit.target)):
        SubElement(SubElement(tu, "tuv", {XML_LANG: _TAGS[lang]}), "seg").text = writable(text)
