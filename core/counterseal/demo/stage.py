"""Setting the stage: profile, gateway, real things to work on, and the agents' processes."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from counterseal.demo import authority, cast, office, repository, shop
from counterseal.demo.folders import Folders
from counterseal.demo.processes import Child, Processes
from counterseal.demo.telling import Teller
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from counterseal.model.views import QueueItem
from counterseal.seal.keystore import write_private
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile

SOURCE = "office-langgraph"
READY_SECONDS = 45.0
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(slots=True)
class Stage:
    """Everything that a run needs, while it runs."""

    folders: Folders
    desk: Desk
    passphrase: str
    shop: Path
    refunds: Child
    code: Child
    office: Child
    office_url: str
    threads: dict[str, str] = field(default_factory=dict)

    def waiting(self) -> list[QueueItem]:
        """What waits for a decision now."""
        return [item for item in self.desk.queue() if item.state is State.HELD]

    def item(self, words: str) -> QueueItem | None:
        """The waiting action whose title has these words."""
        return next((item for item in self.waiting() if words in item.title), None)


def new_passphrase() -> str:
    """Twenty letters and digits in groups of four: about 99 bits, and easy to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))


def set_up(folders: Folders, program: Path, tell: Teller, stack: ExitStack) -> Stage:
    """Make and start everything; ``stack`` ends it again.

    Args:
        program: the ``langgraph`` executable.

    Raises:
        KnownError: something could not be made or did not start.
    """
    processes = stack.enter_context(Processes(folders.logs))
    office.create(folders)
    # First, because it takes longest to come up.
    server, url = office.start(processes, folders, program)
    tell(f"LangGraph server starting at {url}")
    database = shop.create(folders.work / "shop")
    repository.create(folders.repository)
    tell("a shop with 5 orders, a repository with 2 branches, an empty mailbox")
    passphrase = new_passphrase()
    write_private(folders.passphrase, f"{passphrase}\n".encode())
    # A demo leaves nothing in the account of whoever looks at it, marks of its heads included.
    os.environ["COUNTERSEAL_STATE"] = str(folders.work / "state")
    Profile.create(folders.profile, cast.PERSON, KeyChoice(passphrase, use_keyring=False)).close()
    desk = open_desk(folders.profile, folders.passphrase)
    stack.callback(desk.close)
    desk.start()
    tell(f"profile of {cast.PERSON} with an encrypted key file; gateway at {desk.gateway_url}")
    tokens = {
        part.id: desk.register_agent(part.id, part.name, [part.tool], part.runbook).result(15) for part in cast.CAST
    }
    tell(f"{len(tokens)} agents registered by signed orders")
    desk.unlock(passphrase).result(15)
    authority.sign(desk.autonomy, desk.profile.person_id)
    tell("the refunds agent may refund up to €20.00 alone: charter, level L4 and mandate are signed")
    children = [
        _start_agent(processes, folders, desk, module, target, tokens[part.id], part)
        for part, module, target in ((cast.REFUNDS, "refunds", database), (cast.CODE, "code", folders.repository))
    ]
    return Stage(folders, desk, passphrase, database, children[0], children[1], server, url)


def wait_for_questions(
    stage: Stage, until: Callable[[Callable[[], bool], float, str], object], tell: Teller, expected: int
) -> None:
    """Give the office its tasks, and wait until every agent's questions are in the queue. Raises KnownError."""
    children = (stage.refunds, stage.code, stage.office)

    def server_up() -> bool:
        stage.office.check()
        return office.answers(stage.office_url)

    until(server_up, READY_SECONDS, "the LangGraph server to answer")
    tell("LangGraph server answers")
    stage.desk.add_source(UpstreamConfig(SOURCE, "langgraph", stage.office_url, cast.OFFICE.id)).result(10)
    stage.threads = office.begin(stage.office_url)

    def all_asked() -> bool:
        for child in children:
            child.check()
        return len(stage.waiting()) >= expected

    until(all_asked, READY_SECONDS, f"{expected} actions to wait in the queue")
    for item in stage.waiting():
        tell(f"waits: {item.title} ({item.agent_name}, {item.risk.word})")


def _start_agent(
    processes: Processes, folders: Folders, desk: Desk, module: str, target: Path, token: str, part: cast.Part
) -> Child:
    command = [sys.executable, "-m", f"counterseal.demo.agents.{module}", str(target)]
    environment = {"COUNTERSEAL_URL": desk.gateway_url, "COUNTERSEAL_TOKEN": token}
    return processes.start(part.name.lower(), command, folders.work, environment)
