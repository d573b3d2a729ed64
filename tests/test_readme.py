"""The READMEs are true: commands, flags, targets, settings, links, snippets and printed output.

Where a test here fails, the page is to be changed, in both languages.
"""

from __future__ import annotations

import os
import re
import shlex
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from index.settings import Settings
from rag.cli import main
from tests.conftest import ROOT

READMES = ("README.md", "README.zh.md")
ARCHITECTURE = "docs/architecture.md"
PAGES = (*READMES, "CHANGELOG.md", ARCHITECTURE)
PACKAGES = ("index", "rag", "ui", "eval")

_FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_FLAG = re.compile(r"--[a-z][a-z-]*")
_NEEDS_A_SERVER = "gradio_client"
_ARROW = "─►"  # in a diagram, whose words are in the language of the page


@cache
def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, *languages: str) -> list[str]:
    return [body for language, body in _FENCE.findall(read(page)) if language in languages]


def code(page: str) -> list[str]:
    """Everything a reader might type: lines of blocks (continued ones joined) and code spans."""
    lines: list[str] = []
    for body in blocks(page, "sh", "console", "text"):
        for line in body.splitlines():
            if line.startswith(" ") and lines and lines[-1].startswith("youju "):
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.removeprefix("$ "))
    return lines + _SPAN.findall(_FENCE.sub("", read(page)))


def commands(page: str) -> list[list[str]]:
    """The words after ``youju`` of every command line on the page, without brackets."""
    lines = [line for line in code(page) if line.startswith("youju ")]
    return [shlex.split(re.sub(r"[\[\]]", " ", line), comments=True)[1:] for line in lines]


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """Every command that is no group, by its words: ``"bench answer"``."""
    if not isinstance(command, click.Group):
        return {" ".join(path): command}
    context = click.Context(command)
    found: dict[str, click.Command] = {}
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        found |= leaves(child, (*path, name))
    return found


def flags(command: click.Command) -> set[str]:
    """Its long options, those of ``--help`` included."""
    options = command.get_params(click.Context(command, help_option_names=["-h", "--help"]))
    names = {
        n for o in options if isinstance(o, click.Option) for n in (*o.opts, *o.secondary_opts)
    }
    return {name for name in names if name.startswith("--")}


def resolve(words: list[str]) -> tuple[str, click.Command]:
    """The command that ``words`` begin with, and its name."""
    command: click.Command = main
    path: list[str] = []
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        child = command.get_command(click.Context(command), word)
        assert child is not None, f"no such command: youju {' '.join([*path, word])}"
        command = child
        path.append(word)
    return " ".join(path), command


def mentioned(page: str) -> dict[str, set[str]]:
    """The flags that the page gives each command."""
    found: dict[str, set[str]] = {}
    for words in commands(page):
        name, command = resolve(words)
        given = set(_FLAG.findall(" ".join(words)))
        assert given <= flags(command), f"youju {name} has no {given - flags(command)}"
        found.setdefault(name, set()).update(given)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_flags_exist(page: str) -> None:
    mentioned(page)


@pytest.mark.parametrize("page", READMES)
def test_every_command_and_flag_is_told(page: str) -> None:
    told = mentioned(page)
    for name, command in leaves(main).items():
        missing = flags(command) - {"--help"} - told.get(name, set())
        assert name in told, f"{page} says nothing of youju {name}"
        assert not missing, f"{page} says nothing of youju {name} {missing}"


@pytest.mark.parametrize("page", READMES)
def test_flags_outside_command_lines_exist(page: str) -> None:
    known = set().union(*map(flags, [main, *leaves(main).values()]))
    spans = [span for span in code(page) if span.startswith("--")]
    assert set(_FLAG.findall(" ".join(spans))) <= known


@pytest.mark.parametrize("page", READMES)
def test_make_targets_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    lines = [line for line in code(page) if line.startswith("make ")]
    asked = {w for line in lines for w in line.partition("#")[0].split()[1:] if "=" not in w}
    assert asked <= explained
    assert explained - {"help"} <= asked


