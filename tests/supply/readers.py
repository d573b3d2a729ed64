"""Finds where a program would run what it reads: pickles, code in strings, code in models."""

from __future__ import annotations

import ast
from collections.abc import Iterator

PICKLING = {"pickle", "_pickle", "cloudpickle", "dill", "jsonpickle", "joblib", "marshal", "shelve"}
"""Modules whose readers run what is in the file; importing one is enough to be found."""
READERS = {
    "eval", "exec", "__import__", "runpy.run_path",
    "torch.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load",
    "faiss.read_index", "faiss.read_index_binary", "faiss.read_VectorTransform",
    "faiss.deserialize_index", "faiss.deserialize_index_binary",
    "pandas.read_pickle",
}  # fmt: skip
"""Functions, by full name. FAISS runs no code of the file but trusts its lengths."""
SAFE_VALUES = {
    "allow_pickle": False,
    "trust_remote_code": False,
    "allow_dangerous_deserialization": False,
    "weights_only": True,
    "use_safetensors": True,
}
"""Arguments, and the only value each may have, written out."""


def findings(source: str) -> list[str]:
    """Return what is found in a Python program: a module, a function's full name, or an argument.

    Names are followed through imports (``from torch import load as read``), not through
    variables or ``getattr``.
    """
    tree = ast.parse(source)
    names = _imported(tree)
    return [found for node in ast.walk(tree) for found in _of(node, names)]


def _imported(tree: ast.AST) -> dict[str, str]:
    """Full names by the names they have in the program."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                full = alias.name if alias.asname else alias.name.partition(".")[0]
                # The project's own package has the name of a function.
                names[alias.asname or full] = "package eval" if full == "eval" else full
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _of(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (a.name for a in node.names if a.name.partition(".")[0] in PICKLING)
    elif isinstance(node, ast.ImportFrom):
        if (node.module or "").partition(".")[0] in PICKLING:
            yield str(node.module)
    elif isinstance(node, ast.Name | ast.Attribute):
        # Also where it is not called at once: handed on, it would be called elsewhere.
        if (name := _full_name(node, names)) in READERS:
            yield name
    elif isinstance(node, ast.keyword):
        yield from _unsafe(node.arg, node.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield from _unsafe(key.value, value)
    elif isinstance(node, ast.Call):
        yield from _call(node, names)


def _call(node: ast.Call, names: dict[str, str]) -> Iterator[str]:
    name = _full_name(node.func, names)
    first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    if name.endswith("import_module") and str(first).partition(".")[0] in PICKLING:
        yield str(first)
    arguments = {keyword.arg for keyword in node.keywords}
    # Left to itself, it falls back to pickled weights.
    if name.endswith(".from_pretrained") and "Model" in name and "use_safetensors" not in arguments:
        yield name


def _unsafe(name: object, value: ast.expr) -> Iterator[str]:
    if isinstance(name, str) and name in SAFE_VALUES:
        written = value.value if isinstance(value, ast.Constant) else None
        if written is not SAFE_VALUES[name]:
            yield name


def _full_name(node: ast.AST, names: dict[str, str]) -> str:
    """``torch.load`` for ``t.load`` after ``import torch as t``; empty for what is no name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    return ""
