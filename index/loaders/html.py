"""HTML → text: the words a reader sees, headings as `#` lines, a table row with its header words."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from index.loaders.loaded import Loaded, heading, one_line
from index.loaders.plain import decode
from index.loaders.tables import table_lines

_HIDDEN = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "aside", "form", "button", "select", "iframe", "svg"),
        *("head", "footer"),
    )
)
_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
            "label",
        ),
        *("mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def load_html(name: str, data: bytes) -> Loaded:
    """Reads a page; where it marks its main part (`<article>` or `<main>`), only that."""
    soup = BeautifulSoup(_decode(name, data), "lxml")
    main = soup.find("article") or soup.find("main") or soup.body or soup
    lines = list(_lines(main)) if isinstance(main, Tag) else []
    title = one_line(soup.title.get_text()) if soup.title else ""
    if title and not any(line.startswith("# ") for line in lines):
        lines.insert(0, heading(1, title))
    return Loaded("\n".join(line for line in lines if line))


def _decode(name: str, data: bytes) -> str:
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        # Pages that declare GB2312 use characters of its supersets.
        encoding = "gb18030" if declared.lower() in ("gb2312", "gbk", "x-gbk") else declared
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the bytes themselves decide then
    return decode(name, data)


def _lines(node: Tag) -> Iterator[str]:
    words: list[str] = []
    for child in node.children:
        if _is_words(child):
            words.append(child.get_text() if isinstance(child, Tag) else str(child))
            continue
        if not isinstance(child, Tag) or child.name in _HIDDEN:
            continue
        yield one_line("".join(words))
        words = []
        if child.name in _HEADINGS:
            yield heading(_HEADINGS[child.name], child.get_text())
        elif child.name == "table" and not child.find("table"):
            yield from table_lines(_row(tr) for tr in child.find_all("tr"))
        elif child.name == "pre":
            yield from child.get_text().splitlines()
        else:
            yield from _lines(child)
    yield one_line("".join(words))


def _is_words(child: PageElement) -> bool:
    if isinstance(child, PreformattedString):
        return False  # a comment, a doctype
    if isinstance(child, NavigableString):
        return True
    return isinstance(child, Tag) and child.name in _INLINE and not child.find(lambda tag: tag.name not in _INLINE)


def _row(row: Tag) -> list[str]:
    cells: list[str] = []
    for cell in row.find_all(["td", "th"]):
        span = str(cell.get("colspan") or "1")
        cells.extend([cell.get_text()] * (min(int(span), 50) if span.isdigit() else 1))
    return cells
