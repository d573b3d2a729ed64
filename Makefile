# Every target sets itself up: the first one run makes .venv/ with pinned packages, later ones
# start at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/pip --disable-pip-version-check -q
HASHES ?= yes
LOCKED := $(PIP) install --require-hashes --no-deps
export GRADIO_ANALYTICS_ENABLED = False
export HF_HUB_OFFLINE = 1

.PHONY: help setup chat test lint format eval bench reliability fuzz lock audit clean

help: ## 列出可用的命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# First what requirements.lock knows the checksums of; then torch, whose builds differ from registry to
# registry: the two that locks/ knows are tried, another is named and, unless HASHES=all, taken on trust
# with the libraries it asks for; then the project, built by the locked setuptools.
$(READY): pyproject.toml constraints.txt requirements.lock $(wildcard locks/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更新的版本：make PYTHON=/path/to/python3.11 …"; exit 2; }
	$(PYTHON) -m venv $(VENV)
ifeq ($(HASHES),no)
	@echo "HASHES=no：不核对安装包的校验和，只按 constraints.txt 的版本安装。"
	$(PIP) install -c constraints.txt 'setuptools>=80'
else
	@$(LOCKED) -r requirements.lock || { echo "依赖没有装好，原因见上。\
	若是校验和不符（HASHES），软件源给的文件和公开发布的不一样：请换一个软件源再试；\
	确知那些文件可靠，才用 make setup HASHES=no 跳过核对。"; exit 2; }
	@$(LOCKED) -r locks/torch-cpu.lock 2>$(VENV)/torch.log \
		|| { $(LOCKED) -r locks/torch.lock && $(LOCKED) -r locks/torch-linux.lock; } 2>>$(VENV)/torch.log \
		|| { echo "提醒：软件源给的 torch 不是 locks/ 里有校验和的那两种（见 $(VENV)/torch.log）。"; \
		[ "$(HASHES)" != all ] && echo "torch 和它自己带来的库只按版本安装，不核对校验和；要核对就停下，用 HASHES=all。"; }
endif
	$(PIP) install --no-build-isolation $(if $(filter all,$(HASHES)),--no-index) -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(READY) ## 准备运行环境

chat: $(READY) ## 打开问答网页（还没有索引时先建立）
	$(BIN)/youju chat

# Tests that start servers, browsers and other processes run one at a time, the rest on two cores.
ALONE := tests/browser tests/reliability tests/ui $(wildcard tests/test_*.py)
test: $(READY) ## 运行全部测试
	@sh tests/browser/require_chromium.sh
	$(BIN)/pytest -n 2 --dist loadfile $(ALONE:%=--ignore=%)
	$(BIN)/pytest $(ALONE)

lint: $(READY) ## 检查格式、风格与类型
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## 自动整理格式
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(READY) ## 用自带的问答对评测，并与基线比较
	$(BIN)/youju index seeds --out .cache/eval-seeds
	$(BIN)/youju eval eval/pairs/seeds.jsonl --index .cache/eval-seeds --no-ceiling --baseline eval/baselines/seeds.json

bench: $(READY) ## 测量速度
	$(BIN)/youju index seeds --out .cache/eval-seeds
	$(BIN)/youju bench answer eval/pairs/seeds.jsonl --index .cache/eval-seeds

reliability: $(READY) ## 长时间地折腾索引：杀死写入的进程、磁盘已满、翻转字节、边写边读
	$(BIN)/python -m tests.reliability

fuzz: $(READY) ## 用损坏的和刁钻的输入试每一道入口，一小时
	$(BIN)/python -m tests.fuzz --minutes 60

COMPILE := $(BIN)/uv pip compile -q --python $(BIN)/python -c constraints.txt --generate-hashes \
	--no-annotate --custom-compile-command "make lock"
lock: $(READY) ## 依赖变了以后，重新写出 requirements.lock（要能访问公共的软件源）
	$(PIP) install -c constraints.txt uv
	$(COMPILE) pyproject.toml --extra dev --no-emit-package torch -o requirements.lock
	echo torch | $(COMPILE) - --no-config --no-deps -o locks/torch.lock
	echo torch | $(COMPILE) - --no-config --universal --no-emit-package torch -o locks/torch-linux.lock

audit: $(READY) ## 查一查依赖有没有已知的漏洞（要联网，不在 CI 里）
	$(PYTHON) -m venv .cache/audit
	@.cache/audit/bin/pip install --disable-pip-version-check -q pip-audit==2.10.1 \
		|| { echo "没有查成：装不上 pip-audit，请在能访问软件源的机器上再运行。"; exit 2; }
	@$(BIN)/python -m tests.supply.audit .cache/audit/bin/pip-audit

clean: ## 删除运行环境与缓存（索引保留）
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache test-artifacts
