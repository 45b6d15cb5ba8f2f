"""A separate gateway over TLS 1.3: known by its pinned key, in the owner's comparison too, and by nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from core.sync.separate import NAME, hand_over
from counterseal.agents.client import AgentClient
from counterseal.agents.connection import Connection
from counterseal.cli.main import main
from counterseal.errors import InvalidInput, NotFound, Unreachable, WrongUse
from counterseal.gateway import certificates
from counterseal.gateway.adoption import GatewayRequest, read_request
from counterseal.gateway.home import REQUEST_FILE, GatewayHome
from counterseal.model.decisions import Verdict
from counterseal.pinning import pin_of, read_pins
from counterseal.sync import gateways
from counterseal.sync.listening import Listening
from counterseal.sync.transport import GatewayClient
from gateway.desks import REFUND, Bench, running_bench
from gateway.offices import METRICS_TOKEN, Desktop, Office, running_office

OTHER = "ab" * 32
VKEY_PUBLIC = "11" * 32
# As the first version of requests gave it.
OLD_CODE = "6C6NY-H70CF-48XZ0"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An adopted gateway with TLS, for tests that only knock."""
    with running_office(tmp_path_factory.mktemp("office"), tls=True) as office:
        yield office


def requests_of(office: Office) -> int:
    """How many requests reached the gateway, without the one that asks."""
    with office.owner.http(METRICS_TOKEN) as http:
        told = http.get("/metrics")
    assert told.status_code == 200, told.text
    lines = [line for line in told.text.splitlines() if line.startswith("counterseal_requests_total{")]
    return sum(int(line.rpartition(" ")[2]) for line in lines if '"/metrics"' not in line)


def ask(url: str, pin: str | None) -> Any:
    async def work() -> Any:
        client = GatewayClient(url, "none", pin)
        try:
            return await client.get("/healthz")
        finally:
            await client.close()

    return asyncio.run(work())


