"""``python -m eval PAIRS.jsonl``."""

from eval.cli import eval_command

if __name__ == "__main__":
    eval_command(prog_name="python -m eval")
