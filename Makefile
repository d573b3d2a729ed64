# Every target sets itself up: the first one run makes .venv/ with pinned packages, later ones
# start at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export GRADIO_ANALYTICS_ENABLED = False
export HF_HUB_OFFLINE = 1

.PHONY: help setup chat test lint format eval bench reliability fuzz clean

help: ## 列出可用的命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更新的版本：make PYTHON=/path/to/python3.11 …"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(READY) ## 准备运行环境

chat: $(READY) ## 打开问答网页（还没有索引时先建立）
	$(BIN)/youju chat

test: $(READY) ## 运行全部测试
	@sh tests/browser/require_chromium.sh
	$(BIN)/pytest

lint: $(READY) ## 检查格式、风格与类型
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## 自动整理格式
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(READY) ## 用自带的问答对评测，并与基线比较
	$(BIN)/youju index seeds --out .cache/eval-seeds
	$(BIN)/youju eval eval/pairs/seeds.jsonl --index .cache/eval-seeds --baseline eval/baselines/seeds.json

bench: $(READY) ## 测量速度
	$(BIN)/youju index seeds --out .cache/eval-seeds
	$(BIN)/youju bench answer eval/pairs/seeds.jsonl --index .cache/eval-seeds

reliability: $(READY) ## 长时间地折腾索引：杀死写入的进程、磁盘已满、翻转字节、边写边读
	$(BIN)/python -m tests.reliability

fuzz: $(READY) ## 用损坏的和刁钻的输入试每一道入口，一小时
	$(BIN)/python -m tests.fuzz --minutes 60

clean: ## 删除运行环境与缓存（索引保留）
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache test-artifacts
