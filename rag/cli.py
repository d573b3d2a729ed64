"""The command line: ``youju index | ask | chat | user | eval | bench | status | repair``.

Exit codes: 0 ok, 1 a refusal under ``--strict`` (or a worse score, see ``eval``), 2 bad usage
or input, 3 an index that cannot be read. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from index.errors import YoujuError
from rag.progress import with_progress

if TYPE_CHECKING:
    from index.settings import Settings
    from rag.records import Answer, Citation

_FOLDER = click.Path(path_type=Path)
_ENGINE_HELP = "回答引擎：extractive（默认，原文摘取）、openai（兼容 OpenAI 的服务）或 transformers（本机的语言模型）。"


class _Commands(click.Group):
    """Loads ``eval``, ``bench``, ``repair`` and ``user`` only when asked for, and turns errors into sentences."""

    _LAZY: ClassVar = {
        "repair": ("rag.repair_command", "repair_command"),
        "eval": ("eval.cli", "eval_command"),
        "bench": ("eval.bench", "bench_command"),
        "user": ("ui.user_commands", "user_command"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._LAZY:
            from importlib import import_module

            module, name = self._LAZY[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except YoujuError as error:
            click.echo(f"错误：{error.message}", err=True)
            if error.remedy:
                click.echo(f"怎么办：{error.remedy}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="youju", prog_name="youju")
def main() -> None:
    """有据：每一句都可查证的中文文档问答。"""


@main.command("index")
@click.argument("paths", nargs=-1, type=_FOLDER)
@click.option("--out", type=_FOLDER, help="索引文件夹，默认 $YOUJU_HOME 或 .youju。")
@click.option("--model", help="向量模型：内置 zh-e5-small，或本地文件夹、模型库名。")
@click.option("--rebuild", is_flag=True, help="全部重新建立，不沿用旧索引。")
@click.option(
    "--time-budget",
    type=click.FloatRange(min=0, min_open=True),
    metavar="MINUTES",
    help="最多用几分钟；没有做完的，再运行一次会接着做。",
)
def index_command(
    paths: tuple[Path, ...],
    out: Path | None,
    model: str | None,
    rebuild: bool,
    time_budget: float | None,
) -> None:
    """为资料建立索引。PATHS 是文件或文件夹，默认 seeds/；未变的资料不会重复计算。"""
    from rag.default import build_from

    settings = _settings(home=out)
    report = with_progress(
        lambda progress: build_from(
            settings,
            paths,
            model=model,
            rebuild=rebuild,
            time_budget=time_budget and 60 * time_budget,
            progress=progress,
        )
    )
    for warning in report.warnings:
        click.echo(f"提醒：{warning}", err=True)
    click.echo(
        f"共 {report.documents} 份资料、{report.chunks} 个片段："
        f"新增 {report.added}，更新 {report.changed}，删除 {report.removed}，未变 {report.unchanged}；"
        f"本次计算 {report.embedded_chunks} 个片段"
        + (f"，每秒 {report.chunks_per_second:.1f} 个" if report.embedded_chunks else "")
        + f"，用时 {report.seconds:.1f} 秒。"
    )
    click.echo(f"索引：{settings.home}（{report.generation}）")


@main.command()
@click.argument("question")
@click.option(
    "--district", "districts", multiple=True, metavar="NAME", help="只在该地区的资料中找，可重复。"
)
@click.option("--engine", help=_ENGINE_HELP)
@click.option("--json", "as_json", is_flag=True, help="输出完整的 JSON。")
@click.option("--strict", is_flag=True, help="拒答时以退出码 1 结束。")
@click.option("--index", "home", type=_FOLDER, help="索引文件夹，默认 $YOUJU_HOME 或 .youju。")
@click.pass_context
def ask(
    ctx: click.Context,
    question: str,
    districts: tuple[str, ...],
    engine: str | None,
    as_json: bool,
    strict: bool,
    home: Path | None,
) -> None:
    """提一个问题，得到带出处的回答。还没有索引时先为 seeds/ 建立。"""
    from rag.youju import Youju

    settings = _ready(_settings(home=home, engine=engine), given=home is not None)
    answer = Youju.open(settings.home).answer(
        question, districts=districts or None, engine=settings.engine
    )
    if as_json:
        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_answer(answer)
    if strict and answer.status == "refused":
        ctx.exit(1)


@main.command()
@click.option("--host", help="监听的地址，默认 127.0.0.1。")
@click.option("--port", type=int, help="端口，默认 7860；0 表示任选一个空闲端口。")
@click.option("--index", "home", type=_FOLDER, help="索引文件夹，默认 $YOUJU_HOME 或 .youju。")
@click.option("--open/--no-open", "open_browser", default=False, help="启动后打开浏览器。")
@click.option(
    "--auth-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="登录后才能使用；用户由 youju user add 写入这个文件。",
)
@click.option(
    "--no-auth", is_flag=True, help="允许在本机以外的地址上不登录就使用：谁都能提问、增删资料。"
)
@click.option("--mcp", is_flag=True, help="另在 /mcp 提供 MCP 工具 answer。")
@click.option("--log-json", is_flag=True, help="日志每行一个 JSON 对象，写到标准错误。")
@click.option("--engine", help=_ENGINE_HELP)
def chat(
    home: Path | None,
    host: str | None,
    port: int | None,
    engine: str | None,
    log_json: bool,
    **options: Any,
) -> None:
    """打开问答网页。还没有索引时先为 seeds/ 建立；资料在页面里增删，或由 youju index 更新后自动启用。"""
    from ui import serve
    from ui.live import LiveLibrary
    from ui.logs import set_up_logs

    log_format = "json" if log_json else None
    settings = _settings(home=home, host=host, port=port, engine=engine, log_format=log_format)
    set_up_logs(settings.log_format)
    settings = _ready(settings, given=home is not None)
    if settings.engine != "extractive":
        from rag.generate import load_generator

        load_generator(settings.engine)  # what is not set up is better told now than at a question
    youju = LiveLibrary(settings.home, limits=settings.limits)
    serve(
        youju, settings.host, settings.port, home=settings.home, engine=settings.engine, **options
    )


@main.command()
@click.option("--index", "home", type=_FOLDER, help="索引文件夹，默认 $YOUJU_HOME 或 .youju。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--verify", is_flag=True, help="逐字节核对索引的每个文件；有损坏以退出码 3 结束。")
def status(home: Path | None, as_json: bool, verify: bool) -> None:
    """查看索引里有什么：资料、地区、片段、模型。"""
    from index.searchable import Index

    folder = _settings(home=home).home
    if verify:
        from index.store.reading import verify_current

        good = verify_current(folder)
        click.echo(f"核对    {good:,} 字节，全部完好", err=as_json)
    opened = Index.open(folder)
    manifest = opened.manifest
    if as_json:
        click.echo(manifest.model_dump_json(indent=2))
        return
    click.echo(f"索引    {folder}（{opened.generation}，{manifest.created}）")
    click.echo(
        f"模型    {manifest.model.name}（{manifest.model.revision}，{manifest.model.dimension} 维）"
    )
    click.echo(f"资料    {len(opened.documents)} 份，{len(opened.chunks)} 个片段")
    click.echo(f"地区    {'、'.join(opened.districts) or '未识别'}")
    for document in opened.documents.values():
        places = "、".join(document.districts) or "地区未识别"
        click.echo(f"  · {document.path}《{document.title}》{len(document.text)} 字 {places}")


def _settings(**flags: object) -> Settings:
    from index.settings import load_settings

    return load_settings(**flags)


def _ready(settings: Settings, *, given: bool) -> Settings:
    """Build the default index first if there is none, showing progress. One that was named
    (``given``) must exist: a slip of the pen should not be answered from other documents."""
    from rag.default import build_from, has_index

    if not given and not has_index(settings):
        click.echo(f"还没有索引，先为 {'、'.join(map(str, settings.sources))} 建立……", err=True)
        report = with_progress(lambda progress: build_from(settings, progress=progress))
        for warning in report.warnings:
            click.echo(f"提醒：{warning}", err=True)
    return settings


def _print_answer(answer: Answer) -> None:
    click.echo(answer.text)
    if answer.citations:
        click.echo("\n依据")
        for citation in answer.citations:
            _print_citation(citation)
    if answer.nearest:
        click.echo("\n最接近的原文（未作为依据）")
        for citation in answer.nearest:
            _print_citation(citation)


def _print_citation(citation: Citation) -> None:
    who = " ".join(part for part in ("、".join(citation.districts), citation.speaker) if part)
    click.echo(f"[{citation.number}] {who}｜《{citation.title}》{citation.heading}")
    click.echo(f"    “{citation.quote}”（第 {citation.start}–{citation.end} 字）")


def run() -> None:
    """Entry point of ``python -m rag``."""
    sys.exit(main())
