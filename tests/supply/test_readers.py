"""Nothing the project reads can run: no pickle, no code from strings, none from models."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.supply.readers import findings

FOLDERS = ("index", "rag", "ui", "eval", "tests", "docs")
ALLOWED = {
    # checked against its checksum in the line before
    ("index/store/vectors.py", "faiss.deserialize_index"),
    # the peer that is measured keeps its store as a pickle, in a folder of its own run
    ("eval/bench/peer_side.py", "allow_dangerous_deserialization"),
    # the programs of the README
    ("tests/test_readme.py", "exec"),
    ("tests/ui/test_endpoint.py", "exec"),
}
PICKLED = {".pkl", ".pickle", ".joblib", ".dill", ".pt", ".pth", ".ckpt", ".bin", ".npy", ".npz"}


def test_no_program_of_the_project_reads_what_could_run() -> None:
    found: Counter[tuple[str, str]] = Counter()
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        found.update((name, what) for what in findings(path.read_text(encoding="utf-8")))
    assert found.keys() == ALLOWED


def test_no_script_of_the_page_does() -> None:
    scripts = [*(ROOT / "ui").rglob("*.js"), *(ROOT / "eval").rglob("*.jinja")]
    assert scripts
    runs = re.compile(r"\beval\s*\(|\bnew\s+Function\b|\bimport\s*\(|document\.write")
    assert [path.name for path in scripts if runs.search(path.read_text(encoding="utf-8"))] == []


def test_no_such_file_is_part_of_the_project() -> None:
    files = (path for folder in (*FOLDERS, "seeds") for path in (ROOT / folder).rglob("*"))
    assert [path for path in files if path.suffix.lower() in PICKLED] == []


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("import pickle", "pickle"),
        ("import joblib as j", "joblib"),
        ("from marshal import loads", "marshal"),
        ("from importlib import import_module\nimport_module('dill')", "dill"),
        ("import torch as t\nt.load(path)", "torch.load"),
        ("from torch import load as read\nread(path)", "torch.load"),
        ("import faiss\nopen_ = faiss.read_index", "faiss.read_index"),
        ("import yaml\nyaml.load(text)", "yaml.load"),
        ("import pandas as pd\npd.read_pickle(path)", "pandas.read_pickle"),
        ("import numpy as np\nnp.load(path, allow_pickle=True)", "allow_pickle"),
        ("np.load(path, allow_pickle=trusted)", "allow_pickle"),
        ("Model(name, trust_remote_code=True)", "trust_remote_code"),
        ("options = {'trust_remote_code': True}", "trust_remote_code"),
        ("torch_load(path, weights_only=False)", "weights_only"),
        ("Model(name, model_kwargs={'use_safetensors': False})", "use_safetensors"),
        ("AutoModel.from_pretrained(name)", "AutoModel.from_pretrained"),
        ("eval(text)", "eval"),
        ("for run in (exec,):\n    run(text)", "exec"),
    ],
)
def test_a_violation_is_found(program: str, found: str) -> None:
    assert found in findings(program)


@pytest.mark.parametrize(
    "program",
    [
        "import json\njson.load(file)",
        "model.eval()",
        "import re\nre.compile('eval(')",
        "import numpy as np\nnp.load(path, allow_pickle=False)",
        "import yaml\nyaml.safe_load(text)",
        "AutoModel.from_pretrained(name, use_safetensors=True, trust_remote_code=False)",
        "AutoTokenizer.from_pretrained(name, trust_remote_code=False)",
    ],
)
def test_a_sound_program_passes(program: str) -> None:
    assert findings(program) == []
