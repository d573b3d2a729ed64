"""One visitor of a running chat page, over HTTP: what the page sends, without a browser.

The page says in ``/config`` which events it has and what goes in and out of each. A visit keeps
the values of its own components, as a browser does; what the server remembers of it hangs on the
name of the session.
"""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

_QUESTION, _CHAT = "yj-question", "yj-chat"
"""Element ids of the question box and of the chat."""
_TAG = re.compile(r"<[^>]*>")


class PageError(Exception):
    """The page did not answer, or not as a page does."""


@dataclass(frozen=True)
class Said:
    """A message in the chat, in plain words: of the visitor, or else of the page."""

    mine: bool
    text: str


@dataclass
class PageSession:
    """A visit. Made by ``open``; ``ask`` may be called again and again, one at a time."""

    client: httpx.AsyncClient
    config: Mapping[str, Any]
    values: dict[int, Any]
    name: str = field(default_factory=lambda: secrets.token_urlsafe(8))

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> PageSession:
        """Open the page at the client's address, as far as a visitor would have to wait."""
        config = (await client.get("/config")).raise_for_status().json()
        # What a state holds stays on the server; the page sends nothing for it.
        values = {
            component["id"]: component["props"].get("value")
            for component in config["components"]
            if component["type"] != "state"
        }
        session = cls(client, config, values)
        opening: set[int] = set()
        for event in config["dependencies"]:
            loads = any(kind == "load" for _, kind in event["targets"])
            if loads or event["trigger_after"] in opening:
                opening.add(event["id"])
                if event["backend_fn"]:
                    await session._run(event)
        return session

    async def ask(self, question: str) -> list[Said]:
        """Ask, and give all that the chat shows when the answer is there."""
        box = self._component(_QUESTION)
        self.values[box] = question
        await self._run(
            _only(e for e in self.config["dependencies"] if [box, "submit"] in e["targets"])
        )
        return [
            Said(message["role"] == "user", _plain(message["content"]))
            for message in self.values[self._component(_CHAT)] or []
        ]

    def _component(self, name: str) -> int:
        components = self.config["components"]
        return int(_only(c for c in components if c["props"].get("elem_id") == name)["id"])

    async def _run(self, event: Mapping[str, Any]) -> None:
        data = [self.values.get(number) for number in event["inputs"]]
        for number, value in zip(event["outputs"], await self._result(event, data), strict=True):
            if not isinstance(value, dict) or value.get("__type__") != "update":
                self.values[number] = value
            elif "value" in value:
                self.values[number] = value["value"]

    async def _result(self, event: Mapping[str, Any], data: list[Any]) -> Sequence[Any]:
        """Join the queue, then listen until the event is over."""
        joined = await self.client.post(
            "/gradio_api/queue/join",
            json={"data": data, "fn_index": event["id"], "session_hash": self.name},
        )
        own = joined.raise_for_status().json()["event_id"]
        result: Sequence[Any] | None = None
        async with self.client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self.name}
        ) as messages:
            messages.raise_for_status()
            async for line in messages.aiter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("event_id") != own or message["msg"] != "process_completed":
                    continue
                if not message["success"]:
                    raise PageError(str(message["output"].get("error") or "no answer"))
                result = message["output"]["data"]
        if result is None:
            raise PageError("the stream ended without an answer")
        return result


def _only(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    for one in found:
        return one
    raise PageError("the page has no question box, or no chat")


def _plain(content: object) -> str:
    """The words of a message, without its markup."""
    blocks = content if isinstance(content, list) else [content]
    texts = [block.get("text", "") if isinstance(block, dict) else str(block) for block in blocks]
    return html.unescape(_TAG.sub("", "".join(texts).replace("<br>", "\n")))
