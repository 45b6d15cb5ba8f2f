"""Sources from the command line: adding them, and a connection test that names the cause."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from counterseal.sync.desk import Desk

from .cli_story import TOOLS, Cli, make_profile, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with one agent, whose gateway has stopped."""
    desk: Desk = serving(make_profile(tmp_path_factory.mktemp("upstream") / "profile"))
    desk.register_agent("mailer", "Mailer", TOOLS).result(30)
    desk.close()
    return desk.home


@pytest.fixture
def web_page() -> Iterator[str]:
    """Something that answers, but is no LangGraph server."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<html>hello</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def closed_port() -> Iterator[str]:
    """An address at which nothing listens, and which nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_a_source_is_added_and_listed_and_its_key_is_kept_apart(home: Path, cli: Cli, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("lsv2-secret\n")
    key.chmod(0o600)
    words = ("upstream", "add", "prod", "--kind", "langgraph", "--url", "http://127.0.0.1:9/", "--agent", "mailer")
    added = cli(*words, "--agent-of", "graph=mailer", "--api-key-file", key, "--profile", home, "--json")
    assert added.code == 0
    assert (added.json["url"], added.json["api_key"]) == ("http://127.0.0.1:9", True)
    assert "lsv2-secret" not in added.out
    listed = cli("upstream", "list", "--profile", home, "--json").json["sources"]
    assert [(one["name"], one["agents"], one["state"]) for one in listed] == [("prod", {"graph": "mailer"}, "off")]
    assert "prod" in cli("upstream", "list", "--profile", home).out
    assert (home / "sources" / "prod.key").stat().st_mode & 0o077 == 0


def test_what_else_a_kind_takes_comes_from_a_file_and_is_kept(home: Path, cli: Cli, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    words = ("upstream", "add", "pay", "--kind", "a2a", "--url", "http://127.0.0.1:9", "--agent", "mailer")
    options = ("--options", answers, "--profile", home)
    for broken in (None, "[]", '{"yes": {"text": "yes"}}', "{"):
        if broken is not None:
            answers.write_text(broken)
        assert cli(*words, *options).code == 1
    answers.write_text('{"approve": {"text": "approve"}}')
    assert cli(*words, *options).code == 0
    listed = cli("upstream", "list", "--profile", home, "--json").json["sources"]
    # Another kind would take it for one of its own, and lose what only this one takes.
    assert cli(*["langgraph" if word == "a2a" else word for word in words], "--profile", home).code == 1
    # The profile is the module's: what another test has added is not looked at, and this one's is taken away.
    assert cli("upstream", "remove", "pay", "--profile", home).code == 0
    kept = [(one["kind"], one["options"]) for one in listed if one["name"] == "pay"]
    assert kept == [("a2a", {"approve": {"text": "approve"}})]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "../prod"}, 2),
        ({"--kind": "smtp"}, 2),
        ({"--url": "ftp://x"}, 2),
        ({"--url": "http://me:secret@host"}, 2),
        ({"--agent": "nobody"}, 1),
        ({"--agent-of": "graph"}, 2),
        ({"--api-key-file": "/nonexistent/key"}, 1),
    ],
)
def test_a_source_that_breaks_a_rule_is_not_added(home: Path, cli: Cli, change: dict[str, str], code: int) -> None:
    given = {"--kind": "langgraph", "--url": "http://127.0.0.1:9", "--agent": "mailer", **change}
    name = given.pop("name", "broken")
    words = [word for pair in given.items() for word in pair]
    assert cli("upstream", "add", name, *words, "--profile", home).code == code
    assert "broken" not in cli("upstream", "list", "--profile", home).out


def test_an_address_where_nothing_listens_cannot_be_reached(home: Path, cli: Cli, closed_port: str) -> None:
    ran = cli("upstream", "test", "--url", closed_port, "--profile", home, "--json")
    assert (ran.code, ran.json["ok"]) == (3, False)
    assert [check["name"] for check in ran.json["checks"] if not check["ok"]] == ["Connects"]
    shown = cli("upstream", "test", "--url", closed_port, "--profile", home)
    assert shown.code == 3
    assert "FAILED  Connects" in shown.out


def test_something_else_answers_there(home: Path, cli: Cli, web_page: str) -> None:
    ran = cli("upstream", "test", "--url", web_page, "--profile", home, "--json")
    assert (ran.code, ran.json["ok"], ran.json["checks"][0]["ok"]) == (1, False, True)
    assert ran.err.count("\n") == 1


def test_a_test_names_one_known_server_or_one_address(home: Path, cli: Cli) -> None:
    assert cli("upstream", "test", "--profile", home).code == 2
    assert cli("upstream", "test", "prod", "--url", "http://127.0.0.1:9", "--profile", home).code == 2
    assert cli("upstream", "test", "unheard-of", "--profile", home).code == 1