@pytest.mark.parametrize("page", READMES)
def test_settings_and_their_defaults(page: str) -> None:
    row = r"^\| `(\w+)` \| `(YOUJU_\w+)` \| (`[^`]*`|空|empty) \|"
    rows = re.findall(row, read(page), re.MULTILINE)
    assert [name for name, _, _ in rows] == list(Settings.model_fields)
    for name, variable, default in rows:
        assert variable == f"YOUJU_{name.upper()}"
        value = Settings.model_fields[name].default
        shown = str(value[0]) if isinstance(value, list) else str(value or "")
        assert ("" if default in {"空", "empty"} else default.strip("`")) == shown
    variables = set(re.findall(r"YOUJU_[A-Z_]+", read(page))) - {"YOUJU_"}
    assert variables == {f"YOUJU_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", read(page)):
        if "://" not in target:
            assert (ROOT / page).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("page", READMES)
def test_three_pictures_that_open_at_once(page: str) -> None:
    pictures = re.findall(r"^!\[.+\]\((docs/images/.+\.png)\)$", read(page), re.MULTILINE)
    assert set(pictures) == {f"docs/images/{name}.png" for name in ("ask", "compare", "documents")}
    assert all((ROOT / picture).stat().st_size < 300_000 for picture in pictures)


@pytest.fixture
def project(tmp_path: Path, seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the index of ``seeds/`` in ``.youju``, and no settings."""
    for name in [name for name in os.environ if name.upper().startswith("YOUJU_")]:
        monkeypatch.delenv(name)
    (tmp_path / ".youju").symlink_to(seed_index, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", READMES)
@pytest.mark.usefixtures("project")
def test_printed_output(page: str) -> None:
    examples = blocks(page, "console")
    assert examples
    for example in examples:
        line, _, expected = example.partition("\n")
        words = shlex.split(line)
        assert words[:2] == ["$", "youju"]
        result = CliRunner().invoke(main, words[2:])
        assert result.exit_code == 0
        shown, cut, _ = expected.partition("…\n")  # an ellipsis stands for the rest
        assert result.output.startswith(shown) if cut else result.output == shown


@pytest.mark.parametrize("page", READMES)
@pytest.mark.usefixtures("project")
def test_python_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = blocks(page, "python")
    assert any("from_documents" in snippet for snippet in snippets)
    for number, snippet in enumerate(snippets):
        program = compile(snippet, f"{page}, snippet {number + 1}", "exec")
        if _NEEDS_A_SERVER in snippet:
            continue
        exec(program, {})
        for printed in re.findall(r"^print\(.*\)  # (.+)$", snippet, re.MULTILINE):
            assert capsys.readouterr().out == f"{printed}\n"


@pytest.mark.parametrize("page", READMES)
@pytest.mark.usefixtures("project")
def test_answers_in_comments(page: str) -> None:
    """``youju.answer(…)  # text`` where the comment is an answer with its mark."""
    shown = 0
    for snippet in blocks(page, "python"):
        lines = snippet.splitlines()
        for number, line in enumerate(lines):
            call, _, comment = line.partition("  # ")
            if comment.endswith("[1]") and call.startswith("youju.answer("):
                names: dict[str, object] = {}
                exec("\n".join([*lines[:number], f"found = {call}"]), names)
                assert getattr(names["found"], "text", None) == comment
                shown += 1
    assert shown


def test_both_languages_show_the_same() -> None:
    english, chinese = (
        [
            (language, re.sub(r" +# .*$", "", body, flags=re.MULTILINE))
            for language, body in _FENCE.findall(read(page))
            if _ARROW not in body
        ]
        for page in READMES
    )
    assert english == chinese
    headings = [re.findall(r"^#+ ", _FENCE.sub("", read(page)), re.MULTILINE) for page in READMES]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_architecture_names_every_module(package: str) -> None:
    section = read(ARCHITECTURE).split(f"\n### {package}/", 1)[1].split("\n### ", 1)[0]
    rows = re.findall(r"^\| (`.+?\.py`) \|", section, re.MULTILINE)
    told = [name for row in rows for name in re.findall(r"`([^`]+\.py)`", row)]
    files = {
        path.relative_to(ROOT / package).as_posix()
        for path in (ROOT / package).rglob("*.py")
        if not path.name.startswith("__") and "models" not in path.parts
    }
    assert len(told) == len(set(told))
    assert set(told) == files


@pytest.mark.parametrize("page", PAGES)
def test_paths_in_code_exist(page: str) -> None:
    for span in _SPAN.findall(_FENCE.sub("", read(page))):
        if re.fullmatch(r"(?:index|rag|ui|eval|tests|docs|seeds)/[\w./-]*", span):
            assert (ROOT / span).exists(), span
