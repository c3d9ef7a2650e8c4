"""XML from outside, read safely: the one door for every memory, glossary and bilingual file.

Entities of a file's own are refused (so neither external entities nor exponential expansion can happen), and
whatever is wrong is said as InvalidInput.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from index.errors import InvalidInput

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xml(data: bytes, kind: str) -> Element:
    """The root element of `data`.

    Args:
        data: the file; its encoding is the one that its declaration or byte order mark names.
        kind: what the file should be, for the message: "TMX", "TBX", …

    Raises:
        InvalidInput: it is no well-formed XML, or defines entities.
    """
    try:
        return fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        remedy = "Open it in an XML editor, mend the place named, and send it again."
        raise InvalidInput(f"{kind} file", f"is not well-formed XML ({error})", remedy) from error
    except DefusedXmlException as error:
        remedy = "Remove the <!ENTITY …> declarations; plain text needs none."
        raise InvalidInput(f"{kind} file", "defines or refers to XML entities", remedy) from error
    except (LookupError, ValueError) as error:
        raise InvalidInput(f"{kind} file", f"names an unknown encoding ({error})", "Save it as UTF-8.") from error


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
