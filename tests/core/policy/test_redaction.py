"""Seeded secrets never survive, ordinary text always does, and no text makes the masking slow."""

from __future__ import annotations

import base64
import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterseal.policy.redaction import MOST_FOUND, mask, redact, redact_text
from counterseal.policy.secret_names import is_secret
from counterseal.policy.secret_text import MOST_GROWTH

NAMED = "a secret by its name"
_DICE = random.Random(4)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _roll(count: int, letters: str = _LETTERS) -> str:
    return "".join(_DICE.choice(letters) for _ in range(count))


# Made here, so that no scanner of repositories takes this file for a leak.
ISSUED = {
    "AWS key": ["AK" + "IA" + _roll(16, "ABCDEFGHJKMNPQRSTUVWXYZ234567"), "AS" + "IA" + _roll(16, "ABCDEFGH234567")],
    "GitHub token": ["gh" + kind + "_" + _roll(36) for kind in "pousr"]
    + ["github" + "_pat_" + _roll(22) + "_" + _roll(59)],
    "GitLab token": ["gl" + "pat-" + _roll(20), "gl" + "dt-" + _roll(24), "gl" + "rt-" + _roll(10) + "-_" + _roll(10)],
    "Slack token": ["xo" + "xb-" + _roll(12, "0123456789") + "-" + _roll(24), "xa" + "pp-1-" + _roll(20)],
    "Slack address": ["hooks.slack.com/services/T" + _roll(8) + "/B" + _roll(8) + "/" + _roll(24)],
    "Stripe key": ["sk" + "_live_" + _roll(24), "rk" + "_test_" + _roll(24), "wh" + "sec_" + _roll(32)],
    "Google key": ["AI" + "za" + _roll(35), "ya" + "29." + _roll(60), "GOC" + "SPX-" + _roll(28)],
    "API key": [
        "sk" + "-" + _roll(48),
        "sk" + "-proj-" + _roll(20) + "-" + _roll(20),
        "sk" + "-ant-api03-" + _roll(40),
    ],
    "JSON web token": [
        "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + _roll(43),
        "ey" + "JhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "ey" + "JhbGciOiJkaXIifQ.." + _roll(16) + "." + _roll(30) + "." + _roll(22),
    ],
    "private key": [
        f"-----BEGIN {kind}PRIVATE KEY-----\n{_roll(64)}\n{_roll(20)}==\n-----END {kind}PRIVATE KEY-----"
        for kind in ("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")
    ],
    "bearer token": ["Bearer " + _roll(24) + "7", "bearer  " + _roll(30) + "9.x-_~+/=="],
    "basic authentication": ["Basic " + base64.b64encode(b"maria:" + _roll(12).encode()).decode()],
    "a password in an address": [
        "postgres://app:" + _roll(12) + "@db.example/shop",
        "https://u:p@" + _roll(8) + ":" + _roll(4) + "@h.example",
        "redis://:" + _roll(9) + "@r:6379/0",
    ],
}
SECRETS = [(rule, secret) for rule, secrets in ISSUED.items() for secret in secrets]
AROUND = [
    "{}",
    "see {} here",
    "\n{}\n",
    '"{}"',
    "({})",
    "<{}>",
    "x={};",
    "[{}]",
    "`{}`",
    "key:\t{},",
    "https://a.example/?k={}&z=1",
]


def _parts(secret: str) -> list[str]:
    """What must not survive: every run of the secret that is long enough to be of use."""
    public = {
        "https",
        "postgres",
        "redis",
        "example",
        "shop",
        "hooks",
        "slack",
        "services",
        "Bearer",
        "bearer",
        "Basic",
    }
    runs = re.findall(r"[A-Za-z0-9]{8,}", secret)
    return [run for run in runs if run not in public]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("rule", "secret"), SECRETS, ids=[f"{rule}-{i}" for i, (rule, _s) in enumerate(SECRETS)])
def test_issued_secrets_never_survive(rule: str, secret: str, around: str) -> None:
    text = around.format(secret)
    masked, rules = redact_text(text)
    assert rules
    assert not [part for part in _parts(secret) if part in masked], masked
    assert redact_text(masked) == (masked, ())
    if around in ("{}", "see {} here"):
        assert rules == (rule,)
        assert mask(rule) in masked


def test_what_stands_around_a_secret_stays() -> None:
    key = ISSUED["AWS key"][0]
    assert redact_text(f"before {key}, after")[0] == f"before {mask('AWS key')}, after"
    address = redact_text(ISSUED["a password in an address"][0])[0]
    assert address == f"postgres://app:{mask('a password in an address')}@db.example/shop"
    pem = ISSUED["private key"][1]
    assert redact_text(f"a\n{pem}\nb\n{pem}\nc")[0] == f"a\n{mask('private key')}\nb\n{mask('private key')}\nc"
    assert redact_text(f"a {pem[:60]}")[0] == f"a {mask('private key')}"
    header = redact_text(f"curl -H 'Authorization: {ISSUED['bearer token'][0]}' https://a.example")[0]
    assert header.startswith("curl -H 'Authorization: ")
    assert header.endswith("⟧' https://a.example")


