"""What can be set from outside, read once at start: `YINJU_*` in the environment, else `yinju.toml`, else the default.

Every knob is written down here with its meaning in English and Chinese; `yinju settings` prints them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import InvalidInput

Origins = Annotated[tuple[str, ...], NoDecode]
"""Written with commas in the environment, as a list in TOML."""


def _cache_dir() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "yinju" / "models"


def _knob(default: Any, en: str, zh: str, **rules: Any) -> Any:
    return Field(default, description=en, json_schema_extra={"zh": zh}, **rules)


class Settings(BaseSettings):
    """Every knob of the product. Frozen: a change needs a restart."""

    model_config = SettingsConfigDict(env_prefix="YINJU_", toml_file="yinju.toml", frozen=True, extra="forbid")

    # What is read and written
    data_dir: Path = _knob(Path("data"), "Holds everything that is written.", "存放一切写入内容的目录。")
    model_dir: Path = Field(
        default_factory=_cache_dir,
        description="Holds prepared models; shared by every data directory of this user.",
        json_schema_extra={"zh": "存放备好的模型；同一用户的各数据目录共用。"},
    )
    seeds_dir: Path | None = _knob(
        Path("seeds"),
        "Documents loaded when the data directory is new; empty starts with none.",
        "数据目录初建时载入的文件；留空则从零开始。",
    )
    read_only: bool = _knob(
        False,
        "Never write the data directory: for replicas and for more than one worker.",
        "绝不写入数据目录：用于副本和多进程。",
    )
    store: Literal["local", "milvus"] = _knob("local", "Where vectors are kept.", "向量存于何处。")
    milvus_uri: str = _knob("", "Address of the Milvus cluster, for store=milvus.", "Milvus 集群地址（store=milvus）。")
    milvus_token: SecretStr = _knob(SecretStr(""), "User:password or token of that cluster.", "该集群的令牌。")

    # Models
    embedding_model: str = _knob(
        "default",
        "'default', or any sentence-transformers name or path.",
        "“default”，或任一 sentence-transformers 模型名或路径。",
    )
    embedding_engine: Literal["onnx", "torch"] = _knob(
        "onnx",
        "onnx serves fast without torch; torch takes any model and a GPU.",
        "onnx 快且不载入 torch；torch 支持任意模型与 GPU。",
    )
    embedding_url: str = _knob(
        "",
        "OpenAI-compatible embeddings API that embeds instead, such as http://127.0.0.1:8080/v1; empty: none.",
        "改由 OpenAI 兼容的向量服务计算，如 http://127.0.0.1:8080/v1；留空则不用。",
    )
    embedding_api_key: SecretStr = _knob(SecretStr(""), "Key for that API.", "该服务的密钥。")
    threads: int = _knob(0, "Threads of the model; 0 takes every core.", "模型线程数；0 为全部核心。", ge=0, le=512)
    reader: Literal["trained", "rules"] = _knob(
        "trained",
        "trained lets the model that came with this version weigh what the rules propose; rules alone are faster.",
        "trained 由随版本附带的阅读模型权衡规则所提候选；rules 只用规则，更快。",
    )
    renderings: bool = _knob(True, "Load the English renderings beside the seeds.", "是否载入随附的英文译文。")
    llm_base_url: str = _knob(
        "",
        "OpenAI-compatible server that phrases answers, such as http://127.0.0.1:11434/v1; empty: none.",
        "用于润色答句的 OpenAI 兼容服务，如 http://127.0.0.1:11434/v1；留空则不用。",
    )
    llm_model: str = _knob("", "Name of the model on that server.", "该服务上的模型名。")
    llm_api_key: SecretStr = _knob(SecretStr(""), "Key for that server.", "该服务的密钥。")
    llm_timeout_s: float = _knob(
        8.0, "Seconds until the extractive answer is taken instead.", "超过此秒数便改用摘录式答案。", gt=0, le=300
    )

    # Serving
    host: str = _knob(
        "127.0.0.1", "Address to listen on; other than loopback needs a key.", "监听地址；非本机须先建密钥。"
    )
    port: int = _knob(8000, "Port to listen on; 0 takes a free one.", "监听端口；0 为任一空闲端口。", ge=0, le=65535)
    workers: int = _knob(
        1, "Processes; more than one needs read_only.", "进程数；多于一个须设 read_only。", ge=1, le=256
    )
    allowed_hosts: Origins = _knob(
        (),
        "Host names that requests may name; empty: loopback names without keys, any with keys.",
        "请求可用的主机名；留空：无密钥时仅限本机名，有密钥时不限。",
    )
    forwarded_allow_ips: str = _knob(
        "127.0.0.1",
        "Proxies whose X-Forwarded-For is believed.",
        "其 X-Forwarded-For 可信的代理地址。",
    )
    admin_key_file: Path | None = _knob(
        None,
        "File with a key of every scope, such as a mounted secret.",
        "内含全权密钥的文件，例如挂载的机密。",
    )
    cors_origins: Origins = _knob((), "Origins whose pages may call the API.", "其页面可调用接口的来源。")
    widget_origins: Origins = _knob(
        (),
        "Origins whose pages may embed the widget; 'self' opens the service's own pages.",
        "可嵌入问答窗的来源；“self”表示本服务自己的页面。",
    )
    widget_token_s: int = _knob(600, "Seconds that a widget's token lives.", "问答窗令牌的有效秒数。", ge=30, le=86400)

    # Limits
    rate_per_key: int = _knob(600, "Requests a minute and key; 0: no limit.", "每密钥每分钟请求数；0 为不限。", ge=0)
    rate_per_address: int = _knob(
        120, "Requests a minute and address without a key; 0: no limit.", "无密钥时每地址每分钟请求数；0 为不限。", ge=0
    )
    rate_loopback: bool = _knob(False, "Limit callers on this machine too.", "本机调用也受限。")
    concurrency: int = _knob(2, "Questions answered at once by one process.", "每进程同时作答数。", ge=1, le=256)
    queue: int = _knob(64, "Questions that may wait; more get 503.", "可排队的问题数；再多则答 503。", ge=0)
    answer_cache: int = _knob(
        1000,
        "Answers kept in memory until the documents or the glossary change; 0: none.",
        "内存中保留的答案数，文件或术语表一变即清空；0 为不保留。",
        ge=0,
        le=100_000,
    )
    request_timeout_s: float = _knob(
        30.0, "Seconds until a question is given up with 503.", "超过此秒数放弃作答，答 503。", gt=0, le=3600
    )
    max_json_kb: int = _knob(1024, "Largest JSON body, in KiB.", "JSON 请求体上限（KiB）。", ge=1)
    max_file_mb: int = _knob(
        50,
        "Largest file, in MiB; a document is read up to 50 MB.",
        "文件大小上限（MiB）；单个文档最多读取 50 MB。",
        ge=1,
        le=1024,
    )
    heartbeat_s: float = _knob(10.0, "Seconds between heartbeats of a stream.", "流式应答的心跳间隔（秒）。", gt=0)
    shutdown_s: int = _knob(20, "Seconds that a stop waits for open requests.", "停止时等待未完请求的秒数。", ge=0)

    # What is told to the operator
    log_format: Literal["json", "console"] = _knob("json", "How log lines are written.", "日志格式。")
    log_level: Literal["debug", "info", "warning", "error"] = _knob("info", "Least level logged.", "日志级别。")
    audit: Literal["full", "no_text", "off"] = _knob(
        "full",
        "Append-only trail of answers; no_text leaves questions and answers out.",
        "只增的审计记录；no_text 不记问题与答案的文字。",
    )
    audit_dir: Path | None = _knob(
        None, "Where the trail is kept; empty: audit/ in the data directory.", "审计目录；留空为数据目录下 audit/。"
    )
    metrics: bool = _knob(True, "Serve /metrics.", "是否提供 /metrics。")
    otel_endpoint: str = _knob(
        "",
        "OTLP/HTTP collector for traces, such as http://127.0.0.1:4318; empty: none.",
        "OTLP/HTTP 追踪收集地址；留空则无。",
    )

    @field_validator("seeds_dir", "admin_key_file", "audit_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("cors_origins", "widget_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 — pydantic-settings calls by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `yinju.toml` in the working directory."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def audit_path(self) -> Path:
        """Folder of the audit trail."""
        return self.audit_dir or self.data_dir / "audit"

    @property
    def keys_path(self) -> Path:
        """File of the hashed keys."""
        return self.data_dir / "keys.json"


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting as `yinju settings` prints it; secrets show as `**********`."""

    name: str
    variable: str
    value: str
    default: bool
    meaning: str
    meaning_zh: str


def load_settings(**overrides: Any) -> Settings:
    """Reads the settings once. `overrides` (the command line) win over the environment and the file.

    Raises:
        InvalidInput: a value that its rule does not allow, or an unknown name in `yinju.toml`.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise InvalidInput(
            f"YINJU_{name.upper()}={first['input']!r}",
            str(first["msg"]),
            "`yinju settings` lists every setting / 用 `yinju settings` 查看全部设置",
        ) from error
    except (ValueError, OSError) as error:
        raise InvalidInput("yinju.toml", str(error), "Mend the file or move it away / 请修正或移走该文件") from error


def describe(settings: Settings) -> tuple[Knob, ...]:
    """Every knob with its value and meaning, in the order of this file."""
    return tuple(
        Knob(
            name=name,
            variable=f"YINJU_{name.upper()}",
            value=_shown(getattr(settings, name)),
            default=getattr(settings, name) == field.get_default(call_default_factory=True, validated_data={}),
            meaning=field.description or "",
            meaning_zh=str(field.json_schema_extra.get("zh", "")) if isinstance(field.json_schema_extra, dict) else "",
        )
        for name, field in type(settings).model_fields.items()
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
