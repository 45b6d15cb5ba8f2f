"""Pages of a log that are not what they should be: none is stored, and what was stored before stays."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from counterseal.errors import KnownError, LedgerDamaged, Unreachable
from counterseal.gateway import log_side
from counterseal.gateway.context import Context
from counterseal.ledger import log as ledger_log
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.tree import EMPTY_ROOT
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.seal.keys import SigningKey
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.replica import Replica, Stored
from gateway.desks import Bench

Page = dict[str, Any]


def nothing(_digests: Sequence[str]) -> Mapping[str, int]:
    return {}


@pytest.fixture
def replica(tmp_path: Path, filled: Bench) -> Iterator[Replica]:
    made = Replica.open(tmp_path, SeparateGateway(1, "payments", "http://127.0.0.1:9", filled.profile.log.verifier))
    yield made
    made.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A log with decisions, orders and attachments. It is a desk's own one; logs are all of one form."""
    from gateway.desks import make_profile, running_bench

    home = tmp_path_factory.mktemp("filled") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        agent = bench.agent()
        for _ in range(2):
            bench.decide(agent.propose()["id"])
        yield bench


def page(bench: Bench, start: int, end: int) -> Page:
    """As the gateway of this log would answer; ``end`` is where it has a head."""
    profile = bench.profile
    context = Context(profile.log, None, bench.clock, profile.home)
    with profile.reading() as connection:
        return dict(json.loads(log_side.page(context, connection, start, end)))


def test_pages_make_a_replica_that_verifies_like_the_log_itself(replica: Replica, filled: Bench) -> None:
    with filled.profile.reading() as connection:
        head, note = ledger_log.head(connection)
    size = 0
    while size < head.size:
        size = replica.store(page(filled, size, size + 2), nothing).size
    assert replica.head() == (head, note)
    report = verify_log(replica.database, replica.gateway.verifier)
    assert report.ok, report.sentences
    with pytest.raises(LedgerDamaged, match="not the one asked for"):
        replica.store(page(filled, 0, 2), nothing)


def test_a_page_that_another_process_has_stored_meanwhile_is_needed_no_more(replica: Replica, filled: Bench) -> None:
    size = replica.store(page(filled, 0, 1_000), nothing).size
    assert replica.store(page(filled, 0, 1_000), nothing, 0) == Stored(size, False)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def changed(name: str) -> Callable[[Page], None]:
    def change(found: Page) -> None:
        payloads = next(e["payloads"] for e in found["entries"] if name in e["payloads"])
        payloads[name]["bytes"] = text(base64.b64decode(payloads[name]["bytes"]).replace(b"refund", b"refuse") + b" ")

    return change


def dropped(found: Page) -> None:
    next(e["payloads"] for e in found["entries"] if "action" in e["payloads"]).pop("action")


def marked(found: Page) -> None:
    entry = next(e for e in found["entries"] if "action" in e["payloads"])
    entry["payloads"]["action"] = {"erased": 2}


def retitled(found: Page) -> None:
    payload = found["entries"][-1]["payloads"]["listing"]
    line = json.loads(base64.b64decode(payload["bytes"]))
    payload["bytes"] = text(json.dumps({**line, "title": "Nothing to see"}).encode())


def unsigned(found: Page) -> None:
    entry = next(e for e in found["entries"] if e["seq"] and e["envelope"] is not None)
    raw = bytearray(base64.b64decode(entry["envelope"]["signatures"][0]["sig"]))
    raw[5] ^= 1
    entry["envelope"]["signatures"][0]["sig"] = text(bytes(raw))


def swapped(found: Page) -> None:
    found["entries"][1], found["entries"][2] = found["entries"][2], found["entries"][1]


def cut(found: Page) -> None:
    found["entries"].pop()


def other_key(found: Page) -> None:
    origin, size, root, *_rest = found["checkpoint"].split("\n")
    found["checkpoint"] = sign_head(Head(origin, int(size), base64.b64decode(root)), SigningKey.generate())


@pytest.mark.parametrize(
    "spoil",
    [changed("action"), changed("listing"), dropped, marked, retitled, unsigned, swapped, cut, other_key],
)
def test_a_spoiled_page_is_refused_whole(replica: Replica, filled: Bench, spoil: Callable[[Page], None]) -> None:
    replica.store(page(filled, 0, 1), nothing)
    before = replica.head()
    good = page(filled, 1, 1_000)
    bad = copy.deepcopy(good)
    spoil(bad)
    with pytest.raises(LedgerDamaged) as refused:
        replica.store(bad, nothing)
    assert refused.value.code == "bad_page"
    assert replica.head() == before
    assert replica.store(good, nothing).size == before[0].size + len(good["entries"])


