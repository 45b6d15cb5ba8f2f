"""Secrets inside a text: what common services issue, and values that stand beside a secret's name."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from counterseal.policy.secret_names import is_secret

MOST_GROWTH = 4_096
_MOST_PASSES = 6
_NAMED = "a secret by its name"
_WHOLE = "a text full of secrets"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One kind of secret. ``hints``: lower-case texts of which one must stand in the text for the pattern to fit."""

    rule: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool] | None = None


def _random(text: str) -> bool:
    """Whether a token looks issued, not written: words with hyphens have no digits or capitals inside."""
    tail = text[3:]
    return any(c.isdigit() for c in tail) and any(c.isalpha() for c in tail)


def _issued(text: str) -> bool:
    return any(c.isdigit() for c in text) or any(c.isupper() for c in text[1:])


def _basic(text: str) -> bool:
    """Whether it decodes to ``user:password`` (RFC 7617)."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in plain and plain.isascii() and all(32 <= byte < 127 for byte in plain)


# In each pattern the group ``s``, or else the whole match, is the secret.
_PATTERNS = (
    _Pattern("AWS key", ("akia", "asia"), re.compile(r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9])")),
    _Pattern(
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"gh[pousr]_[A-Za-z0-9]{36,}+|github_pat_[A-Za-z0-9_]{22,}+"),
    ),
    _Pattern(
        "GitLab token",
        ("gl",),
        re.compile(r"gl(?:pat|oas|dt|rt|cbt|ptt|ft|soat|imt|agent)-[A-Za-z0-9_.-]{20,}+"),
    ),
    _Pattern("Slack token", ("xox", "xapp-"), re.compile(r"(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}+")),
    _Pattern(
        "Slack address",
        ("hooks.slack.com",),
        re.compile(r"hooks\.slack\.com/(?:services|workflows)/(?P<s>[A-Za-z0-9_/]{20,}+)"),
    ),
    _Pattern(
        "Stripe key",
        ("_live_", "_test_", "whsec_"),
        re.compile(r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}+|whsec_[A-Za-z0-9+/]{24,}+=*+"),
    ),
    _Pattern(
        "Google key",
        ("aiza", "ya29.", "gocspx-"),
        re.compile(r"AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_.-]{20,}+|GOCSPX-[A-Za-z0-9_-]{20,}+"),
    ),
    _Pattern("API key", ("sk-",), re.compile(r"(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}+"), _random),
    _Pattern(
        "bearer token",
        ("bearer",),
        re.compile(r"(?i:\bbearer)[ \t]{1,8}+(?P<s>[A-Za-z0-9._~+/-]{12,}+=*+)"),
        _issued,
    ),
    _Pattern(
        "basic authentication",
        ("basic",),
        re.compile(r"(?i:\bbasic)[ \t]{1,8}+(?P<s>[A-Za-z0-9+/]{4,}+={0,2})"),
        _basic,
    ),
    _Pattern(
        "a password in an address",
        ("://",),
        # From the first colon to the last @ before the path, since passwords hold colons and @ themselves.
        re.compile(r"://[^\s/?#:@\"'<>⟦⟧]{0,256}+:(?P<s>[^\s/?#\"'<>⟦⟧]{1,512})@"),
    ),
)
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,60}-----")
_DOTTED = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]*+)++")

_NAME = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<name>[A-Za-z0-9_.-]{2,64}+)(?P<sep>\\{0,3}[\"']?[ \t]{0,3}(?::=|=>|==?|:)[ \t]{0,3})"
    r"|(?<![\w-])--(?P<flag>[A-Za-z][A-Za-z0-9-]{1,40}+)[ \t]{1,3}(?!-)"
)
_VALUE = re.compile(
    r"\"(?P<double>(?:\\.|[^\"\\\n⟦⟧]){1,4096}+)"
    r"|'(?P<single>(?:\\.|[^'\\\n⟦⟧]){1,4096}+)"
    r"|\\{1,3}[\"'](?P<escaped>[^\"'\\\n⟦⟧]{1,4096}+)"
    r"|(?!\\{1,3}[\"'])(?P<bare>[^\s\"'`;&<>⟦⟧]{1,4096}+)"
)
_SCHEME = re.compile(r"(?i:bearer|basic|digest|token|apikey|negotiate|hawk|aws4-hmac-sha256)[ \t]+[^\n\"'⟦⟧]{1,4096}+")
_PLAIN_WORDS = frozenset(
    {
        "none",
        "null",
        "nil",
        "true",
        "false",
        "undefined",
        "empty",
        "unset",
        "required",
        "optional",
        "missing",
        "unknown",
    }
    | {"redacted", "hidden", "str", "string", "text", "bytes", "int", "integer", "number", "bool", "boolean", "any"}
)
_CODE = re.compile(
    r"[$%{(\[]|(?:os|self|this|env|environ|process|settings|config|cfg|args|options|request|var|local)\.|\*+$"
)


def mask(rule: str) -> str:
    """What stands in place of a secret."""
    return f"⟦masked: {rule}⟧"


_RULES = (*(one.rule for one in _PATTERNS), "private key", "JSON web token", _NAMED, _WHOLE)
_MASK = re.compile("|".join(re.escape(mask(rule)) for rule in _RULES))


def redact(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with its secrets masked, and the rules that found them, each once.

    Masking again changes nothing: it is repeated until it does not, and a text that will not settle, or would grow by
    more than ``MOST_GROWTH`` characters, is masked as a whole.
    """
    found: dict[str, None] = {}
    result = text
    for _ in range(_MOST_PASSES):
        masked = _pass(result, found)
        if len(masked) > len(text) + MOST_GROWTH:
            break
        if masked == result:
            return result, tuple(found)
        result = masked
    return mask(_WHOLE), (*found, _WHOLE)


