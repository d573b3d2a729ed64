"""Many conversations with a running chat at the same time, each checked against Python's answer.

Every conversation asks questions of its own, one after another, and goes on from the answers it
got. An answer is right when it equals that of ``answer()`` for this question and history to the
letter, so one that belongs to another conversation cannot go unnoticed.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

import httpx

from eval.pairs import Pair
from eval.statistics import percentile
from eval.system import QuestionAnswerer, Turn

REMEMBERED = 3
"""Turns of a conversation that go along with its next question."""
_PATIENCE = 30.0


@dataclass(frozen=True)
class Exchange:
    """One question of one conversation, and what came back; ``error`` in place of an answer."""

    conversation: int
    question: str
    history: tuple[Turn, ...]
    milliseconds: float
    found: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Load:
    """What a run came to; ``mixed_up`` are answers to some other question than the one asked."""

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
) -> list[Exchange]:
    """Hold ``conversations`` at a time with the chat at ``url`` for ``seconds``.

    Each waits ``pause`` seconds after an answer, and before its first question a part of that,
    so that they do not all ask in step.
    """
    async with httpx.AsyncClient(
        base_url=url, timeout=_PATIENCE, limits=httpx.Limits(max_connections=2 * conversations)
    ) as client:
        event = await _answer_event(client)
        end = perf_counter() + seconds
        talks = [
            _talk(client, event, number, pairs[number::conversations], end, pause, conversations)
            for number in range(conversations)
        ]
        return [exchange for talk in await asyncio.gather(*talks) for exchange in talk]


def judge(
    exchanges: Sequence[Exchange], youju: QuestionAnswerer, conversations: int, seconds: float
) -> Load:
    """Compare every answer with the one ``youju`` gives to the same question and history."""
    errors = mixed_up = different = 0
    known: dict[tuple[str, tuple[Turn, ...]], dict[str, Any]] = {}
    for exchange in exchanges:
        if exchange.error:
            errors += 1
            continue
        asked = exchange.question, exchange.history
        if asked not in known:
            found = youju.answer(exchange.question, history=exchange.history)
            known[asked] = _settled(found.to_dict())
        if _settled(exchange.found) == known[asked]:
            continue
        if exchange.found.get("question") == known[asked]["question"]:
            different += 1
        else:
            mixed_up += 1
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


def _settled(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without its times, the only part that is not the same twice."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


async def _answer_event(client: httpx.AsyncClient) -> int:
    """The number under which the running page knows ``/answer``."""
    config = (await client.get("/config")).raise_for_status().json()
    return next(
        int(event["id"]) for event in config["dependencies"] if event["api_name"] == "answer"
    )


async def _talk(
    client: httpx.AsyncClient,
    event: int,
    number: int,
    pairs: Sequence[Pair],
    end: float,
    pause: float,
    conversations: int,
) -> list[Exchange]:
    session = secrets.token_urlsafe(8)
    turns: list[Turn] = []
    done: list[Exchange] = []
    await asyncio.sleep(pause * number / conversations)
    while perf_counter() < end:
        pair = pairs[len(done) % len(pairs)]
        history = pair.history or tuple(turns[-REMEMBERED:])
        started = perf_counter()
        found, error = {}, ""
        try:
            found = await _ask(client, event, session, pair.question, history)
            turns.append((pair.question, str(found["text"])))
        except (httpx.HTTPError, ValueError, KeyError) as problem:
            error = str(problem) or type(problem).__name__
        milliseconds = 1000 * (perf_counter() - started)
        done.append(Exchange(number, pair.question, history, milliseconds, found, error))
        await asyncio.sleep(pause)
    return done


async def _ask(
    client: httpx.AsyncClient, event: int, session: str, question: str, history: Sequence[Turn]
) -> dict[str, Any]:
    """Ask as Gradio's page and its client do: join the queue, then listen for the result."""
    joined = await client.post(
        "/gradio_api/queue/join",
        json={"data": [question, None, history], "fn_index": event, "session_hash": session},
    )
    own = joined.raise_for_status().json()["event_id"]
    async with client.stream(
        "GET", "/gradio_api/queue/data", params={"session_hash": session}
    ) as messages:
        messages.raise_for_status()
        found: dict[str, Any] | None = None
        async for line in messages.aiter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {}
            if message.get("msg") != "process_completed" or message.get("event_id") != own:
                continue
            if not message["success"]:
                raise ValueError(message["output"].get("error") or "no answer")
            found = message["output"]["data"][0]
    if found is None:
        raise ValueError("the stream ended without an answer")
    return found
