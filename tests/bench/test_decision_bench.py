"""A durable signed decision beside the same rows and bytes in one transaction through the same driver (DESIGN 7)."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert, text

from counterseal.clock import SystemClock
from counterseal.ledger import schema
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail
from counterseal.sync import signing
from counterseal.sync.api import DecisionDraft, Event
from counterseal.sync.desk import Desk

from .measuring import new_profile, percentile, table

ROUNDS = 400
TABLES = ("entries", "envelopes", "payloads", "heads", "listing", "outbox")


def test_durable_signed_decision(tmp_path: Path) -> None:
    desk = Desk(new_profile(tmp_path / "profile"), SystemClock())
    desk.start()
    try:
        token = desk.register_agent("refunds", "Refunds agent").result(10)
        details = _ask(desk, token, ROUNDS)
    finally:
        desk.close()
    profile = new_profile(tmp_path / "signing")
    plain = new_profile(tmp_path / "plain")
    signed = [_signed(profile, detail) for detail in details]
    bare = _same_rows(profile, plain)
    profile.close()
    plain.close()
    line = (
        ROUNDS,
        f"{percentile(signed, 0.5) * 1e3:.2f}",
        f"{percentile(signed, 0.99) * 1e3:.2f}",
        f"{percentile(bare, 0.5) * 1e3:.2f}",
        f"{percentile(signed, 0.5) / percentile(bare, 0.5):.2f}",
    )
    table(
        "Durable signed decision (goal: p50 at most 3 x the same rows, p99 at most 10 ms)",
        ("decisions", "p50 ms", "p99 ms", "same rows p50 ms", "ratio"),
        [line],
    )
    assert len(signed) == ROUNDS


def test_ask_to_queue_and_decision_to_release(tmp_path: Path) -> None:
    """Loopback, without a window: agent asks to desk hears; decision to agent hears."""
    desk = Desk(new_profile(tmp_path / "profile"), SystemClock())
    desk.step_up.entered()
    desk.start()
    heard: dict[str, float] = {}

    def listen(event: Event) -> None:
        if event.kind == "queue":
            for item in event.value:
                heard.setdefault(item.id, time.perf_counter())

    desk.subscribe(listen)
    asked, released = [], []
    try:
        token = desk.register_agent("refunds", "Refunds agent").result(10)
        with httpx.Client(base_url=desk.gateway_url, headers={"Authorization": f"Bearer {token}"}) as client:
            for number in range(100):
                started = time.perf_counter()
                action_id = client.post("/v1/actions", json=_call(number)).json()["id"]
                while action_id not in heard:
                    time.sleep(0.0005)
                asked.append(heard[action_id] - started)
                detail = desk.detail(action_id).result(5)
                started = time.perf_counter()
                desk.decide(_draft(detail)).result(5)
                state = client.get(f"/v1/actions/{action_id}", params={"wait": 5}).json()["state"]
                released.append(time.perf_counter() - started)
                assert state == "rejected"
    finally:
        desk.close()
    lines = [
        (name, f"{percentile(v, 0.5) * 1e3:.1f}", f"{percentile(v, 0.99) * 1e3:.1f}")
        for name, v in (("agent asks to desk hears", asked), ("decision to agent hears", released))
    ]
    table("Latency on loopback (goal: p99 at most 100 ms each)", ("path", "p50 ms", "p99 ms"), lines)


def _call(number: int) -> dict[str, Any]:
    return {"tool": "refunds.issue", "arguments": {"order": str(number), "amount_minor": 124_000}}


def _ask(desk: Desk, token: str, count: int) -> list[ActionDetail]:
    with httpx.Client(base_url=desk.gateway_url, headers={"Authorization": f"Bearer {token}"}) as client:
        ids = [client.post("/v1/actions", json=_call(number)).json()["id"] for number in range(count)]
    return [desk.detail(action_id).result(10) for action_id in ids]


def _draft(detail: ActionDetail) -> DecisionDraft:
    item = detail.item
    return DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, Verdict.REJECT, reason="not this one")


def _signed(profile: Any, detail: ActionDetail) -> float:
    gc.disable()
    started = time.perf_counter()
    signing.store_decision(profile, SystemClock(), _draft(detail), detail, lambda _step: None, stepped_up=True)
    spent = time.perf_counter() - started
    gc.enable()
    return spent


def _same_rows(source: Any, target: Any) -> list[float]:
    """Insert what the decisions wrote into another database, one transaction a decision, and time each."""
    with source.reading() as connection:
        wanted = {
            name: [dict(row._mapping) for row in connection.execute(schema.metadata.tables[name].select())]
            for name in TABLES
        }
        bodies = [dict(r._mapping) for r in connection.execute(text("SELECT rowid AS seq, body FROM search"))]
    by_seq = {row["seq"]: row for row in wanted["entries"]}
    envelopes = {row["sha256"]: row for row in wanted["envelopes"]}
    heads = {row["size"]: row for row in wanted["heads"]}
    listing = {row["seq"]: row for row in wanted["listing"]}
    search = {row["seq"]: row for row in bodies}
    spent = []
    for out in wanted["outbox"]:
        seq = out["seq"]
        started = time.perf_counter()
        with target.database.write() as connection:
            connection.execute(insert(schema.envelopes).values(**envelopes[by_seq[seq]["envelope"]]))
            connection.execute(insert(schema.entries).values(**by_seq[seq]))
            connection.execute(insert(schema.listing).values(**listing[seq]))
            connection.execute(text("INSERT INTO search (rowid, body) VALUES (:seq, :body)"), search[seq])
            connection.execute(insert(schema.heads).values(**heads[seq + 1]))
            connection.execute(insert(schema.outbox).values(**out))
        spent.append(time.perf_counter() - started)
    return spent
