"""Notes into an XLIFF file of somebody else's: everything that was in it stays as it was.

The file is edited as a tree that keeps comments, prefixes, inline codes and extensions, which is why lxml is used here
and nowhere else among the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from index.errors import InvalidInput
from index.safe_xml import writable
from service.translation.files.xliff import read_xliff

FROM = "yinju"
_PRIORITY = {"error": "1", "warning": "4", "note": "8"}


@dataclass(frozen=True, slots=True)
class UnitNote:
    """A note on one unit's target. `severity` is error, warning or note."""

    severity: str
    text: str


def add_notes(data: bytes, notes: Mapping[str, Sequence[UnitNote]]) -> bytes:
    """The file with notes on the units named, ids as `read_xliff` gives them. Our own earlier notes are replaced.

    Raises:
        InvalidInput: as `read_xliff`.
    """
    units = read_xliff(data).units  # also refuses what is unsafe to parse
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
    try:
        tree = etree.ElementTree(etree.fromstring(data, parser))
    except etree.XMLSyntaxError as error:  # stricter than the reader, on namespaces for one
        remedy = "Open it in an XML editor, mend the place named, and send it again."
        raise InvalidInput("XLIFF file", f"is not well-formed XML ({error})", remedy) from error
    version_1 = str(tree.getroot().get("version", "")).startswith("1.")
    holders = list(_holders(tree.getroot(), version_1))
    for holder in dict.fromkeys(holders):
        _remove_ours(holder, version_1)
    for unit, holder in zip(units, holders, strict=True):
        for note in notes.get(unit.id, ()):
            (_add_1 if version_1 else _add_2)(holder, note)
    encoding = tree.docinfo.encoding or "UTF-8"
    return bytes(etree.tostring(tree, encoding=encoding, xml_declaration=True, standalone=tree.docinfo.standalone))


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _holders(root: Any, version_1: bool) -> Iterator[Any]:
    """The element that takes the notes of each unit, in the order in which `read_xliff` gives the units."""
    for file in (node for node in root.iter() if _local(node) == "file"):
        for node in file.iter():
            if version_1 and _local(node) == "trans-unit":
                yield node
            elif not version_1 and _local(node) == "unit":
                yield from (node for child in node if _local(child) == "segment")


def _named(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))


def _is_ours(note: Any) -> bool:
    return _local(note) == "note" and (note.get("from") == FROM or str(note.get("category", "")).startswith(FROM))


def _remove_ours(holder: Any, version_1: bool) -> None:
    parents = [holder] if version_1 else [child for child in holder if _local(child) == "notes"]
    for parent in parents:
        for note in [child for child in parent if _is_ours(child)]:
            parent.remove(note)
        if not version_1 and len(parent) == 0:
            holder.remove(parent)


def _add_1(unit: Any, note: UnitNote) -> None:
    node = _named(unit, "note")
    node.set("from", FROM)
    node.set("annotates", "target")
    node.set("priority", _PRIORITY[note.severity])
    node.text = writable(note.text)
    # The schema wants notes after the texts and before the alternatives.
    alternatives = [child for child in unit if _local(child) in ("alt-trans", "bin-target")]
    if alternatives:
        alternatives[0].addprevious(node)


def _add_2(unit: Any, note: UnitNote) -> None:
    holder = next((child for child in unit if _local(child) == "notes"), None)
    if holder is None:
        holder = _named(unit, "notes")
        content = [child for child in unit if _local(child) in ("originalData", "segment", "ignorable")]
        content[0].addprevious(holder)
    node = _named(holder, "note")
    node.set("category", f"{FROM}-{note.severity}")
    node.set("appliesTo", "target")
    node.set("priority", _PRIORITY[note.severity])
    node.text = writable(note.text)
