"""A question asked in a fresh process loads nothing that answering does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

HEAVY = {
    "torch", "gradio", "transformers", "sentence_transformers", "langchain_text_splitters",
    "bm25s", "markitdown", "pandas", "scipy", "sklearn",
}  # fmt: skip

ASK = """
import sys
from rag.cli import main
try:
    main(["ask", "西海岸新区要推进多少个海洋重点项目？", "--index", sys.argv[1]])
except SystemExit as end:
    assert not end.code
print("MODULES", *sys.modules)
"""


def test_asking_imports_no_heavy_library(seed_index: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(seed_index)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    said, _, modules = done.stdout.partition("MODULES")
    assert "101个海洋重点项目" in said
    loaded = set(modules.split())
    assert {"rag.youju", "onnxruntime", "faiss"} <= loaded
    assert loaded & HEAVY == set()
