"""A separate gateway from the command line: made for an owner's card, adopted, served, killed, verified, handed out."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from counterseal.cli.gateway_commands import out_of_collection

from .cli_story import Cli, make_profile

COMMAND = [sys.executable, "-m", "counterseal.cli.main"]


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """``gateway serve`` as a process of its own, and what it says when it answers."""
    process = subprocess.Popen(
        [*COMMAND, "gateway", "serve", "--profile", str(home), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def card(cli: Cli, home: Path, secret: Path) -> tuple[Path, str]:
    """The card file of a profile's person, and its code."""
    file = home.with_suffix(".card")
    said = cli("people", "card", "--out", file, "--profile", home, "--passphrase-file", secret, "--json").json
    return file, said["code"]


@pytest.fixture
def maria(tmp_path: Path) -> Path:
    return make_profile(tmp_path / "maria")


@pytest.fixture
def gateway(tmp_path: Path, cli: Cli, maria: Path, secret: Path) -> tuple[Path, dict[str, Any]]:
    """A new gateway for Maria's card, and what ``init`` said."""
    file, _code = card(cli, maria, secret)
    home = tmp_path / "gateway"
    made = cli("gateway", "init", "--owner", file, "--name", "Payments", "--profile", home, "--json")
    assert made.code == 0, made.err
    return home, made.json


def test_a_gateway_from_its_first_owner_to_its_bundle(
    tmp_path: Path, cli: Cli, maria: Path, secret: Path, gateway: tuple[Path, dict[str, Any]]
) -> None:
    home, asked = gateway
    jonas = make_profile(tmp_path / "jonas")
    at_maria = ("--profile", maria, "--passphrase-file", secret, "--json")
    with served(home) as (process, said):
        wrong = cli("people", "adopt", said["url"], "--code", "AAAAA-AAAAA-AAAAA", *at_maria)
        assert (wrong.code, wrong.json["error"]["code"]) == (1, "code_differs")
        adopted = cli("people", "adopt", said["url"], "--as", "payments", "--code", asked["code"], *at_maria)
        assert adopted.code == 0, adopted.err
        assert adopted.json["vkey"] == asked["vkey"]
        file, code = card(cli, jonas, secret)
        roles = ("--role", "owner", "--role", "reviewer")
        enrolled = cli("people", "enrol", file, *roles, "--code", code, "--gateway", "payments", *at_maria)
        assert (enrolled.code, enrolled.json["kind"]) == (0, "enrolled"), enrolled.out
        listed = cli("people", "list", "--gateway", "payments", "--profile", maria, "--json").json
        assert (len(listed["people"]), listed["origin"]) == (2, said["origin"])
        assert len(cli("people", "list", "--profile", maria, "--json").json["people"]) == 1
        registered = cli("agents", "register", "refunds", "--name", "Refunds", "--gateway", "payments", *at_maria)
        assert registered.code == 0, registered.out
        crm = ("upstream", "add", "crm", "--kind", "langgraph", "--url", "http://127.0.0.1:9", "--profile", home)
        assert cli(*crm, "--agent", "nobody", "--json").json["error"]["code"] == "unknown_agent"
        assert cli(*crm, "--agent", "refunds", "--json").json["polled"] is True
        process.kill()
        process.wait(60)
    with served(home) as (_process, again):
        assert again == said, "the same address and log after a kill"
        health = httpx.get(f"{again['url']}/healthz", trust_env=False).json()
        assert (health["adopted"], health["kind"], health["conflicts"]) == (True, "separate", 0)
        verified = cli("ledger", "verify", "--profile", home, "--json")
        assert (verified.code, verified.json["ok"], verified.json["entries"] >= 2) == (0, True, True), verified.err
        examined = cli("doctor", "--profile", home, "--json")
        found = {line["name"]: line for line in examined.json["lines"]}
        assert (examined.code, found["Serving"]["found"]) == (0, said["url"]), examined.out
        assert "agents: 1" in found["People"]["found"]
    (source,) = cli("upstream", "list", "--profile", home, "--json").json["sources"]
    assert (source["name"], source["agent"]) == ("crm", "refunds")
    assert cli("upstream", "remove", "crm", "--profile", home).code == 0
    assert cli("upstream", "remove", "crm", "--profile", home, "--json").json["error"]["code"] == "no_source"
    assert cli("upstream", "list", "--profile", home, "--json").json["sources"] == []
    out = tmp_path / "bundle"
    assert cli("ledger", "export", "--out", out, "--profile", home).code == 0
    assert cli("ledger", "verify", "--bundle", out).code == 0
    assert cli("ledger", "proof", "0", "--out", tmp_path / "zero", "--profile", home).code == 0
    refused = cli("queue", "list", "--profile", home, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "gateway_folder")


def test_adopting_by_file(
    tmp_path: Path, cli: Cli, maria: Path, secret: Path, gateway: tuple[Path, dict[str, Any]]
) -> None:
    home, asked = gateway
    at_maria = ("--profile", maria, "--passphrase-file", secret)
    (owner,) = [one for one in cli("doctor", "--profile", home, "--json").json["lines"] if one["name"] == "Owner"]
    assert (owner["level"], asked["code"] in owner["todo"]) == ("warning", True)
    thief = make_profile(tmp_path / "thief")
    stolen, signed = tmp_path / "stolen.json", tmp_path / "signed.json"
    ran = cli(
        "people", "adopt", asked["request"], "--out", stolen, "--code", asked["code"],
        "--profile", thief, "--passphrase-file", secret,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    refused = cli("gateway", "init", "--finish", stolen, "--profile", home, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "not_the_owner")
    ran = cli("people", "adopt", asked["request"], "--out", signed, "--code", asked["code"].lower(), *at_maria)
    assert ran.code == 0, ran.err
    assert cli("gateway", "init", "--finish", signed, "--profile", home).code == 0
    again = cli("gateway", "init", "--finish", signed, "--profile", home, "--json")
    assert again.json["error"]["code"] == "adopted"
    assert cli("ledger", "verify", "--profile", home).code == 0
    assert cli("ledger", "verify", "--profile", maria).code == 0


def test_what_init_refuses(tmp_path: Path, cli: Cli, maria: Path, gateway: tuple[Path, dict[str, Any]]) -> None:
    home, _asked = gateway
    (tmp_path / "no.card").write_text("{}")
    assert cli("gateway", "init", "--profile", tmp_path / "new").code == 2
    assert cli("gateway", "init", "--owner", tmp_path / "no.card", "--profile", tmp_path / "new").code == 1
    assert cli("gateway", "init", "--owner", tmp_path / "none", "--profile", tmp_path / "new").code == 1
    assert cli("gateway", "init", "--finish", tmp_path / "no.card", "--profile", home).code == 1
    card_file = maria.with_suffix(".card")
    again = cli("gateway", "init", "--owner", card_file, "--profile", home, "--json")
    assert again.json["error"]["code"] == "exists"
    assert cli("gateway", "init", "--owner", card_file, "--profile", maria, "--json").json["error"]["code"] == "exists"


def test_a_full_look_of_the_collector_passes_over_what_a_started_gateway_is_made_of() -> None:
    held: list[object] = []
    held.append(held)
    with out_of_collection():
        assert gc.get_freeze_count() > 0
        assert not any(one is held for one in gc.get_objects())
    assert gc.get_freeze_count() == 0
    assert any(one is held for one in gc.get_objects())
