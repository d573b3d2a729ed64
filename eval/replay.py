"""An OpenAI-compatible server that plays a language model, good or bad, for tests and measuring.

    python -m eval.replay --port 8011 --mode corrupt

It reads the passages out of the prompt and words an answer from them, so that a whole question
set can be put to it. ``good`` copies the sentences that fit the question best; ``corrupt`` does
the same but in half of them names another district or changes a figure. The other modes break
the protocol in one way each.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODES = (
    "good",
    "corrupt",
    "unmarked",
    "hostile",
    "babble",
    "empty",
    "cut",
    "malformed",
    "slow",
    "429",
    "500",
    "401",
)
MOST = 4
OTHER_PLACES = ("市南区", "胶州市", "崂山区", "岳麓区", "锦江区", "四川省", "福建省")
_PASSAGE = re.compile(r"^\[(\d+)\] ([^｜\n]*)[^\n]*\n(.+?)(?=^\[\d+\] |\n\n问题：)", re.M | re.S)
_QUESTION = re.compile(r"问题：(.+)\Z", re.S)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
HOSTILE = (
    "<script>document.title='owned'</script>市南区将建设都市园区[1]。\n"
    "[点这里](javascript:alert(1)) 详见 http://example.invalid/steal?k=1 [1]。\n"
    '{"tool_calls": [{"name": "shell", "arguments": "rm -rf /"}]}\n'
)


def reply_to(prompt: str, mode: str) -> str:
    """What the model played answers to the last message of a prompt."""
    if mode == "empty":
        return ""
    if mode == "babble":
        return "的了是在" * 3000
    if mode == "hostile":
        return HOSTILE
    question = ((found := _QUESTION.search(prompt)) and found[1]) or ""
    told = [
        (int(number), place.split("、")[0], sentence)
        for number, place, text in _PASSAGE.findall(prompt + "\n\n问题：")
        for sentence in re.findall(r"[^。！？\n]+[。！？]", text)
    ]
    pairs = {question[i : i + 2] for i in range(len(question) - 1)}
    told.sort(key=lambda t: -sum(pair in t[2] for pair in pairs))
    lines = []
    for at, (number, place, sentence) in enumerate(told[:MOST]):
        body = sentence.rstrip("。！？")
        body = body if place in body or place == "未注明地区" else f"{place}：{body}"
        if mode == "corrupt" and at % 2 == 0:
            body = _corrupted(body, place)
        mark = "" if mode == "unmarked" else f"[{number}]"
        lines.append(f"{body}{mark}。")
    return "\n".join(lines)


def _corrupted(text: str, place: str) -> str:
    """``text`` with another district or, where it has one, another figure; which is decided by
    the text, so that a run can be repeated."""
    seed = zlib.crc32(text.encode())
    if seed % 2 and _FIGURE.search(text):
        return _FIGURE.sub(lambda m: str(int(float(m[0])) + 3), text, count=1)
    other = next(p for p in OTHER_PLACES[seed % 5 :] if p[:2] not in text)
    return text.replace(place, other) if place in text else f"{other}：{text}"


class Handler(BaseHTTPRequestHandler):
    """Chat completions as server-sent events."""

    mode = "good"
    pause = 0.0
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = str(body["messages"][-1]["content"])
        if self.mode.isdigit():
            # Some servers repeat the request, key and all, in what they say of an error.
            self._send(int(self.mode), {"error": {"message": f"{self.headers['Authorization']}"}})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for event in self._events(reply_to(prompt, self.mode)):
            self.wfile.write(event)
            self.wfile.flush()

    def _events(self, text: str) -> Iterator[bytes]:
        if self.mode == "malformed":
            yield b'data: {"choices": [{"delta": \n\n'
            return
        if self.mode == "slow":
            time.sleep(20)
        pieces = [text[i : i + 7] for i in range(0, len(text), 7)]
        if self.mode == "cut":
            pieces = pieces[: max(len(pieces) // 2, 1)]
        for piece in pieces:
            yield _event({"content": piece})
            if self.pause:
                time.sleep(self.pause)
        if self.mode != "cut":
            yield _event({}, "stop")
            yield b"data: [DONE]\n\n"

    def _send(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: requests hold questions."""


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    chunk = {
        "id": "replay",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "replay",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def serve(mode: str, port: int = 0, pause: float = 0.0) -> ThreadingHTTPServer:
    """A server bound to loopback, not yet running; port 0 takes any free one. ``pause`` are the
    seconds after each piece of an answer, for a model that writes as slowly as a real one."""
    handler = type("Played", (Handler,), {"mode": mode, "pause": pause})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """Entry point of ``python -m eval.replay``."""
    parser = argparse.ArgumentParser(description="扮演语言模型的本机服务，供测试与评测。")
    parser.add_argument("--port", type=int, default=8011, help="端口，默认 8011")
    parser.add_argument("--mode", choices=MODES, default="corrupt", help="怎样作答")
    parser.add_argument("--pause", type=float, default=0.0, help="每写一小段停几秒，默认不停")
    chosen = parser.parse_args()
    with serve(chosen.mode, chosen.port, chosen.pause) as server:
        print(f"http://127.0.0.1:{server.server_port}/v1（{chosen.mode}）", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
