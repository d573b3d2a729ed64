"""Every setting of Youju in one typed object.

A value comes from the first of these that has it: the arguments (command line flags), a
``YOUJU_*`` environment variable, ``youju.toml`` in the working folder, the default.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import UsageError
from index.limits import DEFAULT_LIMITS, MEGABYTE, Limits

SETTINGS_FILE = "youju.toml"
_PREFIX = "YOUJU_"
_EXPECTED = {
    "int": "应为整数",
    "float": "应为数字",
    "finite": "应为数字",
    "string": "应为非空的文字",
    "path": "应为路径",
    "list": "应为路径的列表",
    "literal": "应为下面列出的值之一",
    "too": "应至少有一个路径",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
}
"""What was expected, by the type of a pydantic error or the first word of it."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Where a language model is, and how long it may write. ``timeout`` is in seconds."""

    name: str
    base_url: str | None
    api_key: SecretStr | None
    timeout: float
    retries: int
    max_tokens: int


class Settings(BaseSettings):
    """The settings of one run; read-only. Use ``load_settings`` to get errors people can read."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    home: Path = Field(Path(".youju"), description="索引文件夹")
    model: str = Field(
        "zh-e5-small", min_length=1, description="向量模型：内置名称、路径或模型库名"
    )
    sources: Annotated[list[Path], NoDecode] = Field(
        [Path("seeds")], min_length=1, description="资料所在的文件或文件夹"
    )
    max_file_mb: float = Field(
        DEFAULT_LIMITS.bytes // MEGABYTE,
        gt=0,
        le=MEGABYTE,
        allow_inf_nan=False,
        description="单个文件的大小上限，单位 MB",
    )
    max_chars: int = Field(DEFAULT_LIMITS.chars, gt=0, description="单份资料的字数上限")
    max_pages: int = Field(DEFAULT_LIMITS.pages, gt=0, description="单份 PDF 的页数上限")
    parse_timeout: float = Field(
        DEFAULT_LIMITS.seconds,
        gt=0,
        le=24 * 3600,
        allow_inf_nan=False,
        description="读一份 Word、PDF 或网页文件的秒数上限",
    )
    chunk_tokens: int = Field(256, ge=16, description="每个检索片段的长度上限，单位为词元")
    host: str = Field("127.0.0.1", min_length=1, description="网页服务监听的地址")
    port: int = Field(7860, ge=0, le=65535, description="网页服务的端口，0 表示任选一个空闲端口")
    log_format: Literal["text", "json"] = Field(
        "text", description="网页服务的日志：text 给人看，json 每行一个 JSON 对象"
    )

    engine: str = Field(
        "extractive", min_length=1, description="回答引擎：extractive、openai 或 transformers"
    )
    llm_model: str = Field("", description="语言模型：服务里的名称，或本机模型的文件夹")
    llm_base_url: str | None = Field(
        None, description="OpenAI 兼容服务的地址，例如 http://127.0.0.1:11434/v1"
    )
    llm_api_key: SecretStr | None = Field(None, description="语言模型服务的密钥，只从环境变量读取")
    llm_timeout: float = Field(60, gt=0, allow_inf_nan=False, description="等语言模型的秒数上限")
    llm_retries: int = Field(2, ge=0, description="语言模型服务出错时重试几次")
    llm_max_tokens: int = Field(800, ge=16, description="语言模型一次最多写多少词元")

    @property
    def language_model(self) -> LanguageModel:
        """The settings of the language model alone; the key may also be ``OPENAI_API_KEY``."""
        key = self.llm_api_key
        if key is None and (shared := os.environ.get("OPENAI_API_KEY")):
            key = SecretStr(shared)
        return LanguageModel(
            self.llm_model,
            self.llm_base_url,
            key,
            self.llm_timeout,
            self.llm_retries,
            self.llm_max_tokens,
        )

    @property
    def limits(self) -> Limits:
        """The limits of one document; one MB is 1024 × 1024 bytes."""
        return Limits(
            int(self.max_file_mb * MEGABYTE), self.max_chars, self.max_pages, self.parse_timeout
        )

    @field_validator("sources", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        """One string, as in an environment variable, holds paths as ``PATH`` does."""
        return (
            [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence; no ``.env`` file and no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """Return the settings, with ``overrides`` that are not None above all other sources.

    Raises ``UsageError`` naming the setting and where its value came from.
    """
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as exc:
        first = exc.errors()[0]
        raise UsageError(*_explain(first, given)) from exc
    except (ValueError, RecursionError) as exc:
        raise UsageError(
            f"{SETTINGS_FILE} 不是合法的 TOML 文件：{exc}。", "请改正这一处，文件须为 UTF-8 编码。"
        ) from exc
    except OSError as exc:
        raise UsageError(
            f"打不开 {SETTINGS_FILE}（{exc.strerror}）。", "请检查它的读取权限。"
        ) from exc


def _explain(error: ErrorDetails, given: dict[str, Any]) -> tuple[str, str]:
    """Message and remedy for one thing that pydantic found wrong."""
    key = str(error["loc"][0])
    if key in given:
        origin = f"参数 {key}"
    elif any(name.upper() == (_PREFIX + key).upper() for name in os.environ):
        origin = f"环境变量 {_PREFIX}{key.upper()}"
    else:
        origin = f"{SETTINGS_FILE} 里的 {key}"
    if error["type"] == "extra_forbidden":
        names = "、".join(Settings.model_fields)
        return f"没有 {key} 这个设置（{origin}）。", f"可用的设置有：{names}。"
    meaning = Settings.model_fields[key].description
    if key == "llm_api_key":
        return (
            f"{origin} 的值不对。",
            f"{key} 的含义：{meaning}。请设置环境变量 YOUJU_LLM_API_KEY。",
        )
    return (
        f"{origin} 的值不对：{error['input']!r}，{_expected(error)}。",
        f"{key} 的含义：{meaning}。请改正后再试。",
    )


def _expected(error: ErrorDetails) -> str:
    kind = error["type"]
    expected = _EXPECTED.get(kind) or _EXPECTED.get(kind.split("_")[0])
    return expected.format(**error.get("ctx", {})) if expected else error["msg"]
