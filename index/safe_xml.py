"""XML from outside, read safely: the one door for every memory, glossary and bilingual file.

Entities of a file's own are refused (so neither external entities nor exponential expansion can happen), and
whatever is wrong is said as InvalidInput.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from index.errors import InvalidInput

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CHINESE_ENCODINGS: Final[Mapping[str, str]] = {
    "gb2312": "gb18030",  # files that declare it use characters of its supersets
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_MAX_DEPTH = 200
"""Elements within one another; a translators' program writes ten, a Word table in a table a few more."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xml(data: bytes, kind: str) -> Element:
    """The root element of `data`.

    Args:
        data: the file; its encoding is the one that its declaration or byte order mark names.
        kind: what the file should be, for the message: "TMX", "TBX", …

    Raises:
        InvalidInput: it is no well-formed XML, defines entities, or nests too deeply.
    """
    try:
        root: Element = fromstring(_decoded(data), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        remedy = "Open it in an XML editor, mend the place named, and send it again."
        raise InvalidInput(f"{kind} file", f"is not well-formed XML ({error})", remedy) from error
    except DefusedXmlException as error:
        remedy = "Remove the <!ENTITY …> declarations; plain text needs none."
        raise InvalidInput(f"{kind} file", "defines or refers to XML entities", remedy) from error
    except UnicodeDecodeError as error:
        rule = (
            f"is not {error.encoding} at byte {error.start}, which it declares / 与所注明的编码 {error.encoding} 不符"
        )
        raise InvalidInput(f"{kind} file", rule, "Save it as UTF-8.") from error
    except (LookupError, ValueError) as error:
        raise InvalidInput(f"{kind} file", f"names an unknown encoding ({error})", "Save it as UTF-8.") from error
    if _is_deeper(root, _MAX_DEPTH):
        rule = f"nests elements over {_MAX_DEPTH} deep / 元素嵌套超过 {_MAX_DEPTH} 层"
        raise InvalidInput(f"{kind} file", rule, "Export it again without markup / 请去除标记后重新导出")
    return root


@contextmanager
def named(name: str) -> Iterator[None]:
    """Puts the file's own name before whatever is found wrong in it.

    >>> with named("terms.tbx"):
    ...     parse_xml(b"<a><b></a>", "TBX")
    Traceback (most recent call last):
    index.errors.InvalidInput: terms.tbx (TBX file): is not well-formed XML (mismatched tag: line 1, column 8)...
    """
    try:
        yield
    except InvalidInput as error:
        value = error.value if name in error.value else f"{name} ({error.value})"
        raise InvalidInput(value, error.rule, error.remedy) from error


def _decoded(data: bytes) -> bytes | str:
    """`data`, decoded already where its declaration names an encoding that the parser itself has not."""
    declared = _DECLARED.match(data)
    encoding = _CHINESE_ENCODINGS.get(declared[1].decode().lower()) if declared else None
    return data.decode(encoding) if encoding else data


def _is_deeper(root: Element, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [child for element in level for child in element]
    return bool(level)


def local_name(element: Element) -> str:
    """The tag without its namespace.

    >>> local_name(Element("{urn:oasis:names:tc:xliff:document:1.2}source"))
    'source'
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def language_of_element(element: Element) -> str:
    """The two-letter language that an element declares, lower case, or "".

    >>> language_of_element(Element("tuv", {"lang": "EN-US"}))
    'en'
    """
    declared = element.get(XML_LANG) or element.get("lang") or ""
    return declared.replace("_", "-").split("-")[0].lower()


def writable(text: str) -> str:
    """The text without what XML 1.0 cannot hold: control characters and lone surrogates.

    >>> writable("a\\x00b")
    'ab'
    """
    return _NOT_XML.sub("", text)
