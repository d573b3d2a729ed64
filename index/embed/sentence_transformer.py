"""Any sentence-transformers model, by hub name or local folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed.base import LongTextWarning, Progress, Vectors, unit
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_BATCH = 32  # texts; sentence-transformers sorts them by length first
_GROUP = 256  # texts between two calls of ``progress``
_UNLIMITED = 8192  # tokens, for models that name no limit
_HUB_SECONDS = 10
_PICKLED, _SAFE = "pytorch_model.bin", "model.safetensors"
_UNREAD = {"onnx", "openvino"}  # other forms of the same weights, and not what is loaded

_REMEDY = "请检查名称与网络，或用 --model 指向本地文件夹；不带 --model 即用自带的 zh-e5-small。"


class SentenceTransformerEmbedder:
    """Prompts, window and pooling come from the model's own configuration.

    Code shipped inside a model is never run, and weights are read from safetensors alone. A text longer than the window is halved
    until the pieces fit; its vector is the mean of theirs, weighted by tokens.

    Raises ModelError if the model is not found or cannot be loaded.
    """

    def __init__(self, name: str | Path, device: str = "cpu") -> None:
        self.name = str(Path(name).expanduser()) if str(name).startswith("~") else str(name)
        self._model = _load(self.name, device)
        self.revision = _revision(self.name)
        self.dimension = int(self._model.encode("-", show_progress_bar=False).shape[0])
        self.max_tokens = int(min(self._model.max_seq_length or _UNLIMITED, _UNLIMITED))
        self._query_prompt = _prompt(self._model, _QUERY_PROMPTS)
        self._passage_prompt = _prompt(self._model, _PASSAGE_PROMPTS)
        self._special = int(self._model.tokenizer.num_special_tokens_to_add(False))
        self._warning = LongTextWarning(self.name)

    @property
    def passage_budget(self) -> int:
        """Tokens of passage text that fit in the window beside prompt and special tokens."""
        return self.max_tokens - self._special - self.count_tokens(self._passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of ``text`` alone: no prompt, no special tokens."""
        tokenizer = self._model.tokenizer
        if callable(tokenizer):
            return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
        # Static models carry a bare tokenizer of the tokenizers library.
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``texts``, float32, shape (n, dimension), in the same order."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _GROUP):
            group = texts[start : start + _GROUP]
            end = start + len(group)
            vectors[start:end] = self._embed(
                self._model.encode_document, self._passage_prompt, group
            )
            if progress:
                progress(end)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of one question, float32, shape (dimension,)."""
        vector: Vectors = self._embed(self._model.encode_query, self._query_prompt, [text])[0]
        return vector

    def _embed(self, encode: Callable[..., Vectors], prompt: str, texts: Sequence[str]) -> Vectors:
        pieces: list[str] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            fitting = self._fit(prompt, text)
            pieces += fitting
            owners += [owner] * len(fitting)
        encoded = encode(
            pieces,
            prompt=prompt,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        weights = np.array([max(1, self.count_tokens(piece)) for piece in pieces], np.float32)
        total = np.zeros((len(texts), self.dimension), np.float32)
        np.add.at(total, owners, encoded * weights[:, None])
        return unit(total)

    def _fit(self, prompt: str, text: str) -> list[str]:
        tokens = self.count_tokens(prompt + text) + self._special
        if tokens <= self.max_tokens or len(text) < 2:
            return [text]
        self._warning.give(tokens, self.max_tokens)
        middle = len(text) // 2
        return self._fit(prompt, text[:middle]) + self._fit(prompt, text[middle:])


def _load(name: str, device: str) -> SentenceTransformer:
    if name.startswith((".", "/")) and not Path(name).is_dir():
        raise ModelError(f"无法加载模型 {name}：没有这个文件夹。", _REMEDY)
    for pickled in sorted(Path(name).rglob(_PICKLED)):
        if not pickled.with_name(_SAFE).exists():
            raise ModelError(
                f"不读取模型文件 {pickled}：它是 pickle 格式，可能夹带程序。",
                "请换用提供 safetensors 权重的版本，或用别的模型；不带 --model 即用自带的 zh-e5-small。",
            )
    try:
        from huggingface_hub import HfApi
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        load = partial(
            SentenceTransformer,
            name,
            device=device,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        try:
            # A model that is here already needs no network, and stays the same one.
            return load(local_files_only=True)
        except (OSError, ValueError):
            if Path(name).is_dir():
                raise
        # Loading retries for over a minute when the hub is unreachable; this asks once.
        HfApi().model_info(name, timeout=_HUB_SECONDS)
        return load()
    except Exception as error:  # hub, network, file and import errors share no base class
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(f"无法加载模型 {name}：{reason[0].rstrip('.')}。", _REMEDY) from error


def _prompt(model: SentenceTransformer, names: Sequence[str]) -> str:
    """Return the first prompt the model has under one of ``names``, or none."""
    return next((model.prompts[name] for name in names if model.prompts.get(name)), None) or ""


def _revision(name: str) -> str:
    """Return the commit of a hub model just loaded, or a digest of the files of a local one."""
    folder = Path(name)
    if not folder.is_dir():
        from huggingface_hub import try_to_load_from_cache

        cached = (try_to_load_from_cache(name, file) for file in ("modules.json", "config.json"))
        # A cached file is …/snapshots/<commit>/<file>.
        return next((Path(path).parent.name for path in cached if isinstance(path, str)), "unknown")
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not hidden and parts[0] not in _UNREAD:
            digest.update("/".join(parts).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
