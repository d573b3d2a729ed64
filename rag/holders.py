"""Who holds a post in a place: the line that says whose words a document or a section of it are.

福建省人民政府省长 赵龙 above a report tells who the governor is, though no sentence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from index.document import Document, Section
from index.searchable import Index
from rag.question import Question
from rag.records import Evidence

MOST_DOCUMENTS = 50
"""Documents of a place that are looked into."""
_POST = "[省市区县州旗盟]委?书记|[省市区县州旗盟镇乡]长|书记|主席|主任"
_ASKED = re.compile(
    rf"(?P<post>{_POST})(?:们|都|现在|目前|分别|各自?|的?(?:大名|姓名|名字))*(?:是|叫|姓|为)*(?:谁|哪[一几]?位|什么名字?|姓甚名谁|什么)(?=[，。？?、呀啊]|$)"
    rf"|(?:谁|哪[一几]?位)(?:是|在?当|担?任)(?:着|了)?[^，。？]{{0,9}}?(?P<held>{_POST})(?=[，。？?]|$)"
    rf"|(?P<named>{_POST})的?(?:大名|姓名|名字)(?=[，。？?]|$)"
    rf"|(?P<report>报告)，?(?:当时)?(?:是|由)?(?:谁|哪[一几]?位(?P<giving>{_POST})?)来?(?:[作做讲念]|宣读)的?(?=[，。？?]|$)"
)


_OFFICE_ASKED = re.compile("职务|职位|头衔|什么官")
"""What somebody is asked for whose name is known."""


def asks_for_holder(text: str) -> bool:
    """Whether ``text`` asks who holds a post."""
    return _ASKED.search(text) is not None


def holders(index: Index, question: Question) -> list[tuple[str, list[Evidence]]]:
    """Who holds the post asked for, by place; none where it is asked who did or said something, or
    where no text is by the holder."""
    asked = _ASKED.search(question.text)
    people = [d for d in question.scope if d.found_by == "speaker"]
    of_people = len(people) == len(question.scope) and _OFFICE_ASKED.search(question.topic)
    if not question.scope or question.missing or question.places or not (asked or of_people):
        return []
    names = ("post", "held", "named", "giving")
    post = next(filter(None, map(asked.group, names)), "") if asked else ""
    titled = (asked["report"] or "") if asked else ""
    told = []
    for place in question.scope:
        speaker = "" if asked else place.matched
        if found := _lines(index, place.name, post, speaker, titled):
            told.append((place.name, found))
    return told


def _lines(index: Index, district: str, post: str, speaker: str, titled: str) -> list[Evidence]:
    """The first line that names a holder of ``post`` in ``district``, or the post of ``speaker``, in
    a document whose title has ``titled``."""
    ids = index.chunk_ids([district])
    _, firsts = np.unique(index.document_positions[ids], return_index=True)
    for at in firsts[:MOST_DOCUMENTS].tolist():
        document = index.documents[index.chunks[int(ids[at])].document_id]
        sections = document.sections if titled in document.title else ()
        for section in sections:
            held = section.role and post in section.role.replace("自治区", "区")
            meant = section.speaker if not speaker else section.speaker == speaker
            if section.districts == (district,) and held and meant:
                return list(_named(index, document, section))
    return []


def _named(index: Index, document: Document, section: Section) -> Iterator[Evidence]:
    name = r"\s*".join(map(re.escape, section.speaker))
    found = re.search(rf"{re.escape(section.role)}[\s：:]*{name}", document.text)
    if found:
        own = index.chunks_of(document)
        chunk = next((c for c in own if c.end > found.start()), own[-1])
        yield Evidence(chunk, found.start(), found.end(), found.group(), 1.0)