ASSIGNED = [
    "password=hunter2",
    "PASSWORD = hunter2",
    "DB_PASSWORD=hunter2 next",
    "password: hunter2",
    "password: hunter2\nuser: maria",
    "'passwd' : 'hunter2'",
    '{"password": "hunter2"}',
    '{"apiKey":"hunter2","n":1}',
    '{\\"client_secret\\": \\"hunter2\\"}',
    "{'token': 'hunter2'}",
    "--password hunter2 --verbose",
    "--api-key=hunter2",
    "?user=a&access_token=hunter2&x=1",
    "X-Api-Key: hunter2",
    "Authorization: Token hunter2",
    "secret := 'hunter2'",
    "private_key => hunter2",
    "password = 'a b hunter2'",
    'password = "a \\" hunter2"',
    "passphrase: hunter2",
    "AccountKey=hunter2==;EndpointSuffix=x",
    "pwd=hunter2;",
]


@pytest.mark.parametrize("text", ASSIGNED)
def test_values_beside_a_secrets_name_never_survive(text: str) -> None:
    masked, rules = redact_text(f"# settings\n{text}")
    assert "hunter2" not in masked
    assert rules == (NAMED,)
    assert redact_text(masked) == (masked, ())


ORDINARY = [
    "",
    "Please refund order 4711 to Anna Berg; she was promised it on Friday.",
    "The password: it should have at least twelve letters.",
    "Forgot password? Reset your password here. A secret is safe with me.",
    "This is a basic understanding of responsibilities; the bearer acknowledges acknowledgements.",
    "Total tokens: 512, token: 42, max_tokens=4096, token_count: 9, next_page_token=abc123def",
    "550e8400-e29b-41d4-a716-446655440000",
    "DE89 3704 0044 0532 0130 00 and DE89370400440532013000, BIC COBADEFFXXX",
    "sha256:" + "0f" * 32 + " " + "a1b2c3d4" * 5,
    "git+https://git.example/repo.git@" + "0f" * 20,
    "https://shop.example:8443/orders?id=7&mail=maria@example.org#top",
    "mailto:maria@example.org http://localhost:8080/path@v2",
    "def login(user: str, password: str, token: str | None = None) -> bool:",
    "password = get_password()\nsecret = os.environ['APP_SECRET']\ntoken=$TOKEN\napi_key: ${API_KEY}",
    "sk-learn-estimators-and-their-pipelines are task-oriented-components-here",
    "Basic dGhpcyBpcyBubyBwYWlyIG9mIG5hbWU=",
    "password: null, secret: none, token=None, passphrase: required",
    "2026-11-21T13:02:11.482Z 1.2.3 v1.0.0-rc.1 192.168.0.1:8080 2001:db8::1",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
    "key: value, keys: a b c, public_key=abc123, monkey=1, keyboard: qwerty1, turkey=5",
    "password=********",
    "Größe: 5 € — “fünf” … 五",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact_text(text) == (text, ())
    assert redact({"note": [text]}) == ({"note": [text]}, ())


@pytest.mark.parametrize(
    "name",
    [
        "password", "Password", "PASSWD", "user_password", "userPassword", "db.password", "passphrase", "secret",
        "client_secret", "clientSecret", "clientsecret", "token", "access_token", "accessToken", "X-Auth-Token",
        "api_key", "apiKey", "APIKey", "apikey", "X-Api-Key", "private_key", "privateKey", "secretAccessKey",
        "aws_secret_access_key", "authorization", "Proxy-Authorization", "credentials", "cookie", "Set-Cookie",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)
    assert redact({"a": {name: "x"}}) == ({"a": {name: mask(NAMED)}}, ((f"/a/{name}", NAMED),))


@pytest.mark.parametrize(
    "name",
    [
        "token_count", "tokens", "max_tokens", "tokenizer", "token_type", "next_page_token", "pageToken", "nextToken",
        "continuation_token", "password_reset", "passwordless", "secretary", "secret_name", "public_key", "primary_key",
        "key", "keys", "monkey", "author", "authorized", "cookies_accepted", "", "_", "x" * 121 + "_password",
    ],
)  # fmt: skip
def test_names_of_other_things(name: str) -> None:
    assert not is_secret(name)
    assert redact({name: "x"}) == ({name: "x"}, ())


def test_values_under_a_name_at_any_depth() -> None:
    value = {
        "a/b": [{"password": 1234, "on": True, "secret": None, "tokens": 5}],
        "apiKey": ["x", ["y"], ""],
        "token": False,
    }
    masked, found = redact(value)
    assert masked == {
        "a/b": [{"password": mask(NAMED), "on": True, "secret": None, "tokens": 5}],
        "apiKey": [mask(NAMED), [mask(NAMED)], ""],
        "token": False,
    }
    assert found == (("/a~1b/0/password", NAMED), ("/apiKey/0", NAMED), ("/apiKey/1/0", NAMED))
    assert redact(masked) == (masked, ())
    assert redact({"secret": {"arn": "x", "value": 5}}) == ({"secret": {"arn": "x", "value": 5}}, ())
    assert redact("plain") == ("plain", ())
    assert redact(5) == (5, ())


def test_secrets_that_are_member_names_stay_apart() -> None:
    one, other = ISSUED["AWS key"]
    masked, found = redact({one: 1, other: 2, "x": 3})
    assert masked == {mask("AWS key"): 1, f"{mask('AWS key')} 2": 2, "x": 3}
    assert [rule for _pointer, rule in found] == ["AWS key"]
    assert redact(masked)[0] == masked


def test_what_was_found_is_told_so_often_and_no_more() -> None:
    _masked, found = redact([{"password": "x"}] * (MOST_FOUND + 50))
    assert len(found) == MOST_FOUND


def test_a_text_full_of_secrets_is_masked_as_a_whole() -> None:
    masked, rules = redact_text("pwd=a;" * 5000)
    assert masked == mask("a text full of secrets")
    assert rules[-1] == "a text full of secrets"
    assert redact_text(masked) == (masked, ())


def test_a_mask_that_somebody_wrote_hides_nothing() -> None:
    for text in (
        "password=⟦masked: hunter2⟧",
        "⟦masked: AWS key⟧ password=hunter2",
        "password=⟦masked: AWS key⟧hunter2=1",
    ):
        again = redact_text(redact_text(text)[0])
        assert again[1] == ()
    assert redact({"password": "⟦masked: hunter2⟧"})[0] == {"password": mask(NAMED)}
    assert redact({"password": mask("AWS key")})[0] == {"password": mask("AWS key")}


_SIGNS = ["⟦", "⟧", "⟦masked: ", mask(NAMED), mask("AWS key"), "password=", "--token ", "://u:", *"\"'\\:=@\n ;."]
_HALVES = [secret[: len(secret) // 2] for _rule, secret in SECRETS]
_pieces = st.sampled_from([*(secret for _rule, secret in SECRETS), *ASSIGNED, *ORDINARY, *_HALVES, *_SIGNS])
texts = st.lists(_pieces | st.text(max_size=4), max_size=8).map("".join)
values = st.recursive(
    texts | st.integers() | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts | st.sampled_from(["password", "n"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(texts)
@settings(max_examples=120)
def test_masking_again_changes_nothing(text: str) -> None:
    masked, rules = redact_text(text)
    assert redact_text(masked) == (masked, ())
    assert (masked == text) is (rules == ())
    assert len(masked) <= len(text) + MOST_GROWTH


def test_a_key_that_was_masked_does_not_name_what_stands_under_it() -> None:
    masked, _found = redact({"ghp_zRMKTSo3u9224XF2mVqYgPLPeRF87038j1TA": 0})
    assert masked == redact(masked)[0] == {"⟦masked: GitHub token⟧": 0}
    masked, _found = redact({"Bearer IllHlpnEm9AKCxRipbxTlW9w7": "x", "its password": "x"})
    assert masked == redact(masked)[0]
    assert masked == {"Bearer ⟦masked: bearer token⟧": "x", "its password": "⟦masked: a secret by its name⟧"}


@given(values)
@settings(max_examples=15)
def test_masking_a_value_again_changes_nothing(value: Any) -> None:
    masked, found = redact(value)
    assert redact(masked)[0] == masked
    assert (masked == value) is (found == ())
    json.dumps(masked)


@given(st.sampled_from(SECRETS), texts, texts, st.sampled_from([" ", "\n", '"', ", "]))
@settings(max_examples=120)
def test_a_secret_survives_in_no_company(secret: tuple[str, str], before: str, after: str, glue: str) -> None:
    masked, rules = redact_text(f"{before}{glue}{secret[1]}{glue}{after}")
    assert rules
    alone = [part for part in _parts(secret[1]) if part not in before and part not in after]
    assert not [part for part in alone if part in masked]


LONG = [
    "eyJ-", "eyJaaaaaaaaaa.", "password=", "password=\"\\", "pwd:", "://a:", "a:", "sk-a", "-----BEGIN PRIVATE KEY ",
    "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA ", "ghp_", "glpat-", "bearer ", "basic aaaa", "a.", "--a", "a", "⟦",
    " ", "\\", "'", "xoxb-", "AKIA", "token ", "password" + " " * 3, "-.", "Authorization: Bearer ", "https://", "@",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_long_texts_cost_what_they_are_long(piece: str) -> None:
    """A pattern whose work grows with the square of the text would not end before the test's own limit."""
    text = piece * (60_000 // len(piece))
    for tail in ("", "!", ":x@", "\n"):
        masked, _rules = redact_text(text + tail)
        assert len(masked) <= len(text) + len(tail) + MOST_GROWTH
