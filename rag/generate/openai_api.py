"""Any OpenAI-compatible endpoint through the official client: Ollama, vLLM, DeepSeek, Qwen, …"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.errors import GeneratorError, UsageError
from index.settings import LanguageModel
from rag.generate.base import Message

if TYPE_CHECKING:
    from openai import OpenAI

_LOCAL_KEY = "none"
"""The client insists on a key; servers on one's own machine ask for none."""


class OpenAIGenerator:
    """Chat completions, streamed. The key comes from the environment and goes nowhere else."""

    def __init__(self, model: LanguageModel) -> None:
        """Raises ``UsageError`` without a model's name or without the client."""
        if not model.name:
            raise UsageError(
                "没有指定语言模型的名称。",
                "请设置 YOUJU_LLM_MODEL，例如 qwen3:8b 或 deepseek-chat。",
            )
        try:
            from openai import OpenAI
        except ImportError as error:
            raise UsageError(
                "没有安装 openai 客户端。", "请运行 pip install 'youju[openai]'。"
            ) from error
        self._model = model.name
        self._limit = model.max_tokens
        key = model.api_key
        self._client: OpenAI = OpenAI(
            base_url=model.base_url,
            api_key=key.get_secret_value() if key else _LOCAL_KEY,
            timeout=model.timeout,
            max_retries=model.retries,
        )

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Write the reply piece by piece. Raises ``GeneratorError``, which never quotes the
        server: what it says may repeat the request, key and all."""
        import httpx
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        sent: list[Any] = [{"role": m.role, "content": m.content} for m in messages]
        try:
            with self._client.chat.completions.create(
                model=self._model,
                messages=sent,
                stream=True,
                temperature=0,
                max_tokens=self._limit,
            ) as chunks:
                for chunk in chunks:
                    if chunk.choices and (piece := chunk.choices[0].delta.content):
                        yield piece
        except APITimeoutError as error:
            raise _failure("超时") from error
        except APIConnectionError as error:
            raise _failure("连接不上") from error
        except APIStatusError as error:
            raise _failure(f"返回了错误 {error.status_code}") from error
        except (OpenAIError, httpx.HTTPError, ValueError, AttributeError, TypeError) as error:
            raise _failure("中断，或返回了看不懂的内容") from error


def _failure(why: str) -> GeneratorError:
    return GeneratorError(
        f"语言模型服务{why}。", "请检查 YOUJU_LLM_BASE_URL、模型名称和密钥，或改用摘录式回答。"
    )
