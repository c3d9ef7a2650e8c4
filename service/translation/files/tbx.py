"""Glossary → TBX-Basic, the edition (martif, 2008) that translators' tools import. Reading is index/glossary."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from index.glossary import Entry, Glossary
from index.safe_xml import XML_LANG, writable

NOT_FIXED = "No fixed official English; rendering agreed on here."


def write_tbx(glossary: Glossary, title: str) -> bytes:
    """The file, UTF-8, one concept an entry; `read_tbx` gives the same glossary back.

    Args:
        glossary: what to write.
        title: goes into the header's description of the source.
    """
    root = Element("martif", {"type": "TBX-Basic", XML_LANG: "en"})
    header = SubElement(root, "martifHeader")
    SubElement(SubElement(SubElement(header, "fileDesc"), "sourceDesc"), "p").text = writable(title)
    SubElement(SubElement(header, "encodingDesc"), "p", {"type": "XCSURI"}).text = "TBXBasicXCSV02.xcs"
    body = SubElement(SubElement(root, "text"), "body")
    for number, entry in enumerate(glossary.entries, start=1):
        _add_concept(body, f"c{number:04d}", entry)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _add_concept(body: Element, identifier: str, entry: Entry) -> None:
    concept = SubElement(body, "termEntry", {"id": identifier})
    if entry.subject:
        SubElement(concept, "descrip", {"type": "subjectField"}).text = writable(entry.subject)
    if entry.note:
        SubElement(concept, "note").text = writable(entry.note)
    _add_term(SubElement(concept, "langSet", {XML_LANG: "zh-CN"}), entry.zh, "preferredTerm-admn-sts")
    english = SubElement(concept, "langSet", {XML_LANG: "en"})
    if not entry.fixed:
        SubElement(english, "note").text = NOT_FIXED
    for place, rendering in enumerate(entry.en):
        preferred = entry.fixed and place == 0
        _add_term(english, rendering, "preferredTerm-admn-sts" if preferred else "admittedTerm-admn-sts")
    for rendering in entry.forbidden:
        _add_term(english, rendering, "deprecatedTerm-admn-sts")


def _add_term(section: Element, term: str, status: str) -> None:
    group = SubElement(section, "tig")
    SubElement(group, "term").text = writable(term)
    SubElement(group, "termNote", {"type": "administrativeStatus"}).text = status
