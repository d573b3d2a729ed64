"""A conversation with its sources as a Markdown or Word file.

Files are made in memory and handed to the browser as they are: one on the disk would sit in a
cache that every user of the page can read.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from rag.records import Answer, Citation
from ui.conversation import Conversation, Turn
from ui.evidence import paragraph_around
from ui.markup import one_direction
from ui.messages import status_line
from ui.seam import Library
from ui.words import ZH, Words

if TYPE_CHECKING:
    from docx.document import Document as Word

_TYPES = {
    "md": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~&$@!]|://|(?<=www)\.", re.IGNORECASE)
"""What Markdown acts on anywhere in a line; addresses are links even without brackets."""
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)])|:)")
"""What it acts on at the beginning of one."""
_LINE_END = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def exported(
    conversation: Conversation, library: Library, kind: str, words: Words = ZH
) -> dict[str, str]:
    """The file as ``name``, ``type`` and base64 ``data``; ``kind`` is ``md`` or ``docx``."""
    if kind == "md":
        content = to_markdown(conversation, words).encode("utf-8", "replace")
    else:
        content = to_docx(conversation, library, words)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    return {
        "name": f"youju-{stamp}.{kind}",
        "type": _TYPES[kind],
        "data": base64.b64encode(content).decode("ascii"),
    }


def to_markdown(conversation: Conversation, words: Words = ZH) -> str:
    """The conversation as Markdown in which nothing foreign is anything but text."""
    blocks = [f"# {words.frame.name} · {words.ask.record}", _exported_at(words)]
    for number, turn in enumerate(conversation.turns, 1):
        blocks.append(f"## {number}\\. {markdown(turn.question)}")
        if turn.answer is None:
            blocks.append(markdown(turn.error))
            continue
        lines = [markdown(line) for line in turn.answer.text.split("\n")]
        blocks.append("  \n".join(lines))
        cited, title = _cited(turn.answer, words)
        if cited:
            blocks.append(f"**{title}**")
        for citation in cited:
            blocks.append(
                f"\\[{citation.number}\\] {markdown(_source(citation, words))}\n\n"
                f"> {markdown(citation.quote)}"
            )
        blocks.append(f"*{markdown(_status(turn, turn.answer, words))}*")
    return "\n\n".join(blocks) + "\n"


def to_docx(conversation: Conversation, library: Library, words: Words = ZH) -> bytes:
    """The conversation as a Word file, every quote marked inside its paragraph."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    word = docx.Document()
    normal = word.styles["Normal"]
    normal.font.size = Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "宋体")
    word.core_properties.author = "有据"
    word.core_properties.title = words.ask.record
    word.add_heading(f"{words.frame.name} · {words.ask.record}", level=1)
    word.add_paragraph(_exported_at(words))
    for number, turn in enumerate(conversation.turns, 1):
        word.add_heading(xml(f"{number}. {turn.question}"), level=2)
        if turn.answer is None:
            word.add_paragraph(xml(turn.error))
            continue
        for line in turn.answer.text.split("\n"):
            word.add_paragraph(xml(line))
        cited, title = _cited(turn.answer, words)
        if cited:
            word.add_heading(title, level=3)
        for citation in cited:
            word.add_paragraph(xml(f"[{citation.number}] {_source(citation, words)}"))
            _add_quote(word, citation, library)
        status = word.add_paragraph(xml(_status(turn, turn.answer, words)))
        status.runs[0].italic = True
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def markdown(text: str) -> str:
    """Foreign text on one line of Markdown, shown as it is."""
    line = _LINE_END.sub(" ", one_direction(text)).strip()
    line = _ACTIVE.sub(lambda found: f"\\{found.group()}", line)
    return _OPENING.sub(lambda found: _held(found[1], found[2]), line)


def xml(text: str) -> str:
    """Foreign text without the characters that no Word file may hold."""
    return _NOT_XML.sub("\ufffd", one_direction(text))


def _held(space: str, opening: str) -> str:
    """An opening that Markdown would act on, held back: ``1\\.`` for a number."""
    return f"{space}{opening}\\" if opening[0].isdigit() else f"{space}\\{opening}"


def _add_quote(word: Word, citation: Citation, library: Library) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Cm

    document = library.documents.get(citation.document_id)
    before = after = ""
    if document and document.text[citation.start : citation.end] == citation.quote:
        before, _, after = paragraph_around(document.text, citation.start, citation.end)
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.75)
    if before:
        paragraph.add_run(xml(before))
    paragraph.add_run(xml(citation.quote)).font.highlight_color = WD_COLOR_INDEX.YELLOW
    if after:
        paragraph.add_run(xml(after))


def _cited(answer: Answer, words: Words) -> tuple[tuple[Citation, ...], str]:
    """The citations of an answer, or what came closest, and what to call them."""
    if answer.citations:
        return answer.citations, words.ask.sources
    return answer.nearest, words.ask.nearest


def _source(citation: Citation, words: Words) -> str:
    who = " ".join(p for p in ("、".join(citation.districts), citation.speaker) if p)
    title = f"《{citation.title or words.ask.untitled}》{citation.heading}"
    return f"{who} {title}（{citation.start}–{citation.end}）".strip()


def _status(turn: Turn, answer: Answer, words: Words) -> str:
    return f"{status_line(turn, answer, words)} · {turn.asked}"


def _exported_at(words: Words) -> str:
    return words.ask.exported.format(datetime.now().astimezone().isoformat(timespec="seconds"))
