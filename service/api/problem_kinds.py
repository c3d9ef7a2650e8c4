"""The kinds of problem that the API tells, and what validation rules are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.errors import DamagedStore, InvalidInput, KnowledgeBaseError, NotFound, Unavailable, UnreadableDocument


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name ends the `type`, its words are (English, Chinese)."""

    name: str
    status: int
    title: tuple[str, str]
    remedy: tuple[str, str] = ("", "")


INVALID = Kind(
    "invalid-request",
    422,
    ("The request is not valid", "请求有误"),
    (
        "Correct the fields named under `errors`; /docs describes every field",
        "请改正 errors 所列各项；/docs 有逐项说明",
    ),
)
MALFORMED = Kind(
    "malformed-body",
    400,
    ("The body cannot be read", "请求体无法解析"),
    ("Send one JSON object in UTF-8", "请以 UTF-8 发送一个 JSON 对象"),
)
NO_JSON = ("The body is not valid JSON", "请求体不是有效的 JSON")
BAD_FORM = Kind(
    "malformed-body",
    400,
    MALFORMED.title,
    (
        "Send multipart/form-data with its boundary, the file as `file`",
        "请发送带分界符的 multipart/form-data，文件项名为 file",
    ),
)
NO_FILE = (
    "must be a file, not text; with curl: -F file=@NAME",
    "须为文件而非文字；用 curl 时写作 -F file=@文件名",
)
NO_FORM = ("The body is not a valid form", "请求体不是有效的表单")
MEDIA = Kind(
    "unsupported-media-type",
    415,
    ("Wrong content type", "内容类型不符"),
    ("Set Content-Type: application/json", "请设置 Content-Type: application/json"),
)
NO_SUCH = Kind(
    "not-found",
    404,
    ("Not found", "未找到"),
    ("Check the address; /docs lists every resource", "请核对地址；/docs 列有全部资源"),
)
NO_PAGE = ("There is no such page", "没有这个页面")
NO_DOCUMENT = Kind(
    "not-found",
    404,
    ("There is no such document", "没有这份文件"),
    (
        "It may have been removed; GET /v1/documents lists what there is",
        "它可能已被移除；用 GET /v1/documents 查看现有文件",
    ),
)
BAD_RANGE = Kind(
    "malformed-range",
    400,
    ("The range cannot be read", "范围无法解析"),
    ("Send Range: bytes=FIRST-LAST, or no such header", "请发送 Range: bytes=起-止，或不带此头"),
)
NO_RANGE = Kind(
    "range-not-satisfiable",
    416,
    ("The file has no such range", "文件没有这一范围"),
    ("Ask for bytes that it has, or for the whole file", "请在文件大小之内请求，或请求整个文件"),
)
NO_METHOD = Kind(
    "method-not-allowed",
    405,
    ("Method not allowed", "不支持该请求方法"),
    ("Use a method named in the Allow header", "请使用 Allow 头所列的方法"),
)
TOO_SLOW = Kind(
    "too-slow",
    408,
    ("The body came too slowly", "请求体到达过慢"),
    ("Send it again over a faster connection, or less of it", "请改用更快的网络重发，或减小内容"),
)
TOO_LARGE = Kind(
    "too-large", 413, ("The body is too large", "请求体过大"), ("Send less, or in parts", "请减小内容或分次发送")
)
UNAUTHORIZED = Kind(
    "unauthorized",
    401,
    ("A key is needed", "需要密钥"),
    (
        "Send Authorization: Bearer KEY; `yinju keys create` makes one",
        "请带上 Authorization: Bearer 密钥；用 yinju keys create 创建",
    ),
)
FORBIDDEN = Kind(
    "forbidden", 403, ("Not allowed", "无此权限"), ("Use a key that has the scope named", "请使用具备所需权限的密钥")
)
WRONG_HOST = Kind(
    "forbidden",
    403,
    FORBIDDEN.title,
    (
        "Use a name that is served, or let the operator add this one to YINJU_ALLOWED_HOSTS",
        "请使用所提供的主机名，或由管理员将其加入 YINJU_ALLOWED_HOSTS",
    ),
)
WRONG_ORIGIN = Kind(
    "forbidden",
    403,
    FORBIDDEN.title,
    (
        "Call from the service's own pages, or let the operator add this origin to YINJU_CORS_ORIGINS",
        "请从本服务的页面调用，或由管理员将该来源加入 YINJU_CORS_ORIGINS",
    ),
)
TOO_MANY = Kind(
    "too-many-requests", 429, ("Too many requests", "请求过多"), ("Wait as Retry-After says", "请按 Retry-After 稍候")
)
UNAVAILABLE = Kind("unavailable", 503, ("Not available now", "暂不可用"), ("Try again later", "请稍后再试"))
UNREADABLE = Kind("unreadable-document", 422, ("The document cannot be read", "文件无法读取"))
REFUSED_INPUT = Kind("invalid-input", 422, ("The input is not valid", "输入有误"))
DAMAGED = Kind("damaged-store", 500, ("The knowledge base is damaged", "知识库已损坏"))
BUG = Kind(
    "internal-error",
    500,
    ("The service failed", "服务出错"),
    ("Report the request id to the operator", "请将 request_id 告知管理员"),
)

BY_STATUS: Mapping[int, Kind] = {
    kind.status: kind
    for kind in (
        MALFORMED,
        UNAUTHORIZED,
        FORBIDDEN,
        NO_SUCH,
        NO_METHOD,
        TOO_SLOW,
        TOO_LARGE,
        MEDIA,
        INVALID,
        TOO_MANY,
        BUG,
        UNAVAILABLE,
    )
}
BY_ERROR: tuple[tuple[type[KnowledgeBaseError], Kind], ...] = (
    (UnreadableDocument, UNREADABLE),
    (InvalidInput, REFUSED_INPUT),
    (NotFound, NO_SUCH),
    (DamagedStore, DAMAGED),
    (Unavailable, UNAVAILABLE),
)

RULES_ZH: Mapping[str, str] = {
    "missing": "此项必填",
    "extra_forbidden": "没有这一项",
    "string_type": "须为字符串",
    "string_too_long": "过长，最多 {max_length} 字",
    "string_too_short": "过短，至少 {min_length} 字",
    "string_pattern_mismatch": "格式不符，须匹配 {pattern}",
    "string_unicode": "含有无效的 Unicode 字符",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_parsing_size": "整数过大",
    "int_from_float": "须为整数",
    "bool_parsing": "须为 true 或 false",
    "bool_type": "须为 true 或 false",
    "list_type": "须为数组",
    "too_long": "项数过多，最多 {max_length} 项",
    "too_short": "项数过少，至少 {min_length} 项",
    "greater_than_equal": "须不小于 {ge}",
    "less_than_equal": "须不大于 {le}",
    "literal_error": "须为 {expected} 之一",
    "enum": "须为 {expected} 之一",
    "value_error": "含有不允许的字符",
    "json_invalid": "不是有效的 JSON",
    "model_attributes_type": "须为 JSON 对象",
    "model_type": "须为 JSON 对象",
}
