"""Many conversations with a running chat page at the same time, each checked afterwards.

Every conversation asks questions of its own, one after another, and goes on from what was said
in it. The page has to show just these questions, each with the answer that ``answer()`` gives in
Python to this question after this conversation, so that nothing of another can go unnoticed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from time import perf_counter
from typing import Any

import httpx

from eval.page_session import PageError, PageSession, Said
from eval.pairs import Pair
from eval.statistics import percentile
from eval.system import QuestionAnswerer, Turn
from rag.records import Answer

REMEMBERED = 20
"""Turns of a conversation that the page lets a question refer to."""
LONGEST = 30
"""Questions of a conversation before its visitor begins a new one."""
_PATIENCE = 30.0


@dataclass(frozen=True)
class Exchange:
    """One question, and all that its conversation showed then; ``error`` in place of it."""

    question: str
    milliseconds: float
    chat: tuple[Said, ...] = ()
    error: str = ""


Conversation = tuple[Exchange, ...]


@dataclass(frozen=True)
class Load:
    """What a run came to. ``mixed_up`` counts chats that held a question nobody asked there,
    ``different`` answers that are not those of ``answer()``."""

    conversations: int
    seconds: float
    questions: int
    errors: int
    mixed_up: int
    different: int
    p50_ms: float
    p95_ms: float
    slowest_ms: float

    @property
    def failed(self) -> bool:
        """Whether anything at all went wrong."""
        return bool(self.errors or self.mixed_up or self.different or not self.questions)

    def to_dict(self) -> dict[str, Any]:
        """The fields under their names."""
        return asdict(self)


async def converse(
    url: str, pairs: Sequence[Pair], conversations: int, seconds: float, pause: float
) -> list[Conversation]:
    """Hold ``conversations`` at a time on the page at ``url``, for ``seconds``.

    Each visitor has pairs of his own and waits ``pause`` seconds after an answer; they begin one
    after another within such a pause, so as not to ask in step.
    """
    limits = httpx.Limits(max_connections=2 * conversations)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, limits=limits) as client:
        end = perf_counter() + seconds
        visits = [
            _visit(client, pairs[number::conversations], end, pause, pause * number / conversations)
            for number in range(conversations)
        ]
        return [held for visit in await asyncio.gather(*visits) for held in visit]


def judge(
    held: Sequence[Conversation], youju: QuestionAnswerer, conversations: int, seconds: float
) -> Load:
    """Compare all that was shown with what ``youju`` answers in the same conversations."""
    errors = mixed_up = different = 0
    for conversation in held:
        turns: list[Turn] = []
        for exchange in conversation:
            if exchange.error:
                errors += 1
                break
            found = youju.answer(exchange.question, history=tuple(turns[-REMEMBERED:]))
            turns.append((exchange.question, found.text))
            if [said.text for said in exchange.chat if said.mine] != [asked for asked, _ in turns]:
                mixed_up += 1
            elif not _shows(exchange.chat[-1], found):
                different += 1
    exchanges = [exchange for conversation in held for exchange in conversation]
    times = [exchange.milliseconds for exchange in exchanges if not exchange.error] or [0.0]
    return Load(
        conversations,
        seconds,
        len(exchanges),
        errors,
        mixed_up,
        different,
        round(percentile(times, 50), 1),
        round(percentile(times, 95), 1),
        round(max(times), 1),
    )


def _shows(said: Said, answer: Answer) -> bool:
    """Whether a message holds every sentence of the answer; marks may stand between them."""
    expected = [sentence.text for sentence in answer.sentences] or [answer.text]
    return not said.mine and all(text in said.text for text in expected)


async def _visit(
    client: httpx.AsyncClient, pairs: Sequence[Pair], end: float, pause: float, wait: float
) -> list[Conversation]:
    await asyncio.sleep(wait)
    script = _script(pairs)
    held: list[Conversation] = []
    while perf_counter() < end:
        held.append(await _hold(client, script, end, pause))
    return held


async def _hold(
    client: httpx.AsyncClient, script: Iterator[str], end: float, pause: float
) -> Conversation:
    """One conversation; it is over when the time is, when it is long, or when it goes wrong."""
    exchanges: list[Exchange] = []
    session: PageSession | None = None
    while perf_counter() < end and len(exchanges) < LONGEST:
        question = next(script)
        started = perf_counter()
        try:
            session = session or await PageSession.open(client)
            started = perf_counter()
            chat = tuple(await session.ask(question))
        except (httpx.HTTPError, PageError, LookupError, ValueError) as problem:
            error = f"{type(problem).__name__}: {problem}"
            exchanges.append(Exchange(question, 0.0, error=error))
            await asyncio.sleep(pause)
            break
        exchanges.append(Exchange(question, 1000 * (perf_counter() - started), chat))
        await asyncio.sleep(pause)
    return tuple(exchanges)


def _script(pairs: Sequence[Pair]) -> Iterator[str]:
    """The questions of the pairs without end, each after those its history begins with."""
    for pair in cycle(pairs):
        yield from (question for question, _ in pair.history)
        yield pair.question
