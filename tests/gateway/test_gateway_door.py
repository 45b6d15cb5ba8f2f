"""Who gets as far as a handler: host, origin, types, sizes, tokens, and JSON that two readers could read apart."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from counterseal.gateway.guard import MAX_BODY, Guard
from counterseal.gateway.http_protocol import MAX_HEAD
from gateway.desks import Agent, Bench, expect_problem

JSON = {"Content-Type": "application/json"}


def bearer(agent: Agent) -> dict[str, str]:
    return {"Authorization": f"Bearer {agent.token}"}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "evil.example"}, 403, "wrong_host"),
        ({"Host": "127.0.0.1"}, 403, "wrong_host"),
        ({"Host": "127.0.0.1:1"}, 403, "wrong_host"),
        ({"Host": "127.0.0.1.evil.example:80"}, 403, "wrong_host"),
        ({"Host": ""}, 403, "wrong_host"),
        ({"Origin": "http://evil.example"}, 403, "browser"),
        ({"Origin": "null"}, 403, "browser"),
        ({"Origin": ""}, 403, "browser"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "browser"),
        ({"Sec-Fetch-Site": "same-site"}, 403, "browser"),
        ({"Content-Encoding": "gzip"}, 415, "encoding"),
        ({"Content-Encoding": "identity"}, 415, "encoding"),
        ({"Content-Type": "text/plain"}, 415, "not_json"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415, "not_json"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415, "not_json"),
        ({"Content-Type": ""}, 415, "not_json"),
        ({"Content-Type": "application/jsonp"}, 415, "not_json"),
    ],
)
def test_what_a_web_page_could_send_is_refused(refunds: Agent, headers: dict[str, str], status: int, code: str) -> None:
    body = json.dumps({"tool": "refunds.issue", "arguments": {"amount": 1, "order": "1"}})
    expect_problem(refunds.http.post("/v1/actions", content=body, headers={**JSON, **headers}), status, code)


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/v1/queue", "/v1/log/checkpoint"])
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://127.0.0.1"}])
def test_reading_is_guarded_like_writing(refunds: Agent, path: str, headers: dict[str, str]) -> None:
    assert refunds.http.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_named_as_the_standard_allows(refunds: Agent, kind: str) -> None:
    assert refunds.http.post("/v1/lease", content="{}", headers={"Content-Type": kind}).status_code == 200


def test_localhost_is_the_same_place(shared: Bench) -> None:
    port = urlsplit(shared.address.url).port
    assert httpx.get(f"{shared.address.url}/healthz", headers={"Host": f"localhost:{port}"}).json()["ok"] is True


def test_a_declared_oversize_is_refused_before_it_is_read(refunds: Agent, shared: Bench) -> None:
    head = f"POST /v1/actions HTTP/1.1\r\nHost: {urlsplit(shared.address.url).netloc}\r\n"
    said = raw(shared, f"{head}Content-Type: application/json\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 413")
    assert b'"too_large"' in said
    assert raw(shared, f"{head}Content-Length: -5\r\n\r\n".encode()).startswith(b"HTTP/1.1 4")


def test_an_undeclared_oversize_is_cut_off_while_it_is_read(refunds: Agent) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'{"tool":"'
        while sent < 4 * MAX_BODY:
            sent += 1 << 20
            yield b"x" * (1 << 20)

    try:
        answer = refunds.http.post("/v1/actions", content=endless(), headers=JSON)
    except httpx.HTTPError:
        # The server may close while we still send; what matters is that it read no more than it takes.
        pass
    else:
        expect_problem(answer, 413, "too_large")
    assert sent < 4 * MAX_BODY
    assert refunds.lease()["lease"]


def test_two_hosts_in_one_request_are_refused(shared: Bench) -> None:
    host = urlsplit(shared.address.url).netloc
    said = raw(shared, f"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nHost: {host}\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 4"), said[:80]


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "Origin"])
def test_what_two_readers_could_read_apart_is_said_once(shared: Bench, name: str) -> None:
    host = urlsplit(shared.address.url).netloc
    said = raw(shared, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n{name}: a\r\n{name}: b\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 400"), said[:80]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Type : application/json\r\n",
        "Folded: a\r\n b\r\n",
        "Nothing\r\n",
        "Nul: a\0b\r\n",
    ],
)
def test_heads_that_proxies_and_servers_read_apart_are_refused(shared: Bench, head: str) -> None:
    host = urlsplit(shared.address.url).netloc
    said = raw(shared, f"POST /v1/lease HTTP/1.1\r\nHost: {host}\r\n{head}\r\n0\r\n\r\n".encode("latin-1"))
    assert said.startswith(b"HTTP/1.1 4"), said[:80]


@pytest.mark.parametrize("piece", [b"Name: value\r\n", b"x" * 1_000])
def test_a_head_that_never_ends_is_ended(shared: Bench, piece: bytes) -> None:
    parts = urlsplit(shared.address.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nLong: ")
        sent = 0
        try:
            while sent < 8 * MAX_HEAD:
                line.sendall(piece)
                sent += len(piece)
            said = line.recv(100)
        except ConnectionError:
            # Closed while more was on its way; what counts is that it was closed.
            said = b""
        assert said[:12] in (b"HTTP/1.1 400", b"")


def test_one_line_carries_many_requests_and_large_bodies_between_small_ones(shared: Bench, refunds: Agent) -> None:
    """The head's limit is for heads: bodies pass on the same line, and each answer comes whole and in order."""
    parts = urlsplit(shared.address.url)
    line = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    head = {"Authorization": f"Bearer {refunds.token}", "Content-Type": "application/json"}
    try:
        for size in (0, 1, 3 * MAX_HEAD, 1, 20 * MAX_HEAD, 0):
            line.request("POST", "/v1/lease", json.dumps({"holder": "x" * size}) if size else "{}", head)
            answer = line.getresponse()
            assert answer.status == (200 if size < 2 else 422)
            assert json.loads(answer.read())
            line.request("GET", "/healthz")
            assert json.loads(line.getresponse().read())["origin"] == shared.address.origin
    finally:
        line.close()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/v1/nothing", 404, "no_such_address"), ("/", 404, "no_such_address"), ("/docs", 404, "no_such_address")],
)
def test_unknown_addresses_are_problems_too(refunds: Agent, path: str, status: int, code: str) -> None:
    expect_problem(refunds.http.get(path), status, code)