def harmless(text: str) -> bool:
    """Whether a value under a secret's name is none: masked already, a reference, or a word for nothing."""
    return bool(_MASK.fullmatch(text)) or text.strip().lower() in _PLAIN_WORDS or bool(re.fullmatch(r"\*+", text))


def _pass(text: str, found: dict[str, None]) -> str:
    low = text.lower()
    if "private key" in low:
        text = _private_keys(text, found)
    if "eyJ" in text:
        text = _DOTTED.sub(lambda match: _web_token(match.group(), found), text)
    for one in _PATTERNS:
        if any(hint in low for hint in one.hints):
            text = one.pattern.sub(lambda match, one=one: _replace(match, one, found), text)  # type: ignore[misc]
    if ":" in text or "=" in text or "--" in text:
        text = _named(text, found)
    return text


def _replace(match: re.Match[str], one: _Pattern, found: dict[str, None]) -> str:
    group: int | str = "s" if "s" in match.re.groupindex else 0
    secret = match.group(group)
    if one.is_one is not None and not one.is_one(secret):
        return match.group()
    found[one.rule] = None
    start, end = match.start(group) - match.start(), match.end(group) - match.start()
    return f"{match.group()[:start]}{mask(one.rule)}{match.group()[end:]}"


def _private_keys(text: str, found: dict[str, None]) -> str:
    """Each key from its first line to its last; one whose end is missing, to the end of the text."""
    parts, at = [], 0
    while (begin := _PEM.search(text, at)) is not None:
        end = _PEM_END.search(text, begin.end())
        parts += [text[at : begin.start()], mask("private key")]
        found["private key"] = None
        at = end.end() if end is not None else len(text)
    return "".join([*parts, text[at:]])


def _web_token(text: str, found: dict[str, None]) -> str:
    """A JWT or JWE (RFC 7519): its header is JSON, so in base64 it begins with ``eyJ``."""
    start = text.find("eyJ")
    parts = text[start:].split(".") if start >= 0 else []
    if len(parts) < 2 or len(parts[0]) < 10 or not (len(parts) >= 3 or parts[1].startswith("eyJ")):
        return text
    found["JSON web token"] = None
    return text[:start] + mask("JSON web token")


def _named(text: str, found: dict[str, None]) -> str:
    parts, at = [], 0
    for match in _NAME.finditer(text):
        name = match.group("name") or match.group("flag")
        if match.end() < at or not is_secret(name):
            continue
        span = _secret_value(text, match, name)
        if span is not None:
            found[_NAMED] = None
            parts += [text[at : span[0]], mask(_NAMED)]
            at = span[1]
    return "".join([*parts, text[at:]])


def _secret_value(text: str, match: re.Match[str], name: str) -> tuple[int, int] | None:
    """Where the value beside a secret's name stands, None when it is none."""
    scheme = _SCHEME.match(text, match.end())
    if scheme is not None and name.lower().endswith("authorization"):
        return scheme.span()
    value = _VALUE.match(text, match.end())
    if value is None or value.lastgroup is None:
        return None
    said = value.group(value.lastgroup)
    start, end = value.span(value.lastgroup)
    if value.lastgroup == "bare":
        said = said.rstrip(".,:)")
        end = start + len(said)
        assigned = match.group("flag") is not None or "=" in match.group("sep")
        if not said or not _bare(said, assigned, name, text[end : end + 1]):
            return None
    return None if harmless(said) else (start, end)


def _bare(said: str, assigned: bool, name: str, after: str) -> bool:
    """Whether a value without quotes is a secret, not a word of a sentence or a name in a program."""
    if _CODE.match(said) or "(" in said or "[" in said:
        return False
    if said.isdigit() and name.lower().endswith("token"):
        return False
    written = all(c.isalpha() or c in "-." for c in said)
    return assigned or not written or after in ("", "\n", "\r")
