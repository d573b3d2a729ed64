"""A stand-in for ``rag.Youju`` with two districts and a few fixed answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from index.document import Document, Section
from index.errors import UsageError
from rag.records import Answer, Citation, ScopedDistrict, Sentence
from ui.conversation import Turn

WEST = (
    "西海岸新区将全力推进总投资2000亿元的101个海洋重点项目，全年海洋生产总值增长10%以上。"
    "稳步扩大规则、规制、管理、标准等制度开放，全年形成不少于30项高水平制度创新成果。"
    "推进城市更新，参与RCEP合作。"
)
SOUTH = (
    "市南区加快建设8个都市产业园区。"
    "深化“十链合一”模式。推进城市更新，参与RCEP合作，人才总量突破20万人。"
)
EAST = "崂山区形成4大产业。"
QUOTE = "西海岸新区将全力推进总投资2000亿元的101个海洋重点项目"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>[点我](http://example.com) [1] &lt;b&gt;"
)


def document(
    *parts: tuple[str, str], title: str = "区（市）委书记谈二十大", name: str = "d1"
) -> Document:
    """A document with one section for each (district, text)."""
    text = "\n".join(body for _, body in parts)
    sections = []
    for district, body in parts:
        start = text.index(body)
        sections.append(
            Section(
                f"{district}区委书记", (district,), "孙永红", "区委书记", start, start + len(body)
            )
        )
    return Document(name, title, f"{name}.txt", text, tuple(sections), "0" * 64)


SEED = document(("西海岸新区", WEST), ("市南区", SOUTH), ("崂山区", EAST))


def citation(
    source: Document, quote: str, *, number: int = 1, district: str = "西海岸新区"
) -> Citation:
    """A citation of ``quote`` where it stands in ``source``."""
    start = source.text.index(quote)
    return Citation(
        number=number,
        document_id=source.id,
        title=source.title,
        districts=(district,),
        speaker="孙永红",
        heading=source.sections[0].heading,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(source: Document = SEED, quote: str = QUOTE, question: str = "多少个？") -> Answer:
    """An answer of one sentence that stands on ``quote``."""
    return Answer(
        question=question,
        status="answered",
        text=f"{quote}。[1]",
        sentences=(Sentence(f"{quote}。", (1,)),),
        citations=(citation(source, quote),),
        scope=(ScopedDistrict("西海岸新区", "alias", "黄岛"),),
        confidence=0.9,
        timings_ms={"scope": 1.2, "search": 11.3},
    )


def refused(source: Document = SEED, question: str = "李沧区的都市园区？") -> Answer:
    """A refusal with one passage that came close."""
    return Answer(
        question=question,
        status="refused",
        text="资料中未提及李沧区。",
        reason="资料里没有李沧区的内容。",
        nearest=(citation(source, "市南区加快建设8个都市产业园区", district="市南区"),),
        timings_ms={"total": 5.0},
    )


def turn(answer: Answer | None = None, question: str = "多少个？", **known: Any) -> Turn:
    """A turn over ``SEED`` with ``answer``, everything about it in order."""
    known = {
        "covered": SEED.districts,
        "searched": 1,
        "quotes_exact": True,
        "numbers_checked": True,
        **known,
    }
    return Turn(question, "2026-11-26T10:00:00+08:00", answer, **known)


@dataclass
class FakeYouju:
    """Refuses questions about 李沧区, fails on 出错 and 崩溃, answers everything else.

    With a ``gate`` it does so only once that is opened.
    """

    documents: Mapping[str, Document] = field(default_factory=lambda: {SEED.id: SEED})
    quote: str = QUOTE
    gate: Event | None = None
    asked: list[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...] | None]] = field(
        default_factory=list
    )

    @property
    def districts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(d for doc in self.documents.values() for d in doc.districts))

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        engine: str = "extractive",
    ) -> Answer:
        self.asked.append(
            (question, tuple(history), None if districts is None else tuple(districts))
        )
        if self.gate is not None:
            self.gate.wait(20)
        source = next(iter(self.documents.values()))
        if "出错" in question:
            raise UsageError("没有<b>这个</b>地区。", "请换一个地区。")
        if "崩溃" in question:
            raise RuntimeError("secret detail")
        if "李沧" in question:
            return refused(source, question)
        return answered(source, self.quote, question)

    def stream(
        self,
        question: str,
        engine: str = "extractive",
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
    ) -> Iterator[Answer]:
        yield self.answer(question, history=history, districts=districts, engine=engine)
