"""A real causal language model, tiny and random, through the real transformers path."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UsageError
from rag.youju import Youju

QUESTION = "市南区要建多少个都市园区？"
TEMPLATE = "{% for m in messages %}{{ m.role }}:{{ m.content }}\n{% endfor %}assistant:"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two thin layers with random weights, its tokenizer trained on a few sentences."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny") / "tiny-llama"
    raw = Tokenizer(models.BPE(unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.train_from_iterator(
        ["市南区将加快建设8个都市园区。资料中未提及。"] * 4,
        trainers.BpeTrainer(
            vocab_size=600,
            special_tokens=["<unk>", "</s>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=raw, unk_token="<unk>", eos_token="</s>", pad_token="</s>"
    )
    tokenizer.chat_template = TEMPLATE
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16384,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_what_a_random_model_says_is_replaced_by_the_source(
    seed_index: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_LLM_MODEL", str(model))
    monkeypatch.setenv("YOUJU_LLM_MAX_TOKENS", "40")
    youju = Youju.open(seed_index)
    for question in (QUESTION, "比较市南区和市北区的城市更新"):
        quoted = youju.answer(question)
        answer = youju.answer(question, engine="transformers")
        assert answer.sentences == quoted.sentences
        assert answer.citations == quoted.citations
        assert answer.engine == "extractive"
        assert "以下是原文摘录" in answer.text


def test_a_folder_without_a_model(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_LLM_MODEL", str(seed_index))
    with pytest.raises(UsageError, match=r"打不开语言模型.*config\.json"):
        Youju.open(seed_index).answer(QUESTION, engine="transformers")