def pair(encrypt: bool = False, days: int = 30) -> tuple[bytes, bytes]:
    """A certificate over P-256 as an organisation's own authority would make one, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    how = BestAvailableEncryption(b"hunter22") if encrypt else NoEncryption()
    return certificate.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


# -- who is let in, and who is spoken to ----------------------------------------------------------------------------
def test_the_pinned_key_is_spoken_to_and_no_other(office: Office) -> None:
    pin = office.process.house.request.pin
    assert office.url.startswith("https://127.0.0.1:")
    assert ask(office.url, pin)["origin"] == office.origin
    before = requests_of(office)
    with pytest.raises(Unreachable) as refused:
        ask(office.url, OTHER)
    assert (refused.value.code, pin in refused.value.where) == ("wrong_key", True)
    with pytest.raises(Unreachable) as unpinned:
        ask(office.url, "")
    assert unpinned.value.code == "no_pin"
    assert requests_of(office) == before, "no request left before the key was proven"


def test_an_agent_holds_it_to_the_same_key(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pin = office.process.house.request.pin
    for pins in (pin, f"{OTHER}, {pin.upper()}"):
        line = Connection(office.url, "none", pins)
        assert line.get("/healthz")["origin"] == office.origin
        line.close()
    for pins, code in ((OTHER, "wrong_key"), ("", "no_pin")):
        line = Connection(office.url, "none", pins)
        with pytest.raises(Unreachable) as refused:
            line.get("/healthz")
        assert refused.value.code == code
        line.close()
    monkeypatch.setenv("COUNTERSEAL_PIN", "not a pin")
    with pytest.raises(InvalidInput):
        AgentClient(office.url, "none")


def test_older_versions_of_tls_are_not_served(office: Office) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    port = int(office.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 20) as plain, context.wrap_socket(plain) as line:
        assert line.version() == "TLSv1.3"
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", port), 20) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain)


def test_a_server_with_an_older_version_is_not_spoken_to(tmp_path: Path) -> None:
    held = certificates.make(tmp_path, "counterseal/x", datetime.now(UTC))
    context = certificates.server_context(tmp_path)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _peer = server.accept()
            with line, contextlib.suppress(ssl.SSLError, OSError):
                context.wrap_socket(line, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(Unreachable):
            ask(f"https://127.0.0.1:{server.getsockname()[1]}", held.pin)
        thread.join(60)


def test_plain_requests_get_nothing_from_it(office: Office) -> None:
    with pytest.raises(Unreachable):
        ask(office.url.replace("https:", "http:"), "")


# -- where it listens -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "2001:db8::7"])
def test_off_this_machine_it_does_not_start_without_tls(host: str) -> None:
    with pytest.raises(WrongUse) as refused:
        Listening(host, names=("gateway.example",))
    assert refused.value.code == "no_tls"


def test_the_command_does_not_serve_beyond_loopback_without_a_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = Desktop(tmp_path / "maria", "Maria Lind")
    GatewayHome.create(tmp_path / "gateway", owner.card(), "Payments").close()
    owner.close()
    serve = ["gateway", "serve", "--profile", str(tmp_path / "gateway"), "--host", "0.0.0.0"]
    assert main(serve) == 2, "all addresses, and no name that clients use"
    assert "--hostname" in capsys.readouterr().err
    (tmp_path / "gateway" / certificates.CERTIFICATE).unlink()
    assert main([*serve, "--hostname", "gateway.example"]) == 2
    assert "with TLS only" in capsys.readouterr().err
    assert main(["gateway", "serve", "--profile", str(tmp_path / "gateway"), "--tls"]) == 1
    assert "has no certificate" in capsys.readouterr().err
    assert main(["gateway", "serve", "--profile", str(tmp_path / "maria"), "--tls"]) == 2
    assert main(["gateway", "certificate", "--profile", str(tmp_path / "maria"), "--new"]) == 1
    assert not (tmp_path / "maria" / certificates.KEY).exists()


def test_it_answers_to_the_names_that_it_was_given() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    everywhere = Listening("0.0.0.0", 8731, ("Gateway.example", "192.0.2.7"), context)
    assert everywhere.hosts(8731) == {"gateway.example:8731", "192.0.2.7:8731"}
    assert everywhere.url(8731) == "https://Gateway.example:8731"
    assert "gateway.example" in everywhere.hosts(443)
    assert Listening("::1", tls=context).hosts(9) == {"[::1]:9", "localhost:9"}
    assert Listening().url(9) == "http://127.0.0.1:9"
    for name in ("", "http://x", "a b", "x:1", "bücher.example"):
        with pytest.raises(WrongUse):
            Listening("127.0.0.1", names=(name,))
    with pytest.raises(WrongUse):
        Listening("gateway.example")


# -- certificates ---------------------------------------------------------------------------------------------------
def test_a_made_certificate_has_a_private_key_file_and_no_end(tmp_path: Path) -> None:
    held = certificates.make(tmp_path, "counterseal/x", datetime.now(UTC))
    assert held == certificates.load(tmp_path)
    assert held.ends is None
    leaf = x509.load_pem_x509_certificate((tmp_path / certificates.CERTIFICATE).read_bytes())
    assert held.pin == pin_of(leaf.public_bytes(Encoding.DER))
    if os.name == "posix":
        assert (tmp_path / certificates.KEY).stat().st_mode & 0o777 == 0o600
    assert certificates.make(tmp_path, "counterseal/x", datetime.now(UTC)).pin != held.pin


def test_a_certificate_made_elsewhere_is_installed_and_served(tmp_path: Path) -> None:
    held = certificates.install(tmp_path, *pair())
    assert held.ends is not None
    assert certificates.server_context(tmp_path).minimum_version is ssl.TLSVersion.TLSv1_3


def test_what_cannot_be_served_is_not_installed(tmp_path: Path) -> None:
    (mine, key), (theirs, other) = pair(), pair()
    for certificate, secret in (
        (mine, other),
        (theirs, key),
        (b"", key),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key),
        (mine, b"nothing"),
        pair(encrypt=True),
    ):
        with pytest.raises(InvalidInput) as refused:
            certificates.install(tmp_path, certificate, secret)
        assert "hunter22" not in refused.value.text()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound):
        certificates.load(tmp_path)
    assert certificates.held_pin(tmp_path) == ""
    certificates.install(tmp_path, mine, key)
    (tmp_path / certificates.KEY).write_bytes(other)
    with pytest.raises(Exception, match="cannot be served"):
        certificates.server_context(tmp_path)


def test_the_command_prints_and_replaces_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    owner = Desktop(tmp_path / "maria", "Maria Lind")
    card = tmp_path / "maria.card"
    card.write_text(json.dumps(owner.card().members()))
    owner.close()
    certificate, key = pair()
    for name, raw in (("c.pem", certificate), ("k.pem", key)):
        (tmp_path / name).write_bytes(raw)
    given = ["--cert", str(tmp_path / "c.pem"), "--key", str(tmp_path / "k.pem")]
    home = ["--profile", str(tmp_path / "gateway"), "--json"]

    def run(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main(list(words)) == code
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    made = run("gateway", "init", "--owner", str(card), *given, *home)
    assert (made["v"], made["pin"]) == (2, certificates.load(tmp_path / "gateway").pin)
    assert run("gateway", "certificate", *home)["pin"] == made["pin"]
    changed = run("gateway", "certificate", "--new", *home)
    asked = read_request((tmp_path / "gateway" / REQUEST_FILE).read_text("utf-8"))
    assert (asked.pin, asked.code) == (changed["pin"], changed["code"])
    assert changed["code"] != made["code"], "the owner compares the key as well"
    assert (changed["before"], changed["ends"], changed["pin"] != made["pin"]) == (made["pin"], None, True)
    assert run("gateway", "certificate", *given, *home)["pin"] == made["pin"]
    assert "together" in run("gateway", "certificate", *given[:2], *home, code=2)

    def tls() -> dict[str, Any]:
        (line,) = (one for one in run("doctor", *home)["lines"] if one["name"] == "TLS")
        return dict(line)

    assert made["pin"] in tls()["found"]
    assert "ends 20" in tls()["found"]
    (tmp_path / "gateway" / certificates.CERTIFICATE).unlink()
    assert (tls()["level"], tls()["todo"] != "") == ("note", True)
    run("gateway", "certificate", *given, *home)
    assert "--new" in run("gateway", "certificate", "--new", *given, *home, code=2)


# -- what the owner compares ----------------------------------------------------------------------------------------
def test_the_code_covers_the_key_and_older_requests_still_read() -> None:
    old = GatewayRequest("counterseal/0", VKEY_PUBLIC, "Payments")
    assert old.members()["v"] == 1
    assert read_request(json.dumps(old.members())) == old
    assert old.code == OLD_CODE, "what is printed on paper must stay the same"
    new = GatewayRequest(old.origin, old.log_key, old.name, OTHER)
    assert new.members()["v"] == 2
    assert read_request(json.dumps(new.members())) == new
    assert len({old.code, new.code, GatewayRequest(old.origin, old.log_key, old.name, "cd" * 32).code}) == 3
    members = new.members()
    for wrong in (
        {**members, "v": 1},
        {**old.members(), "v": 2},
        {**members, "v": 3},
        {**old.members(), "v": True},
        {**members, "pin": ""},
        {**members, "pin": OTHER.upper()},
        {**members, "pin": None},
        {**members, "more": ""},
        [],
    ):
        with pytest.raises(InvalidInput):
            read_request(json.dumps(wrong))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[tuple[Office, Bench]]:
    """A gateway with TLS that has no owner yet, and its owner's real desk."""
    with running_office(tmp_path, adopt=False, tls=True) as office:
        hand_over(office.owner)
        office.desktops.clear()
        with running_bench(tmp_path / "maria") as bench:
            yield office, bench


