"""An HTML page reduced to its own words, in tags that MarkItDown turns into lines."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_FURNITURE = [
    "script",
    "style",
    "noscript",
    "template",
    "title",
    "nav",
    "iframe",
    "object",
    "svg",
    "video",
    "audio",
    "button",
    "input",
    "select",
    "textarea",
]
_RENAMED = {
    "div": [
        "address",
        "aside",
        "blockquote",
        "center",
        "details",
        "figure",
        "footer",
        "form",
        "header",
        "main",
        "summary",
    ],
    "p": ["dt", "dd"],
    "br": ["hr"],
}
"""Tags that end a line in a browser but not in MarkItDown, by the tag that does in both."""
_MOST_ROWS, _MOST_SPAN = 20_000, 100
"""Rows of a table that are made whole, and rows or columns that one cell is believed to take."""
_LAYOUT_MARKS = ["table", "h1", "h2", "h3", "h4", "h5", "h6"]
_HAN = r"\u2e80-\u9fff\uff00-\uffef"
_SOFT_BREAK = re.compile(rf"(?<=[{_HAN}])[^\S\n]*\n\s*(?=[{_HAN}])")


def plain_html(html: str) -> str:
    """Return ``html`` without scripts, navigation and layout tables.

    A line break in the file between two Chinese characters is no space and is removed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about text that looks like a file name or like XML
        from bs4 import BeautifulSoup

        soup = BeautifulSoup(html, "html.parser")
    for tag in soup(_FURNITURE) + [f for f in soup("footer") if not f.find_parent("article")]:
        tag.decompose()
    for name, others in _RENAMED.items():
        for tag in soup(others):
            tag.name = name
    for pre in soup("pre"):
        pre.wrap(soup.new_tag("div"))
    for table in soup("table"):
        if _is_layout(table):
            _unfold(table)
    _join_soft_breaks(soup)
    return with_whole_rows(str(soup))


def with_whole_rows(html: str) -> str:
    """``html`` with an empty cell in each row that a cell of an earlier row reaches down into, so
    that all rows of a table have as many."""
    if "rowspan" not in html:
        return html
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for table in soup("table"):
        reaching: dict[int, int] = {}  # column → rows that a cell above still reaches into
        for row in table("tr")[:_MOST_ROWS]:
            at = 0
            for cell in row(["td", "th"], recursive=False):
                at = _open_up(soup, cell, at, reaching)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                del cell["rowspan"]
                reaching |= dict.fromkeys(range(at, at + width), height - 1)
                at += width
            while reaching.get(at, 0):
                row.append(soup.new_tag("td"))
                reaching[at] -= 1
                at += 1
    return str(soup)


def _open_up(soup: BeautifulSoup, cell: Tag, at: int, reaching: dict[int, int]) -> int:
    """Put empty cells before ``cell`` where cells above reach down; the column it is in then."""
    while reaching.get(at, 0):
        cell.insert_before(soup.new_tag("td"))
        reaching[at] -= 1
        at += 1
    return at


def _span(cell: Tag, name: str) -> int:
    """How many columns or rows a cell takes."""
    told = str(cell.get(name, "1"))
    return min(max(int(told), 1), _MOST_SPAN) if told.isdecimal() else 1


def _is_layout(table: Tag) -> bool:
    return table.find(_LAYOUT_MARKS) is not None or all(
        len(row(["td", "th"])) < 2 for row in table("tr")
    )


def _unfold(table: Tag) -> None:
    for tag in table(["thead", "tbody", "tfoot", "tr", "td", "th"]):
        if tag.find_parent("table") is table:
            tag.name = "div"
    table.name = "div"


def _join_soft_breaks(soup: BeautifulSoup) -> None:
    for text in soup.find_all(string=_SOFT_BREAK):
        if text.find_parent("pre") is None:
            text.replace_with(type(text)(_SOFT_BREAK.sub("", text)))
