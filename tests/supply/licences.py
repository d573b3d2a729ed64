"""Writes docs/licences.md from the metadata of the installed packages.

python -m tests.supply.licences
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution

from packaging.version import Version

from tests.conftest import ROOT
from tests.supply.installed import RUN_TIME, needed

PAGE = ROOT / "docs" / "licences.md"
ACCEPTED = {"certifi", "orjson", "tqdm"}
"""Packages of a copyleft licence that may be used: MPL-2.0 binds changed files of the package
itself, and the project takes these as they are."""

_COPYLEFT = re.compile(
    r"GPL|GNU |MPL|Mozilla|EPL|Eclipse Public|CDDL|EUPL|BY-SA|OSL-|SSPL|CeCILL", re.IGNORECASE
)
_SAYS_NOTHING = {"", "UNKNOWN", "Other/Proprietary License", "OSI Approved"}
_LONGEST = 140  # characters: beyond, it is not the name of a licence but its text
_HEAD = """# 用到的软件包和它们的许可

运行有据时用到的软件包（不含开发用的，也不含显卡版 torch 另外带来的），由 `python -m tests.supply.licences` 按安装的元数据写成。
本项目和自带的模型是 MIT 许可；每个包的许可全文随包装在 `.venv/` 里。

| 软件包 | 版本 | 许可 |
|---|---|---|
"""


def licence(distribution: Distribution) -> str | None:
    """The licence a distribution declares: its SPDX expression, else its classifiers, else the
    free-text field; None when none of them names one."""
    metadata = distribution.metadata.json
    classifiers = metadata.get("classifier", [])
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")]
    for told in (
        str(metadata.get("license_expression", "")),
        " / ".join(name for name in named if name not in _SAYS_NOTHING),
        str(metadata.get("license", "")).strip(),
    ):
        if told not in _SAYS_NOTHING and len(told) <= _LONGEST:
            return told
    return None


def is_copyleft(told: str) -> bool:
    """Whether a declared licence is a copyleft one, or has a part that is."""
    return bool(_COPYLEFT.search(told))


def rows() -> list[str]:
    """A line of the page's table for every run-time dependency."""
    # A build's own mark (2.13.0+cpu) differs from machine to machine.
    return [
        f"| {name} | {Version(found.version).public} | {licence(found) or '未说明'} |"
        for name, found in needed(RUN_TIME).items()
    ]


if __name__ == "__main__":
    PAGE.write_text(_HEAD + "\n".join(rows()) + "\n", encoding="utf-8")
