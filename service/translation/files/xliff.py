"""XLIFF 1.2 and 2.x, in and out. What goes back into a file of somebody else's is xliff_notes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from index.errors import InvalidInput
from index.safe_xml import local_name, parse_xml, writable
from index.types import Lang
from service.translation.files.bilingual import BilingualFile, BilingualUnit

NAMESPACE = {"1.2": "urn:oasis:names:tc:xliff:document:1.2", "2.1": "urn:oasis:names:tc:xliff:document:2.0"}
_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
# Elements whose content is native code of the original format, not words.
_CODES = frozenset({"x", "bx", "ex", "bpt", "ept", "ph", "it", "sc", "ec"})


def read_xliff(data: bytes) -> BilingualFile:
    """The units of an XLIFF file. In 2.x each of several segments is a unit of its own, `UNIT/SEGMENT` its id.

    Raises:
        InvalidInput: it is no XLIFF 1.2 or 2.x, or not between Chinese and English.
    """
    root = parse_xml(data, "XLIFF")
    version = root.get("version", "")
    if local_name(root) != "xliff" or not version.startswith(("1.", "2.")):
        found = f"<{local_name(root)} version={version!r}>"
        raise InvalidInput("XLIFF file", f"starts with {found}, not XLIFF 1.2 or 2.x", "Export it as XLIFF 1.2 or 2.1.")
    files = [node for node in root.iter() if local_name(node) == "file"]
    source_lang = _source_language(root, files)
    walk = _units_1 if version.startswith("1.") else _units_2
    units = tuple(unit for node in files for unit in walk(node))
    if not units:
        raise InvalidInput("XLIFF file", "has no translation unit", "Check that the export was complete.")
    return BilingualFile(next((node.get("original", "") for node in files), ""), source_lang, _with_unique_ids(units))


def _source_language(root: Element, files: list[Element]) -> Lang:
    holders = [root, *files]
    source = next((found for node in holders if (found := node.get("srcLang") or node.get("source-language"))), "")
    target = next((found for node in holders if (found := node.get("trgLang") or node.get("target-language"))), "")
    languages = (source[:2].lower(), target[:2].lower())
    if languages[0] == "zh" and languages[1] in ("en", ""):
        return "zh"
    if languages[0] == "en" and languages[1] in ("zh", ""):
        return "en"
    rule = f"translates {source or 'an unnamed language'} into {target or 'an unnamed language'}"
    raise InvalidInput("XLIFF file", rule, "Only Chinese to English and English to Chinese can be read.")


def _children(node: Element, name: str) -> list[Element]:
    return [child for child in node if local_name(child) == name]


def _words(element: Element | None) -> str:
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if local_name(child) not in _CODES:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _first(node: Element, name: str) -> Element | None:
    return next(iter(_children(node, name)), None)


def _units_1(file: Element) -> Iterator[BilingualUnit]:
    for unit in file.iter():
        if local_name(unit) == "trans-unit":
            notes = tuple(_words(note).strip() for note in _children(unit, "note"))
            source, target = _words(_first(unit, "source")), _words(_first(unit, "target"))
            yield BilingualUnit(unit.get("id", ""), source.strip(), target.strip(), notes)


def _units_2(file: Element) -> Iterator[BilingualUnit]:
    for unit in file.iter():
        if local_name(unit) != "unit":
            continue
        holders = _children(unit, "notes")
        notes = tuple(_words(note).strip() for holder in holders for note in _children(holder, "note"))
        segments = _children(unit, "segment")
        for n, segment in enumerate(segments, start=1):
            source, target = _words(_first(segment, "source")), _words(_first(segment, "target"))
            name = unit.get("id", "") if len(segments) == 1 else f"{unit.get('id', '')}/{segment.get('id') or n}"
            yield BilingualUnit(name, source.strip(), target.strip(), notes if n == 1 else ())


def _with_unique_ids(units: tuple[BilingualUnit, ...]) -> tuple[BilingualUnit, ...]:
    # Ids are unique within a <file> only; a later file's twin gets a suffix, in reading order.
    seen: dict[str, int] = {}
    unique = []
    for unit in units:
        seen[unit.id] = seen.get(unit.id, 0) + 1
        name = unit.id if seen[unit.id] == 1 else f"{unit.id}#{seen[unit.id]}"
        unique.append(BilingualUnit(name, unit.source, unit.target, unit.notes))
    return tuple(unique)


def write_xliff(file: BilingualFile, version: str = "2.1") -> bytes:
    """A new XLIFF file, UTF-8; `read_xliff` gives the same texts and notes back.

    Args:
        file: the units.
        version: "1.2" or "2.1".

    Raises:
        InvalidInput: another version.
    """
    if version not in NAMESPACE:
        raise InvalidInput(f"XLIFF {version}", "is not written here", "Choose 1.2 or 2.1.")
    register_namespace("", NAMESPACE[version])
    root = _tree_1(file) if version == "1.2" else _tree_2(file)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _tree_1(file: BilingualFile) -> Element:
    space = f"{{{NAMESPACE['1.2']}}}"
    root = Element(f"{space}xliff", {"version": "1.2"})
    about = {"original": writable(file.name) or "yinju", "datatype": "plaintext"}
    about |= {"source-language": _TAGS[file.source_lang], "target-language": _TAGS[file.target_lang]}
    body = SubElement(SubElement(root, f"{space}file", about), f"{space}body")
    for unit in file.units:
        node = SubElement(body, f"{space}trans-unit", {"id": writable(unit.id)})
        SubElement(node, f"{space}source").text = writable(unit.source)
        if unit.target:
            SubElement(node, f"{space}target").text = writable(unit.target)
        for note in unit.notes:
            SubElement(node, f"{space}note").text = writable(note)
    return root


def _tree_2(file: BilingualFile) -> Element:
    space = f"{{{NAMESPACE['2.1']}}}"
    languages = {"srcLang": _TAGS[file.source_lang], "trgLang": _TAGS[file.target_lang]}
    root = Element(f"{space}xliff", {"version": "2.1", **languages})
    holder = SubElement(root, f"{space}file", {"id": "f1", "original": writable(file.name) or "yinju"})
    for unit in file.units:
        # An id of 2.x is a name token: no slash, which stands between unit and segment in ours.
        node = SubElement(holder, f"{space}unit", {"id": writable(unit.id).replace("/", ".").replace("#", ".")})
        if unit.notes:
            notes = SubElement(node, f"{space}notes")
            for note in unit.notes:
                SubElement(notes, f"{space}note").text = writable(note)
        segment = SubElement(node, f"{space}segment")
        SubElement(segment, f"{space}source").text = writable(unit.source)
        if unit.target:
            SubElement(segment, f"{space}target").text = writable(unit.target)
    return root
