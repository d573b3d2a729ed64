"""Start the page on this machine, without telling anyone else."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from index.limits import DEFAULT_LIMITS
from ui.live import LiveLibrary
from ui.logs import adopt_server_logs, note
from ui.own_site import is_loopback
from ui.scratch import private_folder
from ui.seam import Answerer
from ui.stopping import LAST_WORD, LONGEST, Requests
from ui.users import Users

if TYPE_CHECKING:
    import gradio as gr

_LOGIN = "请登录后提问。连续输错几次，要等一会儿才能再试。"
_BEYOND = 2
"""An upload is cut off at so many times the size of a file that can be indexed; one that is
merely too large is told so in words."""


def serve(
    youju: Answerer,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    auth_file: Path | None = None,
    mcp: bool = False,
    engine: str = "extractive",
    home: Path | None = None,
    open_browser: bool = False,
    no_auth: bool = False,
    block: bool = True,
) -> gr.Blocks:
    """Serve the page until Ctrl+C or SIGTERM, or only start it when ``block`` is false.

    Stopping lets the answers being worked out and a change of the documents finish, for ``LONGEST``
    seconds at most; a change that takes longer is undone.

    ``home`` is the index folder, under which conversations and votes are kept; without it
    nothing is. With ``auth_file`` only its users get in, see ``ui.users``; ``mcp`` adds the tool
    at ``/mcp``. ``port`` 0 takes any free port. The returned app has ``local_url`` and ``close()``.
    Raises ``UsageError`` when the port cannot be had, the file is not right, the package ``mcp`` is
    missing, or others could come in without a name though ``no_auth`` does not say they may.
    """
    users = Users(auth_file) if auth_file else None
    local = is_loopback(host)
    if not users and not local and not no_auth:
        raise UsageError(
            f"{host} 不是本机地址：能连到它的人不用登录就可以提问，还可以查看、添加和删除资料。",
            "请用 --auth-file 设置用户，或只在本机监听（--host 127.0.0.1）；确实要对所有人开放，请加 --no-auth。",
        )
    _warn(users, local)
    _prepare_environment()
    from ui.app import build_app
    from ui.look import CSS, HEAD, theme

    requests = Requests()
    doors = _doors(youju, engine, users, mcp, local, requests)
    app = build_app(youju, engine=engine, home=home)
    try:
        app.launch(
            server_name=host,
            server_port=_free_port(host, port),
            **doors,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            enable_monitoring=False,
            run_history=False,
            max_file_size=_BEYOND * getattr(youju, "limits", DEFAULT_LIMITS).bytes,
            footer_links=[],
            quiet=True,
            theme=theme(),
            css=CSS,
            head=HEAD,
        )
    except OSError as error:
        raise UsageError(
            f"无法在 {host}:{port} 上启动页面。",
            "端口可能已被占用，或地址不属于本机；请换一个端口（--port）或地址（--host）。",
        ) from error
    adopt_server_logs()
    if block:
        _wait(app, youju, mcp, requests)
    return app


def _doors(
    youju: Answerer, engine: str, users: Users | None, mcp: bool, local: bool, requests: Requests
) -> dict[str, Any]:
    """What ``launch()`` is told of logging in and of the ways in beside Gradio's own, outermost
    first; the guard stands in front of what is not open to all."""
    from starlette.middleware import Middleware

    from ui.health import HealthRoute
    from ui.metrics import MetricsRoute
    from ui.own_site import OwnSite
    from ui.stopping import Stopping

    chain = [
        Middleware(OwnSite, local_only=local and not users),
        Middleware(HealthRoute, youju=youju, requests=requests),
        Middleware(Stopping, requests=requests),
    ]
    doors: dict[str, Any] = {"app_kwargs": {"middleware": chain}, "mcp_server": False}
    if users:
        from ui.guard import Guard, Login

        login = Login(users)
        chain.append(Middleware(Guard, login=login))
        doors |= {"auth": login.by_form, "auth_message": _LOGIN}
    chain.append(Middleware(MetricsRoute, youju=youju, loopback_only=not users))
    if mcp:
        from ui.mcp import McpManager, McpRoute

        manager = McpManager(youju, engine, local_only=local and not users)
        chain.append(Middleware(McpRoute, manager=manager))
        doors["app_kwargs"]["lifespan"] = manager.lifespan
    return doors


def _warn(users: Users | None, local: bool) -> None:
    if users and users.others_can_read():
        note(
            logging.WARNING,
            "users_file",
            f"提醒：本机其他账户也能读取用户文件，请运行 chmod 600 {users.path}。",
        )
    if not users and not local:
        note(
            logging.WARNING,
            "open_to_all",
            "提醒：能连到这个地址的人不用登录就可以提问，还可以查看、添加和删除资料（--no-auth）。",
        )


def _wait(app: gr.Blocks, youju: Answerer, mcp: bool, requests: Requests) -> None:
    """Say where the page is and keep it there until Ctrl+C or SIGTERM; a second one hurries."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        print(f"有据已启动：{app.local_url}（按 Ctrl+C 结束）", flush=True)
        if mcp:
            print(f"MCP 工具：{app.local_url}mcp", flush=True)
        note(logging.INFO, "started", "有据已启动。")
        threading.Event().wait()
    except KeyboardInterrupt:
        finished = _finish(youju, requests)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    app.server.force_exit = requests.open > 0  # else it would wait for those answers after all
    app.close(verbose=False)
    note(logging.INFO, "stopped", "有据已停止。", finished=finished)


def _finish(youju: Answerer, requests: Requests) -> bool:
    """Let what was asked be answered and what was begun be done; whether it was."""
    changed = True
    try:
        print(
            f"正在停止：等正在进行的回答和资料的改动结束，最多 {LONGEST:.0f} 秒"
            "（再按一次 Ctrl+C 立即停止）。",
            flush=True,
        )
        note(logging.INFO, "stopping", "正在停止。", requests=requests.open)
        until = time.monotonic() + LONGEST
        requests.stopping = True
        if isinstance(youju, LiveLibrary):
            changed = youju.finish(LONGEST)
        answered = requests.finish(max(until - time.monotonic(), LAST_WORD))
    except KeyboardInterrupt:
        answered = False
    if not answered:
        note(logging.WARNING, "unfinished", "有请求没有等完就停止了。", requests=requests.open)
    return answered and changed


def _free_port(host: str, port: int) -> int:
    """``port``, or any free one for 0; ``OSError`` when it is taken or the host is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as probe:
        return int(probe.getsockname()[1])


def _prepare_environment() -> None:
    """What Gradio reads from the environment, much of it when it is imported.

    Uploads go where no other account of this machine can look. No analytics; no statistics
    over every event since the start, which it would otherwise compute anew with pandas after
    each one; no proxy between it and its own server, which it asks once whether it is there.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("GRADIO_TEMP_DIR", str(private_folder()))
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        missing = [host for host in ("127.0.0.1", "localhost") if host not in hosts]
        os.environ[name] = ",".join(hosts + missing)
