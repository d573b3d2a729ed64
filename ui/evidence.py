"""The panel beside the chat: each citation in its place in the document."""

from __future__ import annotations

import re

from index.document import Document
from rag.records import Answer, Citation
from ui.markup import escape
from ui.messages import card_id
from ui.reader import read_button
from ui.seam import Library
from ui.words import ZH, Words

_REACH = 70
"""Characters shown at least on either side of a quote; the rest of the paragraph unfolds."""
_WORTH_FOLDING = 40
_SENTENCE_END = re.compile("[。！？；]")


def empty_panel(words: Words = ZH) -> str:
    """What the panel says before the first question."""
    return _panel("", f'<p class="yj-empty">{escape(words.ask.evidence_empty)}</p>', words)


def evidence_panel(answer: Answer, library: Library, turn: int, words: Words = ZH) -> str:
    """The citations of ``answer``, or for a refusal the passages that came closest."""
    parts = [_card(citation, library, turn, words) for citation in answer.citations]
    if not parts and not answer.nearest:
        parts.append(f'<p class="yj-empty">{escape(words.ask.nothing_near)}</p>')
    if answer.nearest:
        parts.append(f'<h3 class="yj-nearest">{escape(words.ask.nearest)}</h3>')
        parts += [_card(citation, library, turn, words, near=True) for citation in answer.nearest]
    return _panel(answer.question, "".join(parts), words)


def paragraph_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The whole lines around ``text[start:end]``, cut into before, span and after."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first:start], text[start:end], text[end : last if last >= 0 else len(text)]


def _panel(question: str, body: str, words: Words) -> str:
    name = escape(words.ask.evidence)
    about = f'<p class="yj-about">{escape(question)}</p>' if question else ""
    return f'<section class="yj-panel" aria-label="{name}"><h2>{name}</h2>{about}{body}</section>'


def _card(citation: Citation, library: Library, turn: int, words: Words, near: bool = False) -> str:
    name = card_id(turn, citation.number, near)
    document = library.documents.get(citation.document_id)
    badge = "" if near else f'<span class="yj-number">[{citation.number}]</span>'
    district = "、".join(citation.districts) or words.ask.no_district
    speaker = f'<span class="yj-speaker">{escape(citation.speaker)}</span>'
    heading = f'<p class="yj-heading">{escape(citation.heading)}</p>'
    source = f"《{citation.title or words.ask.untitled}》"
    date = document.date if document else ""
    dated = f'<span class="yj-date">{escape(date)}</span>' if date else ""
    whole = read_button(citation.document_id, citation.start, citation.end, words)
    return (
        f'<article class="yj-card{" yj-near" if near else ""}" id="{name}" tabindex="-1">'
        f'<header>{badge}<span class="yj-district">{escape(district)}</span>'
        f"{speaker if citation.speaker else ''}</header>{heading if citation.heading else ''}"
        f"{_in_place(citation, document, name, words)}"
        f'<footer><span class="yj-source">{escape(source)}</span>{dated}'
        f"{whole if document else ''}</footer></article>"
    )


def _in_place(citation: Citation, document: Document | None, name: str, words: Words) -> str:
    """The quote inside its paragraph, or alone with a warning when it is not there."""
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        return (
            f'<p class="yj-paragraph"><mark>{escape(citation.quote)}</mark></p>'
            f'<p class="yj-warning">{escape(words.ask.moved)}</p>'
        )
    before, quote, after = paragraph_around(document.text, citation.start, citation.end)
    far_before, near_before = _fold_before(before)
    near_after, far_after = _fold_after(after)
    paragraph = (
        f'<p class="yj-paragraph">{_far(far_before)}{escape(near_before)}'
        f"<mark>{escape(quote)}</mark>{escape(near_after)}{_far(far_after)}</p>"
    )
    if not far_before and not far_after:
        return paragraph
    return (
        f'<input type="checkbox" class="yj-unfold" id="{name}-unfold">{paragraph}'
        f'<label class="yj-toggle" for="{name}-unfold">'
        f'<span class="yj-more">{escape(words.ask.unfold)}</span>'
        f'<span class="yj-less">{escape(words.ask.fold)}</span></label>'
    )


def _far(text: str) -> str:
    if not text:
        return ""
    return f'<span class="yj-gap">……</span><span class="yj-far">{escape(text)}</span>'


def _fold_before(text: str) -> tuple[str, str]:
    """Cut at the last sentence end that leaves ``_REACH`` characters in view."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, max(len(text) - _REACH, 0))]
    cut = ends[-1] if ends else 0
    return (text[:cut], text[cut:]) if cut >= _WORTH_FOLDING else ("", text)


def _fold_after(text: str) -> tuple[str, str]:
    """Cut at the first sentence end after ``_REACH`` characters."""
    end = _SENTENCE_END.search(text, _REACH)
    cut = end.end() if end else len(text)
    return (text[:cut], text[cut:]) if len(text) - cut >= _WORTH_FOLDING else (text, "")
