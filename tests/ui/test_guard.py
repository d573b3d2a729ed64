"""A page with users, from outside: a real server process, asked over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from mcp.client import Client as McpClient
from mcp.client.streamable_http import streamable_http_client

from index.errors import UsageError
from rag.youju import Youju
from tests.conftest import apart
from tests.ui.fakes import FakeYouju
from tests.ui.process import Running, chatting
from tests.ui.serving import serving
from ui.users import remove_user, set_password

NAME, PASSWORD = "王芳", "正确的口令-2026"
QUESTION = "西海岸新区要推进多少个海洋重点项目？"
BASIC = httpx.BasicAuth(NAME, PASSWORD)
CALL = {"data": [QUESTION, None, None]}
TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only there is all of 127.0.0.0/8 this machine"
)
MCP_HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    set_password(path, NAME, PASSWORD)
    return path


@pytest.fixture(scope="module")
def running(
    seed_index: Path, users: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    with chatting(seed_index, folder, "--mcp", "--auth-file", str(users)) as running:
        yield running


@pytest.fixture
def stranger(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=30) as client:
        yield client


@pytest.fixture
def member(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=30) as client:
        login(client)
        yield client


def login(client: httpx.Client, name: str = NAME, password: str = PASSWORD) -> None:
    client.post("/login", data={"username": name, "password": password}).raise_for_status()


def answer_of(client: httpx.Client, auth: Any = httpx.USE_CLIENT_DEFAULT) -> dict[str, Any]:
    """Ask over plain HTTP: an event is made, then its result fetched."""
    made = client.post("/gradio_api/call/answer", json=CALL, auth=auth)
    made.raise_for_status()
    with client.stream(
        "GET", f"/gradio_api/call/answer/{made.json()['event_id']}", auth=auth
    ) as events:
        text = events.read().decode()
    assert "event: complete" in text
    found: dict[str, Any] = json.loads(text.rsplit("data: ", 1)[1])[0]
    return found


CLOSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/config", {}),
    ("GET", "/gradio_api/info", {}),
    ("POST", "/gradio_api/call/answer", {"json": CALL}),
    ("POST", "/gradio_api/call/v2/answer", {"json": {"question": QUESTION}}),
    ("POST", "/gradio_api/run/answer", {"json": CALL}),
    ("POST", "/gradio_api/queue/join", {"json": {"data": [], "fn_index": 0, "session_hash": "s"}}),
    ("GET", "/gradio_api/queue/data?session_hash=s", {}),
    ("GET", "/gradio_api/heartbeat/s", {}),
    ("POST", "/gradio_api/reset", {"json": {"event_id": "e"}}),
    ("POST", "/gradio_api/cancel", {"json": {"session_hash": "s", "fn_index": 0, "event_id": "e"}}),
    ("POST", "/gradio_api/upload", {"files": {"files": ("a.txt", b"a")}}),
    ("GET", "/gradio_api/upload_progress?upload_id=u", {}),
    ("GET", "/gradio_api/file=/etc/hostname", {}),
    ("HEAD", "/gradio_api/file=/etc/hostname", {}),
    ("GET", "/gradio_api/stream/s/1/1/playlist.m3u8", {}),
    ("POST", "/gradio_api/component_server", {"json": {}}),
    ("GET", "/monitoring", {}),
    ("GET", "/nowhere", {}),
    ("POST", "/", {}),
    ("POST", "/mcp", {"json": TOOLS, "headers": MCP_HEADERS}),
    ("POST", "/mcp/", {"json": TOOLS, "headers": MCP_HEADERS}),
    ("GET", "/mcp", {"headers": MCP_HEADERS}),
)


@pytest.mark.parametrize(("method", "path", "sent"), CLOSED)
def test_a_stranger_is_refused(
    stranger: httpx.Client, method: str, path: str, sent: dict[str, Any]
) -> None:
    refused = stranger.request(method, path, **sent)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Basic"
    wrong = {"Authorization": "Basic ???", "Cookie": "access-token=x; access-token-unsecure=y"}
    sent = {**sent, "headers": {**sent.get("headers", {}), **wrong}}
    assert stranger.request(method, path, **sent).status_code == 401


def test_a_stranger_sees_the_form_and_nothing_of_the_documents(stranger: httpx.Client) -> None:
    page = stranger.get("/")
    assert page.status_code == 200
    assert '"auth_required":true' in page.text.replace(" ", "")
    assert "西海岸" not in page.text
    assert "崂山" not in page.text


def test_a_browser_is_not_made_to_ask_by_itself(stranger: httpx.Client) -> None:
    refused = stranger.get("/config", headers={"Sec-Fetch-Mode": "cors"})
    assert refused.status_code == 401
    assert "www-authenticate" not in refused.headers


def test_a_member_asks_and_uploads(member: httpx.Client, seed_index: Path) -> None:
    assert "海洋" in member.get("/config").text
    expected = Youju.open(seed_index).answer(QUESTION).to_dict()
    assert answer_of(member) | {"timings_ms": 0} == expected | {"timings_ms": 0}
    (uploaded,) = member.post("/gradio_api/upload", files={"files": ("a.txt", b"abc")}).json()
    assert member.get(f"/gradio_api/file={uploaded}").content == b"abc"
    assert member.get("/gradio_api/file=/etc/hostname").status_code in (403, 404)
    assert httpx.get(f"{member.base_url}gradio_api/file={uploaded}").status_code == 401


def test_other_sites_cannot_use_a_members_session(member: httpx.Client) -> None:
    page = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "https://e.example"}
    assert member.get("/config", headers=page).status_code == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert member.get("/", headers=link).status_code == 200


def test_programs_log_in_with_each_request(stranger: httpx.Client, running: Running) -> None:
    assert answer_of(stranger, BASIC)["status"] == "answered"
    assert stranger.get("/config", auth=(NAME, "错的口令-2026")).status_code == 401
    client = Client(running.url, auth=(NAME, PASSWORD), verbose=False)
    try:
        assert client.predict(QUESTION, api_name="/answer")["status"] == "answered"
    finally:
        client.close()


def test_an_mcp_client_logs_in(running: Running) -> None:
    async def call() -> Any:
        auth = httpx2.BasicAuth(NAME, PASSWORD)
        async with httpx2.AsyncClient(auth=auth) as http_client:
            transport = streamable_http_client(f"{running.url}mcp", http_client=http_client)
            async with McpClient(transport) as client:
                return (await client.call_tool("answer", {"question": QUESTION})).structured_content

    assert "101个" in apart(lambda: asyncio.run(call()))["text"]


def test_logging_out_ends_the_session(member: httpx.Client) -> None:
    assert member.get("/config").status_code == 200
    member.get("/logout", follow_redirects=False)
    assert member.get("/config").status_code == 401


def test_who_is_removed_or_gets_a_new_password_is_out_at_once(
    running: Running, users: Path
) -> None:
    set_password(users, "李明", PASSWORD)
    with httpx.Client(base_url=running.url, timeout=30) as client:
        basic = httpx.BasicAuth("李明", PASSWORD)
        login(client, "李明")
        assert client.get("/config").status_code == 200
        assert httpx.get(f"{running.url}config", auth=basic).status_code == 200
        set_password(users, "李明", "另一个口令-2027")
        assert client.get("/config").status_code == 401
        assert httpx.get(f"{running.url}config", auth=basic).status_code == 401
        login(client, "李明", "另一个口令-2027")
        remove_user(users, "李明")
        assert client.get("/config").status_code == 401


@LINUX
def test_guesses_are_slowed_down_and_stay_so_for_the_right_one(running: Running) -> None:
    # From another address of this machine, so that the other tests may go on logging in.
    with httpx.Client(
        base_url=running.url,
        transport=httpx.HTTPTransport(local_address="127.0.0.9"),
        timeout=60,
    ) as client:
        failures = 0
        while failures < 6:
            guess = client.get("/config", auth=(NAME, "猜的口令-2026"))
            failures += guess.status_code == 401
            time.sleep(int(guess.headers.get("retry-after", 0)))
        slowed = client.get("/config", auth=BASIC)
        assert slowed.status_code == 429
        assert 1 <= int(slowed.headers["retry-after"]) <= 4
        form = client.post("/login", data={"username": NAME, "password": PASSWORD})
        assert form.status_code == 400
        assert "连续多次登录失败" in form.json()["detail"]
    with httpx.Client(base_url=running.url, timeout=30) as elsewhere:
        login(elsewhere)


@LINUX
def test_guesses_made_all_at_once_do_not_slip_through(running: Running) -> None:
    async def guess_all() -> list[int]:
        transport = httpx.AsyncHTTPTransport(local_address="127.0.0.10")
        async with httpx.AsyncClient(transport=transport, timeout=60) as client:
            tried = [
                client.get(f"{running.url}config", auth=(NAME, f"猜的口令-{number}"))
                for number in range(20)
            ]
            return [done.status_code for done in await asyncio.gather(*tried)]

    codes = apart(lambda: asyncio.run(guess_all()))
    assert set(codes) == {401, 429}
    assert codes.count(401) <= 8


def test_health_is_open_and_metrics_are_not(stranger: httpx.Client, member: httpx.Client) -> None:
    state = stranger.get("/health")
    assert (state.status_code, state.json()["ok"]) == (200, True)
    assert stranger.get("/metrics").status_code == 401
    assert stranger.get("/metrics/").status_code == 401
    assert "youju_answers_total" in member.get("/metrics").raise_for_status().text
    with httpx.Client(base_url=stranger.base_url) as program:
        assert program.get("/metrics", auth=BASIC).status_code == 200


def test_warnings_at_the_start(users: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(FakeYouju(), auth_file=users):
        pass
    with serving(FakeYouju()):
        assert caplog.text == ""
    with pytest.raises(UsageError, match="--no-auth"), serving(FakeYouju(), host="0.0.0.0"):
        pass
    with serving(FakeYouju(), host="0.0.0.0", no_auth=True):
        assert "不用登录" in caplog.text
        assert "添加和删除资料" in caplog.text
    caplog.clear()
    users.chmod(0o644)
    try:
        with serving(FakeYouju(), host="0.0.0.0", auth_file=users):
            assert "chmod 600" in caplog.text
        assert "不用登录" not in caplog.text
    finally:
        users.chmod(0o600)