def test_a_gateway_is_adopted_used_and_rekeyed_over_tls(
    new: tuple[Office, Bench], capsys: pytest.CaptureFixture[str]
) -> None:
    office, bench = new
    adopting: Any = bench.desk.adopting
    asked = adopting.ask(office.url).result(30)
    assert asked == office.process.house.request
    adoption = adopting.sign(asked).result(30)
    assert adopting.send(office.url, asked, adoption).result(30) == "adopted"
    known = bench.desk.add_gateway(NAME, office.url, asked.verifier.text(), asked.pin).result(30)
    assert known.members()["pin"] == asked.pin

    token = bench.desk.register_agent("refunds", "Refunds", [REFUND], gateway=NAME).result(30)
    with AgentClient(office.url, token, pin=f"{asked.pin},{OTHER}") as agent:
        action = agent.propose("refunds.issue", {"amount": 124_000, "order": "88213"})
        bench.decide(action)
        permit = agent.permit(agent.wait(action, 30).id)
        assert permit.arguments == {"amount": 124_000, "order": "88213"}
        assert agent.outcome(permit, "done").value == "done"

    # Another key: nothing is sent until its people have taken it.
    held = certificates.make(office.home, office.origin, datetime.now(UTC))
    office.restart()
    source = bench.ear.until(lambda: [s for s in bench.desk.status().sources if "another key" in s.note], "the refusal")
    assert (source[0].name, source[0].state) == (NAME, "reconnecting")
    pinned = ["upstream", "pin", NAME, held.pin, "--profile", str(bench.home), "--json"]
    assert main(pinned) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pin"], told["url"], told["vkey"]) == (held.pin, office.url, asked.verifier.text())
    assert main(["upstream", "pin", "nowhere", *pinned[3:]]) == 1
    assert main(["upstream", "pin", NAME, "xyz", *pinned[4:]]) == 1
    bench.ear.until(
        lambda: [s for s in bench.desk.status().sources if (s.name, s.state) == (NAME, "live")], "the new key"
    )
    with AgentClient(office.url, token, pin=held.pin) as agent:
        action = agent.propose("refunds.issue", {"amount": 1, "order": "1"})
        bench.decide(action, Verdict.REJECT)


def test_somebody_in_between_is_found_at_adoption(new: tuple[Office, Bench]) -> None:
    office, bench = new
    # The request names a key that the one who answers does not have.
    certificates.make(office.home, office.origin, datetime.now(UTC))
    with pytest.raises(Unreachable) as refused:
        bench.desk.adopting.ask(office.url).result(30)
    assert refused.value.code == "wrong_key"


def test_over_tls_a_gateway_is_known_with_its_key_only(tmp_path: Path) -> None:
    owner = Desktop(tmp_path / "maria", "Maria Lind")
    text = owner.log.verifier.text()
    owner.close()
    with pytest.raises(InvalidInput) as refused:
        gateways.read("team", "https://gateway.example:8731", text)
    assert refused.value.code == "no_pin"
    assert gateways.read("team", "https://gateway.example:8731", text, f" {OTHER.upper()} ").pin == OTHER
    for pin in ("x", OTHER[1:], "é" * 64):
        with pytest.raises(InvalidInput):
            read_pins(pin)