def test_a_head_that_the_log_never_signed_over_these_entries_is_refused(replica: Replica, filled: Bench) -> None:
    found = page(filled, 0, 1)
    head = Head(filled.profile.log.origin, 1, EMPTY_ROOT)
    found["checkpoint"] = sign_head(head, filled.profile.log.key)
    with pytest.raises(LedgerDamaged, match="not those under the head"):
        replica.store(found, nothing)
    assert replica.head()[0].size == 0


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"entries": [], "checkpoint": 5},
        {"entries": [5], "checkpoint": ""},
        {"entries": [{"seq": 0, "leaf": "?", "envelope": None, "payloads": {}}], "checkpoint": ""},
        {"entries": [{"seq": 0, "leaf": "", "envelope": None, "payloads": {"x": 5}}], "checkpoint": ""},
        {"entries": [{"seq": 0, "leaf": "", "envelope": None, "payloads": ["x"]}], "checkpoint": ""},
        {"entries": [{"seq": 1 << 63, "leaf": "", "envelope": None, "payloads": {}}], "checkpoint": ""},
        {"entries": [{"seq": 0, "leaf": "", "envelope": {"erased": "1"}, "payloads": {}}], "checkpoint": ""},
    ],
)
def test_what_is_no_page_is_no_evidence_against_the_log(replica: Replica, answer: Any) -> None:
    with pytest.raises(Unreachable):
        replica.store(answer, nothing)


def test_an_origin_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    for origin in ("counterseal/../../x", "counterseal/", "other"):
        with pytest.raises(KnownError):
            Replica.path(tmp_path, origin)


def test_a_replica_made_after_an_erasure_learns_of_it_when_it_comes_to_the_order(
    tmp_path: Path, home: Path, opens: Callable[..., Bench]
) -> None:
    bench = opens()
    action = bench.agent().propose()["id"]
    bench.decide(action, Verdict.REJECT)
    seqs = bench.desk.erasing.subject_entries(action).result(60)
    done = bench.desk.erasing.erase(seqs, "the customer asked for it", "asked").result(60)
    gateway = SeparateGateway(1, "payments", "http://127.0.0.1:9", bench.profile.log.verifier)
    made = Replica.open(tmp_path / "copy", gateway)
    try:
        assert made.store(page(bench, 0, done.seq), nothing) == Stored(done.seq, False)
        assert made.waits_for_erasures()
        with made.database.read() as connection:
            said = connection.exec_driver_sql("SELECT verdict FROM listing WHERE seq = ?", (max(done.erased),)).scalar()
        assert said == "", "nobody has said yet what stood there"
        assert made.store(page(bench, done.seq, done.seq + 1), nothing).erased
        assert not made.waits_for_erasures()
        report = verify_log(made.database, gateway.verifier)
        assert report.ok, report.sentences
    finally:
        made.close()


def test_a_replica_erases_what_the_log_has_erased(tmp_path: Path, home: Path, opens: Callable[..., Bench]) -> None:
    bench = opens()
    action = bench.agent().propose(claims={"summary": "a word that must go"})["id"]
    bench.decide(action, Verdict.REJECT)
    with bench.profile.reading() as connection:
        size = ledger_log.length(connection)
    gateway = SeparateGateway(1, "payments", "http://127.0.0.1:9", bench.profile.log.verifier)
    made = Replica.open(tmp_path / "copy", gateway)
    try:
        made.store(page(bench, 0, size), nothing)
        assert b"a word that must go" in everything(made)
        seqs = bench.desk.erasing.subject_entries(action).result(60)
        bench.desk.erasing.erase(seqs, "the customer asked for it", "asked").result(60)
        with bench.profile.reading() as connection:
            assert made.store(page(bench, size, ledger_log.length(connection)), nothing).erased
        assert verify_log(made.database, gateway.verifier).ok
        assert b"a word that must go" not in everything(made)
    finally:
        made.close()


def everything(replica: Replica) -> bytes:
    """All bytes of the replica's files."""
    return b"".join(path.read_bytes() for path in replica.database.path.parent.iterdir())
