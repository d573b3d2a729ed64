"""A whole document with one span marked, and the dialog that shows it on every tab.

Any piece of HTML on the page opens the dialog with ``read_button``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import gradio as gr

from index.document import Document
from ui.chrome import HIDDEN, Chrome
from ui.markup import escape
from ui.pressed import pressed_value
from ui.seam import Library
from ui.words import ZH, Words, words_in

AT_MOST = 120_000
"""Characters of a document shown at once; of a longer one, the part around the span."""
_HEADING = re.compile(r"(#{1,6})\s+")


def read_button(
    document_id: str,
    start: int,
    end: int,
    words: Words = ZH,
    *,
    label: str = "",
    title: str = "",
) -> str:
    """A button that opens a document at ``start``; ``end`` equal to it marks nothing.

    A ``title`` tells those who do not see it what a short ``label`` leads to.
    """
    value = escape(f"{start} {end} {document_id}")
    told = f' title="{escape(title)}" aria-label="{escape(label)} {escape(title)}"'
    return (
        f'<button type="button" class="yj-link" name="yj-read" value="{value}"'
        f"{told if title else ''}>{escape(label or words.reader.open)}</button>"
    )


def reader_html(document: Document, start: int = 0, end: int = 0, words: Words = ZH) -> str:
    """``document`` from its first to its last line, headings as headings, ``start:end`` marked.

    Offsets outside the document mark nothing.
    """
    if not 0 <= start < end <= len(document.text):
        start = end = 0
    first, last = _window(document.text, start, end)
    cut = ""
    if last - first < len(document.text):
        cut = words.reader.part.format(first=first + 1, last=last, all=len(document.text))
        cut = f'<p class="yj-part">{escape(cut)}</p>'
    facts = [*document.districts[:8], document.date, words.reader.length.format(len(document.text))]
    about = " · ".join(escape(fact) for fact in facts if fact)
    lines = "".join(
        _line(document.text[a:b], start - a, end - a) for a, b in _lines(document.text, first, last)
    )
    return (
        f'<article class="yj-document"><h2>{escape(document.title or words.reader.untitled)}</h2>'
        f'<p class="yj-facts">{about}</p>{cut}{lines}{cut}</article>'
    )


def add_reader(library: Library, chrome: Chrome) -> None:
    """Put the dialog on the page, closed; called once, outside the tabs."""
    shown = gr.HTML("", elem_id="yj-reader", js_on_load=_SCRIPT)

    def read(pressed: gr.EventData, language: str) -> str:
        words = words_in(language)
        return _dialog(_asked_for(library, pressed_value(pressed), words), words)

    shown.read(read, chrome.language, shown, queue=False, **HIDDEN)


_SCRIPT = """
window.youju.listen("read", (value) => trigger("read", { value }));
watch("value", () => {
  const dialog = element.querySelector("dialog");
  if (!dialog) return;
  window.youju.openDialog(dialog, () => { props.value = ""; });
});
"""


def _asked_for(library: Library, value: str, words: Words) -> str:
    """The document a press on ``read_button`` asks for."""
    found = re.fullmatch(r"(\d{1,9}) (\d{1,9}) (.+)", value, re.S)
    document = library.documents.get(found[3]) if found else None
    if document is None or found is None:
        return f'<p class="yj-empty">{escape(words.reader.gone)}</p>'
    return reader_html(document, int(found[1]), int(found[2]), words)


def _dialog(body: str, words: Words) -> str:
    return (
        f'<dialog class="yj-dialog" aria-label="{escape(words.reader.label)}">'
        f'<form method="dialog"><button class="yj-close">{escape(words.reader.close)}</button></form>'
        f'<div class="yj-scroll" tabindex="0">{body}</div></dialog>'
    )


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Where to begin and stop: at line ends, about ``AT_MOST`` characters around a span."""
    if len(text) <= AT_MOST:
        return 0, len(text)
    middle = (start + end) // 2
    begin = min(max(middle - AT_MOST // 2, 0), len(text) - AT_MOST)
    first = text.rfind("\n", 0, min(begin, start)) + 1 if begin else 0
    stop = text.find("\n", max(begin + AT_MOST, end))
    return first, stop if stop >= 0 else len(text)


def _lines(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The spans of the lines that are not empty."""
    at = first
    for line in text[first:last].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _line(line: str, start: int, end: int) -> str:
    """One line as a heading or a paragraph; ``start`` and ``end`` count from its beginning."""
    skip, tag = 0, "p"
    if found := _HEADING.match(line):
        skip, tag = found.end(), f"h{min(len(found[1]) + 1, 5)}"
    start, end = max(start, skip), min(end, len(line))
    if start >= end:
        return f"<{tag}>{escape(line[skip:])}</{tag}>"
    return (
        f"<{tag}>{escape(line[skip:start])}<mark>{escape(line[start:end])}</mark>"
        f"{escape(line[end:])}</{tag}>"
    )