def test_a_wrong_method_is_a_problem_that_names_the_right_one(refunds: Agent) -> None:
    answer = refunds.http.get("/v1/actions")
    expect_problem(answer, 405, "no_such_address")
    assert answer.headers["allow"] == "POST"


def test_no_answer_redirects(refunds: Agent) -> None:
    expect_problem(refunds.http.get("/v1/queue/"), 404, "no_such_address")


@pytest.mark.parametrize("scheme", ["", "Bearer", "Basic dXNlcjpwdw==", "Bearer \xff\xfe"])
def test_without_a_token_nothing_is_told(shared: Bench, scheme: str) -> None:
    with httpx.Client(base_url=shared.address.url, trust_env=False) as bare:
        headers = {"Authorization": scheme.encode("latin-1")} if scheme else {}
        assert bare.get("/v1/queue", headers=headers).status_code == 401
        assert bare.post("/v1/lease", content="{}", headers={**JSON, **headers}).status_code == 401


PEOPLES = [
    ("GET", "/v1/queue"),
    ("GET", "/v1/queue/x"),
    ("GET", "/v1/agents"),
    ("GET", "/v1/sources"),
    ("GET", "/v1/orders/x"),
    ("GET", "/v1/log/checkpoint"),
    ("GET", "/v1/log/entries?start=0&end=1"),
    ("POST", "/v1/decisions"),
    ("POST", "/v1/orders"),
]


@pytest.mark.parametrize(("method", "path"), PEOPLES)
def test_an_agents_token_opens_nothing_of_the_peoples_side(refunds: Agent, method: str, path: str) -> None:
    expect_problem(refunds.http.request(method, path, content="{}", headers=JSON), 401, "bad_token")


