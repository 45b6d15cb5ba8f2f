"""The embedded gateway answers where it answered last time, so that agents keep their address."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal.sync.serving import PORT_FILE


def served_port(home: Path) -> int:
    desk = open_desk(home)
    desk.start()
    try:
        port = urlsplit(desk.gateway_url).port
    finally:
        desk.close()
    assert port is not None
    return port


def new_home(folder: Path) -> Path:
    home = folder / "profile"
    Profile.create(home, "Maria Lind", KeyChoice("", False, Cost(64, 1, 1))).close()
    return home


def test_the_port_is_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    assert served_port(home) == served_port(home)


def test_a_port_that_somebody_else_took_is_given_up(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    first = served_port(home)
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        second = served_port(home)
    assert second != first
    assert int((home / PORT_FILE).read_text("ascii")) == second


def test_a_damaged_port_file_is_no_obstacle(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    (home / PORT_FILE).write_text("not a port", "ascii")
    assert served_port(home) > 1023
