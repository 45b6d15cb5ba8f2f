"""What the demo's direct agents share: they work on several tasks at once, and end when the desk says stop."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from counterseal.agents.client import AgentClient
from counterseal.agents.refusals import Halted, NotRun
from counterseal.errors import KnownError

LOOK_SECONDS = 0.5
EXIT_STOPPED = 3


def say(text: str) -> None:
    """One line in the agent's own log."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def serve(
    client: AgentClient, open_tasks: Callable[[], Iterable[str]], work: Callable[[str], str], at_once: int = 6
) -> int:
    """Take up every open task once, until the client has to stop.

    Args:
        open_tasks: names of the tasks that are open now; asked twice a second.
        work: does one task and returns what came of it; a refusal is a ``NotRun``.

    Returns:
        the exit code of the process: 3 when it was stopped.
    """
    seen: set[str] = set()
    with ThreadPoolExecutor(at_once, thread_name_prefix="task") as pool:
        while client.stopped is None:
            for task in open_tasks():
                if task not in seen:
                    seen.add(task)
                    pool.submit(_one, task, work)
            time.sleep(LOOK_SECONDS)
    say(f"stopped: {client.stopped}")
    return EXIT_STOPPED


def _one(task: str, work: Callable[[str], str]) -> None:
    try:
        say(f"{task}: {work(task)}")
    except (NotRun, Halted) as error:
        say(f"{task}: not done. {error.text()}")
    except KnownError as error:
        say(f"{task}: failed. {error.text()}")
    except Exception as error:  # noqa: BLE001  (one task's defect must not end the others; it stands in the log)
        say(f"{task}: failed. {type(error).__name__}: {error}")
