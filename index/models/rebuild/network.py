"""The network in torch: a plain ``BertModel``, also as a sentence-transformers folder."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from transformers.utils import logging

from index.models.rebuild.wheel import Weights

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
PROMPTS = {"query": "query: ", "passage": "passage: "}


def make(weights: Weights) -> BertModel:
    """Return the float32 network in evaluation mode; row ``i`` embeds piece ``i``."""
    config = BertConfig(
        vocab_size=len(weights.pieces),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        type_vocab_size=2,
        layer_norm_eps=1e-12,
        hidden_act="gelu",
        pad_token_id=weights.pieces.index("<pad>"),
        bos_token_id=weights.pieces.index("<s>"),
        eos_token_id=weights.pieces.index("</s>"),
    )
    model = BertModel(config)
    state = {theirs: _tensor(weights, ours) for ours, theirs in _EMBEDDINGS.items()}
    for layer in range(weights.layers):
        for ours, theirs in _LAYER.items():
            for short, long in (("w", "weight"), ("b", "bias")):
                name = f"encoder.layer.{layer}.{theirs}.{long}"
                state[name] = _tensor(weights, f"l{layer}.{ours}.{short}")
    # The pooler plays no part in mean pooling; zeros keep the saved file reproducible.
    for name, value in model.state_dict().items():
        if name.startswith("pooler."):
            state[name] = torch.zeros_like(value)
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    model.load_state_dict({name: value.reshape(shapes[name]) for name, value in state.items()})
    model.eval()  # type: ignore[no-untyped-call]
    return model


def _tensor(weights: Weights, name: str) -> torch.Tensor:
    return torch.from_numpy(weights.tensor(name))


def save_sentence_transformer(model: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write ``model`` as a sentence-transformers folder (float32 safetensors)."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=model.config.max_position_embeddings,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)
    package = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
    ]
    pooling = {
        "word_embedding_dimension": model.config.hidden_size,
        "pooling_mode_mean_tokens": True,
    }
    files = {
        "modules.json": modules,
        "sentence_bert_config.json": {
            "max_seq_length": model.config.max_position_embeddings,
            "do_lower_case": False,
        },
        "config_sentence_transformers.json": {"prompts": PROMPTS, "default_prompt_name": None},
        "1_Pooling/config.json": pooling,
        "2_Normalize/config.json": {},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
