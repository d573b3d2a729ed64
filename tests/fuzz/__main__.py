"""``python -m tests.fuzz``: the long form; prints one line a target for docs/reliability.md."""

from __future__ import annotations

import argparse
import secrets
import sys

from tests.fuzz.targets import TARGETS
from tests.fuzz.trial import fuzz


def main() -> int:
    """Fuzz every target for its share of the time; 1 when anything was found."""
    parser = argparse.ArgumentParser(description="用损坏的和刁钻的输入试每一道入口。")
    parser.add_argument("--minutes", type=float, default=60.0, help="一共几分钟")
    parser.add_argument(
        "--only", nargs="+", choices=TARGETS, default=list(TARGETS), help="只试这些"
    )
    parser.add_argument("--seed", type=int, help="重现某一次：当时印出的种子")
    asked = parser.parse_args()
    start = secrets.randbits(32) if asked.seed is None else asked.seed
    print(f"种子 {start}", flush=True)
    found = 0
    for name in asked.only:
        tally = fuzz(TARGETS[name], 60 * asked.minutes / len(asked.only), start)
        found += len(tally.findings)
        print(
            f"{name}：{tally.seconds / 60:.1f} 分钟，{tally.cases:,} 例，发现 {len(tally.findings)} 处",
            flush=True,
        )
        for place, report in tally.findings.items():
            print(f"\n{name}：{place}\n{report}\n", file=sys.stderr, flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
