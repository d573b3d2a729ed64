"""The command line: what it prints, its exit codes, and what it says about bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.build import build_index
from index.embed import HashEmbedder
from rag.cli import main
from tests.conftest import ROOT, SEEDS

QUESTION = "西海岸新区要推进多少个海洋重点项目？"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without settings."""
    for name in [name for name in os.environ if name.upper().startswith("YOUJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(seed_index: Path, tmp_path: Path) -> Path:
    """A copy of the seed index that a test may spoil."""
    return Path(shutil.copytree(seed_index, tmp_path / "home"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good document."""
    folder = tmp_path / "docs"
    folder.mkdir()
    text = "# 武侯区政府工作报告\n\n武侯区建设12个公园城市示范片区。"
    (folder / "武侯区.txt").write_text(text, encoding="utf-8")
    return folder


def youju(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def ok(*arguments: str | Path) -> str:
    result = youju(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def failed(code: int, *arguments: str | Path) -> str:
    """What was printed on standard error; nothing may be on standard output."""
    result = youju(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    return result.stderr


def answers(home: Path) -> bool:
    return "101个海洋重点项目" in ok("ask", QUESTION, "--index", home)


def embedded(output: str) -> int:
    match = re.search(r"本次计算 (\d+) 个片段", output)
    assert match is not None
    return int(match[1])


@pytest.mark.parametrize("command", [[], ["index"], ["ask"], ["chat"], ["status"]])
def test_help(command: list[str]) -> None:
    for flag in ("-h", "--help"):
        assert "Usage: " in ok(*command, flag)


def test_every_command_is_listed_and_explained() -> None:
    listed = ok("--help")
    for name in ("index", "ask", "chat", "eval", "bench", "status"):
        assert re.search(rf"^  {name} +\S", listed, re.MULTILINE)


@pytest.mark.parametrize("arguments", [["ask"], ["fly"], ["ask", QUESTION, "--nothing"]])
def test_bad_usage(arguments: list[str]) -> None:
    assert "Usage: " in failed(2, *arguments)


def test_an_answer_names_its_source(seed_index: Path) -> None:
    printed = ok("ask", QUESTION, "--index", seed_index)
    for part in ("101个海洋重点项目", "[1]", "依据", "西海岸新区 孙永红", "《踔厉奋发"):
        assert part in printed


def test_json_is_the_whole_answer(seed_index: Path) -> None:
    answer = json.loads(ok("ask", QUESTION, "--json", "--index", seed_index))
    assert answer["status"] == "answered"
    assert answer["question"] == QUESTION
    (citation,) = answer["citations"]
    assert citation["districts"] == ["西海岸新区"]
    assert "101个" in citation["quote"]
    assert citation["end"] - citation["start"] == len(citation["quote"])


def test_a_refusal_is_no_error_unless_it_is_asked_for(seed_index: Path) -> None:
    question = "李沧区要建设多少个都市园区？"
    assert "李沧区" in ok("ask", question, "--index", seed_index)
    strict = youju("ask", question, "--strict", "--index", seed_index)
    assert strict.exit_code == 1
    assert "李沧区" in strict.stdout
    assert youju("ask", QUESTION, "--strict", "--index", seed_index).exit_code == 0


def test_only_in_one_district(seed_index: Path) -> None:
    answer = json.loads(
        ok("ask", "城市更新", "--district", "市南区", "--json", "--index", seed_index)
    )
    assert [scope["name"] for scope in answer["scope"]] == ["市南区"]
    assert {name for c in answer["citations"] for name in c["districts"]} <= {"市南区"}


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["ask", QUESTION, "--district", "火星区"], ["火星区", "市南区"]),
        (["ask", ""], ["问题是空的"]),
        (["ask", " \n"], ["问题是空的"]),
        (["ask", "多" * 3000], ["太长"]),
        (["ask", QUESTION, "--engine", "magic"], ["magic", "extractive"]),
    ],
)
def test_questions_that_cannot_be_asked(
    seed_index: Path, arguments: list[str], parts: list[str]
) -> None:
    said = failed(2, *arguments, "--index", seed_index)
    assert "怎么办：" in said
    assert all(part in said for part in parts)


def test_status(seed_index: Path) -> None:
    printed = ok("status", "--index", seed_index)
    for part in ("zh-e5-small", "1 份", "西海岸新区", "踔厉奋发"):
        assert part in printed
    manifest = json.loads(ok("status", "--json", "--index", seed_index))
    assert manifest["model"]["name"] == "zh-e5-small"
    assert manifest["chunks"] > 0


def test_status_without_an_index(tmp_path: Path) -> None:
    said = failed(3, "status", "--index", tmp_path / "nowhere")
    assert "nowhere" in said
    assert "youju index" in said


def test_indexing_twice_embeds_nothing_the_second_time(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = ok("index", folder, "--out", out)
    assert embedded(first) == 1
    assert "每秒" in first
    second = ok("index", folder, "--out", out)
    assert embedded(second) == 0
    assert "未变 1" in second
    assert embedded(ok("index", folder, "--out", out, "--rebuild")) == 1


def test_the_first_question_builds_the_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_SOURCES", str(folder))
    monkeypatch.setenv("YOUJU_HOME", "own-home")
    result = youju("ask", "武侯区建设多少个示范片区？")
    assert result.exit_code == 0
    assert "12个" in result.stdout
    assert "还没有索引" in result.stderr
    assert Path("own-home/CURRENT").is_file()


def test_a_real_process(seed_index: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rag", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )

    answered = run("ask", QUESTION, "--index", seed_index, "--strict")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "101个海洋重点项目" in answered.stdout
    missing = run("status", "--index", tmp_path / "nowhere")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert "Traceback" not in missing.stderr


# Bad input: a clear word that names the file and the remedy, and the index before still answers.


def unreadable(home: Path, path: Path, *parts: str) -> None:
    """``path`` is refused with ``parts`` in the message, and ``home`` answers as before."""
    said = failed(2, "index", path, "--out", home)
    for part in (path.name, "请", *parts):
        assert part in said
    assert answers(home)


def test_an_empty_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    unreadable(home, tmp_path / "空.txt", "空文件")


def test_a_binary_file_called_text(home: Path, tmp_path: Path) -> None:
    (tmp_path / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    unreadable(home, tmp_path / "图.txt", "不是文本文件", "图片")


def test_a_missing_path(home: Path, tmp_path: Path) -> None:
    unreadable(home, tmp_path / "不在.txt", "找不到")


def test_a_line_of_50_megabytes(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_text("武侯区的公园" * (50 * 1024 * 1024 // 18), encoding="utf-8")
    assert path.stat().st_size > 49 * 1024 * 1024
    unreadable(home, path, "太长", "max_chars")


def test_an_unreadable_pdf(home: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00\xff garbage" * 200)
    unreadable(home, tmp_path / "坏.pdf", "PDF")


def test_a_bad_file_beside_good_ones_is_a_warning(folder: Path, tmp_path: Path) -> None:
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7\n garbage")
    result = youju("index", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.count("提醒：") == 2
    assert "空.txt" in result.stderr
    assert "坏.pdf" in result.stderr
    asked = ok("ask", "武侯区建设多少个示范片区？", "--index", tmp_path / "out")
    assert "12个" in asked


def test_a_truncated_faiss_file(home: Path) -> None:
    (path,) = home.glob("generations/*/vectors.i1")
    path.write_bytes(path.read_bytes()[:1000])
    for command in (["ask", QUESTION], ["status"]):
        said = failed(3, *command, "--index", home)
        assert "vectors.i1" in said
        assert f"youju index --rebuild --out {home}" in said
    ok("index", SEEDS, "--rebuild", "--out", home)
    assert answers(home)


def test_a_truncated_faiss_file_is_replaced_by_the_next_build(home: Path) -> None:
    (path,) = home.glob("generations/*/vectors.i1")
    path.write_bytes(path.read_bytes()[:1000])
    result = youju("index", SEEDS, "--out", home)
    assert result.exit_code == 0
    assert "vectors.i1" in result.stderr
    assert answers(home)


class OtherModel(HashEmbedder):
    """Not what the bundled model's name stands for today."""

    name = "zh-e5-small"
    revision = "of-another-time"


def test_an_index_made_with_another_model(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    build_index([SEEDS], other, embedder=OtherModel())
    said = failed(3, "ask", QUESTION, "--index", other)
    for part in ("of-another-time", "youju index --rebuild"):
        assert part in said
    assert answers(home)
    ok("index", SEEDS, "--rebuild", "--out", other)
    assert answers(other)


def test_a_model_that_cannot_be_loaded(home: Path, tmp_path: Path) -> None:
    said = failed(2, "index", SEEDS, "--out", home, "--model", tmp_path / "no-model")
    assert "no-model" in said
    assert "怎么办：" in said
    assert answers(home)
