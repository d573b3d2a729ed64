"""A causal language model on this machine through transformers: a folder, or a hub's name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import GeneratorError, UsageError
from index.settings import LanguageModel
from rag.generate.base import Message

if TYPE_CHECKING:
    from transformers import TextIteratorStreamer

_GGUF = ".gguf"


class LocalGenerator:
    """A model loaded once and asked by one question at a time. No code of the model's is run."""

    def __init__(self, model: LanguageModel) -> None:
        """Load ``model.name``. Raises ``UsageError`` when it cannot be loaded."""
        if not model.name:
            raise UsageError(
                "没有指定语言模型。",
                "请把 YOUJU_LLM_MODEL 设为模型的文件夹，例如 models/Qwen3-1.7B。",
            )
        self._name = Path(model.name).name
        self._limit = model.max_tokens
        self._timeout = model.timeout
        self._lock = threading.Lock()
        self._tokenizer, self._model = _load(model.name)

    @property
    def name(self) -> str:
        """The last part of the model's path or name."""
        return self._name

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Write the reply piece by piece. Raises ``GeneratorError``."""
        from transformers import TextIteratorStreamer

        try:
            inputs = self._tokenizer.apply_chat_template(
                [{"role": m.role, "content": m.content} for m in messages],
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
            ).to(self._model.device)
        except Exception as error:
            raise GeneratorError(
                "这个模型没有可用的对话模板。", "请换一个对话（Instruct/Chat）模型。"
            ) from error
        window = getattr(self._model.config, "max_position_embeddings", None)
        room = window - inputs["input_ids"].shape[1] if window else self._limit
        if room < 16:
            raise GeneratorError("资料比这个模型的窗口还长。", "请换一个窗口更大的模型。")
        streamer = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=self._timeout
        )
        with self._lock:
            yield from self._run(inputs, streamer, min(room, self._limit))

    def _run(self, inputs: Any, streamer: TextIteratorStreamer, most: int) -> Iterator[str]:
        from queue import Empty

        failed: list[BaseException] = []
        stop = threading.Event()

        def work() -> None:
            try:
                self._model.generate(
                    **inputs,
                    streamer=streamer,
                    max_new_tokens=most,
                    do_sample=False,
                    stopping_criteria=_stopping(stop),
                )
            except Exception as error:
                failed.append(error)
                streamer.end()  # type: ignore[no-untyped-call]

        thread = threading.Thread(target=work, name="youju-generate", daemon=True)
        thread.start()
        try:
            yield from streamer
        except Empty as error:
            raise GeneratorError(
                "语言模型太久没有写出下一个字。", "请换一个更小的模型。"
            ) from error
        finally:
            stop.set()
            thread.join(self._timeout)
        if failed:
            raise GeneratorError("语言模型出错，没有写完。", "请换一个模型。") from failed[0]


def _stopping(stop: threading.Event) -> Any:
    """Ends a generation whose reader has gone."""
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList

    class Gone(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
            return torch.full((input_ids.shape[0],), stop.is_set(), device=input_ids.device)

    return StoppingCriteriaList([Gone()])


def _load(name: str) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = Path(name)
    options: dict[str, Any] = {"trust_remote_code": False}
    if path.suffix == _GGUF:
        name, options["gguf_file"] = str(path.parent), path.name
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, **options)
        model = AutoModelForCausalLM.from_pretrained(name, use_safetensors=True, **options)
    except Exception as error:
        raise UsageError(
            f"打不开语言模型 {name}：{type(error).__name__}。",
            "请检查文件夹里有没有 config.json、分词器和 safetensors 权重；没有网络时不能用模型库的名称。",
        ) from error
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return tokenizer, model.to(device).eval()  # type: ignore[arg-type]
