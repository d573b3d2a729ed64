"""Foreign text (questions, documents, titles) made safe to stand inside HTML."""

from __future__ import annotations

import html
import re

_REORDERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Direction controls can make 0002 read as 2000, so they are shown as a sign of their own."""

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BREAK = "<br>"
_TAG = re.compile(r"<[^>]*>")


def one_direction(text: str) -> str:
    """``text`` with every direction control shown as the sign for an unreadable character."""
    return _REORDERING.sub("\ufffd", text)


def escape(text: str) -> str:
    """``text`` with everything HTML would act on turned into plain characters."""
    return html.escape(one_direction(text), quote=True)


def alert(text: str) -> str:
    """A sentence about something that went wrong, as a paragraph."""
    return f'<p class="yj-alert" role="alert">{escape(text)}</p>'


def escape_lines(text: str) -> str:
    """Like ``escape``, on a single line: line ends become ``<br>``.

    A chat message passes through a Markdown renderer, which leaves an HTML block alone up
    to the first blank line. Without line ends there is none.
    """
    return _LINE_END.sub(_BREAK, escape(text))


def plain(markup: str) -> str:
    """The text a piece of markup made by this package shows; inverse of ``escape_lines``."""
    return html.unescape(_TAG.sub("", markup.replace(_BREAK, "\n")))