def test_a_persons_token_is_not_an_agents(shared: Bench) -> None:
    with shared.people() as people:
        expect_problem(people.post("/v1/lease", content="{}", headers=JSON), 401, "bad_token")
        expect_problem(people.post("/v1/actions", content="{}", headers=JSON), 401, "bad_token")


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('{"a":1,"a":2}', "duplicate_key"),
        ('{"b":{"a":1,"\\u0061":2}}', "duplicate_key"),
        ('{"a":NaN}', "not_a_number"),
        ('{"a":-Infinity}', "not_a_number"),
        ('{"a":1e400}', "not_a_number"),
        ('{"a":9007199254740992}', "integer_range"),
        ('{"a":"\\ud800"}', "lone_surrogate"),
        (deep(33), "too_deep"),
        (deep(100_000), "too_deep"),
        (json.dumps({f"k{i}": i for i in range(2_001)}), "too_many_keys"),
        (json.dumps({"a": "x" * 2_000_000}), "too_large"),
        ('{"a":}', "not_json"),
        ('{"a":1}}', "not_json"),
        ("[1]", "invalid_input"),
        ("null", "invalid_input"),
        ('"text"', "invalid_input"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_arguments_that_two_readers_could_read_apart_are_refused(refunds: Agent, arguments: str, code: str) -> None:
    body = f'{{"tool":"refunds.issue","arguments":{arguments}}}'
    said = expect_problem(refunds.http.post("/v1/actions", content=body, headers=JSON), 422, code)
    assert "\n" not in said["title"]


def test_arguments_of_one_mebibyte_are_taken(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose(tool="notes.write", arguments={"text": "x" * 1_040_000})
    assert len(shared.desk.detail(asked["id"]).result(60).canonical) > 1_040_000
    refunds.post(f"/v1/actions/{asked['id']}/withdraw")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"tool": ""}, "bad_tool"),
        ({"tool": "x" * 201}, "bad_tool"),
        ({"tool": 5}, "bad_tool"),
        ({"agent": "other"}, "invalid_input"),
        ({"id": "01a1fd42-661b-7e8d-91ae-d057ccd779c4"}, "invalid_input"),
        ({"expires_at": "tomorrow"}, "bad_time"),
        ({"expires_at": 5}, "bad_time"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expired"),
        ({"expires_at": "2999-01-01T00:00:00Z"}, "expires_too_late"),
    ],
    ids=str,
)
def test_malformed_proposals_name_what_is_wrong(refunds: Agent, members: dict[str, Any], code: str) -> None:
    assert refunds.propose(422, **members)["code"] == code


def test_claims_context_and_trace_are_taken_as_far_as_they_can_be(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose(
        claims={"summary": "s" * 100_000, "confidence": 7},
        context=[{"kind": "message", "title": "Mail", "text": "<script>\u202e"}, 5, None, {"kind": []}],
        trace=[{"id": "1", "kind": "model", "name": "m", "text": "t"}, "noise"],
    )
    detail = shared.desk.detail(asked["id"]).result(60)
    assert detail.claims.confidence is None or 0 <= detail.claims.confidence <= 1
    assert [item.text for item in detail.context if item.title == "Mail"] == ["<script>\u202e"]
    refunds.post(f"/v1/actions/{asked['id']}/withdraw")


def test_an_unregistered_token_that_looks_right_is_told_what_to_do(shared: Bench) -> None:
    with httpx.Client(base_url=shared.address.url, headers={"Authorization": f"Bearer {'x' * 43}"}) as bare:
        said = expect_problem(bare.post("/v1/actions", content="{}", headers=JSON), 401, "bad_token")
    assert "COUNTERSEAL_TOKEN" in said["todo"]


def test_the_description_names_every_address(shared: Bench) -> None:
    paths = httpx.get(f"{shared.address.url}/openapi.json", trust_env=False).json()["paths"]
    assert {"/v1/actions", "/v1/decisions", "/v1/orders", "/v1/queue", "/v1/lease", "/healthz"} <= set(paths)


def test_a_defect_is_a_problem_without_its_insides(
    bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_any: object) -> None:
        raise ZeroDivisionError("secret path /home/someone")

    monkeypatch.setattr("counterseal.gateway.intake.facts.render", broken)
    answer = agent.http.post("/v1/actions", json={"tool": "t", "arguments": {}})
    expect_problem(answer, 500, "defect")
    assert "secret" not in answer.text
    monkeypatch.undo()
    assert agent.propose()["state"] == "held"


def raw(shared: Bench, request: bytes) -> bytes:
    parts = urlsplit(shared.address.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(request)
        said = b""
        while part := line.recv(65_536):
            said += part
        return said


@pytest.mark.parametrize("length", ["\u00b2", "-1", "1.0", "", "9" * 5_000, str(MAX_BODY + 1)])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    """What the server in front lets through is not taken on trust: nothing here ends in a defect."""
    said: list[Any] = []

    async def ask() -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise AssertionError("it got through")

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        names = {"host": "here", "content-length": length, "content-type": "application/json"}
        headers = [(name.encode(), value.encode("latin-1")) for name, value in names.items()]
        scope = {"type": "http", "method": "POST", "headers": headers}
        await Guard(app, lambda: {"here"})(scope, receive, send)

    asyncio.run(ask())
    assert said[0]["status"] == 413
