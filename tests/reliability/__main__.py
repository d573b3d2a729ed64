"""``python -m tests.reliability``: the long form; prints one line a trial for docs/reliability.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.reliability.corruption import flip_bytes
from tests.reliability.faults import try_work
from tests.reliability.library import WORKS, write_sources
from tests.reliability.soak import soak


def main() -> int:
    """Run everything at length; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(
        description="索引的可靠性：杀死写入的进程、磁盘已满、翻转字节、边写边读。"
    )
    parser.add_argument("--kills", type=int, default=80, help="每种操作在任意时刻被杀几次")
    parser.add_argument("--flips", type=int, default=600, help="翻转几个字节")
    parser.add_argument("--minutes", type=float, default=10.0, help="边写边读几分钟")
    asked = parser.parse_args()
    problems: list[str] = []
    for work in WORKS:
        with tempfile.TemporaryDirectory() as folder:
            write_sources(Path(folder) / "sources")
            tally = try_work(work, Path(folder), every=1, random_kills=asked.kills)
        problems += tally.problems
        print(
            f"{work}：{tally.steps} 个写入步骤，被杀 {tally.kills} 次，磁盘已满 {tally.full_disks} 次；"
            f"之后完整 {tally.whole} 次（其中已是新的 {tally.new_seen} 次），接着做完 {tally.finished} 次",
            flush=True,
        )
    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder) / "sources")
        flips = flip_bytes(Path(folder), asked.flips)
    problems += flips.problems
    print(f"翻转 {flips.flips} 个字节：{dict(flips.outcomes)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder) / "sources")
        started = time.monotonic()
        ran = soak(Path(folder), 60 * asked.minutes)
    problems += ran.problems
    print(
        f"边写边读 {(time.monotonic() - started) / 60:.1f} 分钟：8 个读者，索引变动 {ran.changes} 次，"
        f"提问 {ran.questions} 次，出错 {len(ran.errors)}，答错 {ran.wrong}，换用过 {ran.generations} 代索引；"
        f"内存 {ran.memory[0]:.0f} → {ran.memory[1]:.0f} MiB，"
        f"打开的文件 {ran.files[0]} → {ran.files[1]}"
    )
    for problem in problems:
        print(f"问题：{problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
