"""The tables, as SQLAlchemy Core sees them. The DDL itself is in the migrations, which never change once released.

Kept to the subset that PostgreSQL shares; what is SQLite's alone is in ``sqlite_dialect.py``.
"""

from __future__ import annotations

from sqlalchemy import BLOB, INTEGER, TEXT, Column, MetaData, Table

metadata = MetaData()

meta = Table("meta", metadata, Column("name", TEXT, primary_key=True), Column("value", TEXT, nullable=False))

entries = Table(
    "entries",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("leaf", BLOB, nullable=False),
    Column("leaf_hash", BLOB, nullable=False),
    Column("envelope", TEXT),
)
envelopes = Table(
    "envelopes", metadata, Column("sha256", TEXT, primary_key=True), Column("envelope", BLOB, nullable=False)
)
payloads = Table(
    "payloads",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("name", TEXT, primary_key=True),
    Column("salt", BLOB, nullable=False),
    Column("bytes", BLOB, nullable=False),
)
tiles = Table(
    "tiles",
    metadata,
    Column("level", INTEGER, primary_key=True),
    Column("idx", INTEGER, primary_key=True),
    Column("hashes", BLOB, nullable=False),
    Column("root", BLOB, nullable=False),
)
heads = Table(
    "heads",
    metadata,
    Column("size", INTEGER, primary_key=True),
    Column("root", BLOB, nullable=False),
    Column("note", TEXT, nullable=False),
)
log_state = Table(
    "log_state",
    metadata,
    Column("id", INTEGER, primary_key=True),
    Column("size", INTEGER, nullable=False),
    Column("frontier", BLOB, nullable=False),
)
# Derived from entries and envelopes, so that History reads one row a line. Verification compares it with its source.
listing = Table(
    "listing",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("at", TEXT, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("verdict", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    Column("person", TEXT, nullable=False),
    Column("title", TEXT, nullable=False),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", INTEGER, primary_key=True),
    Column("envelope", TEXT, nullable=False),
    Column("seq", INTEGER, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("not_before", TEXT),
    Column("state", TEXT, nullable=False),
    Column("claimed_by", TEXT),
    Column("claimed_until", TEXT),
    Column("attempts", INTEGER, nullable=False),
    Column("note", TEXT, nullable=False),
    # Log origin of the gateway that shall take it; empty means this profile's own gateway.
    Column("audience", TEXT, nullable=False, server_default=""),
)
# Separate gateways that this profile is connected to, and the keys their logs sign with.
gateways = Table(
    "gateways",
    metadata,
    Column("id", INTEGER, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("origin", TEXT, nullable=False),
    Column("vkey", TEXT, nullable=False),
    Column("pin", TEXT, nullable=False, server_default=""),
)
# Two heads of one log that cannot both be true. ``held`` is the older knowledge, ``shown`` what contradicts it.
conflicts = Table(
    "conflicts",
    metadata,
    Column("id", INTEGER, primary_key=True),
    Column("origin", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("held_size", INTEGER, nullable=False),
    Column("held_note", TEXT, nullable=False),
    Column("shown_size", INTEGER, nullable=False),
    Column("shown_note", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)
# Which entries' content was erased and which entry ordered it: an index of what the signed orders say. Attachments went
# by ``by_seq``; the signed statement by ``envelope_by``, null while it stays.
erased = Table(
    "erased",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("by_seq", INTEGER, nullable=False),
    Column("envelope_by", INTEGER),
)
# Cosignature lines (C2SP tlog-cosignature) over heads of any log known here; ``witness`` is the witness's log origin.
cosignatures = Table(
    "cosignatures",
    metadata,
    Column("origin", TEXT, primary_key=True),
    Column("size", INTEGER, primary_key=True),
    Column("witness", TEXT, primary_key=True),
    Column("line", TEXT, nullable=False),
)
# The gateway's side: the last head it has seen of each desktop log (it is their witness).
witnessed = Table(
    "witnessed",
    metadata,
    Column("origin", TEXT, primary_key=True),
    Column("size", INTEGER, nullable=False),
    Column("root", BLOB, nullable=False),
    Column("note", TEXT, nullable=False),
)
# What this gateway has taken in: the answer to a repeated delivery is read from here.
accepted = Table(
    "accepted",
    metadata,
    Column("envelope", TEXT, primary_key=True),
    Column("seq", INTEGER, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)
agents = Table(
    "agents",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("level", TEXT, nullable=False),
    Column("tools", TEXT, nullable=False),
    Column("runbook", TEXT, nullable=False),
    Column("token_sha256", TEXT, nullable=False),
    Column("order_envelope", TEXT, nullable=False),
    Column("halt_epoch", INTEGER, nullable=False),
    Column("halted_by", TEXT),
    Column("halted_at", TEXT),
    Column("halt_envelope", TEXT),
    Column("autonomy", TEXT),
    Column("level_envelope", TEXT),
    Column("mandate", TEXT),
    Column("mandate_envelope", TEXT),
    Column("charter", TEXT),
    Column("charter_envelope", TEXT),
    Column("registry_envelope", TEXT),
    Column("cap", TEXT),
    Column("cap_why", TEXT),
    Column("cap_at", TEXT),
    Column("paused_by", TEXT),
    Column("paused_at", TEXT),
    Column("pause_envelope", TEXT),
    Column("drilled_at", TEXT),
    Column("seconded", TEXT, nullable=False, server_default="{}"),
)
actions = Table(
    "actions",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("agent", TEXT, nullable=False),
    Column("tool", TEXT, nullable=False),
    Column("action", BLOB, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("risk", TEXT, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("asked_at", TEXT, nullable=False),
    Column("expires_at", TEXT),
    Column("source", TEXT, nullable=False),
    Column("upstream", TEXT, nullable=False),
    Column("grp", TEXT),
    Column("verdicts", TEXT, nullable=False),
    Column("schema", TEXT),
    Column("problem", TEXT),
    Column("nonce", TEXT, nullable=False),
    Column("halt_epoch", INTEGER, nullable=False),
    Column("received_seq", INTEGER, nullable=False),
    Column("decision", TEXT),
    Column("not_before", TEXT),
    Column("permit", TEXT),
    Column("permit_until", TEXT),
    Column("note", TEXT, nullable=False),
    Column("returned", INTEGER, nullable=False),
    Column("idempotency", TEXT),
    Column("version", INTEGER, nullable=False),
    Column("edited_by", TEXT),
    Column("ruling", TEXT),
    Column("redacted", TEXT),
    Column("deadline", TEXT),
    Column("escalates_at", TEXT),
    Column("escalated", TEXT),
    Column("step", INTEGER, nullable=False, server_default="0"),
)
sources = Table(
    "sources",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    Column("agents", TEXT, nullable=False),
    Column("options", TEXT, nullable=False),
)
# The approvals that count towards the quorum of an action's present digest; judged from their envelopes.
approvals = Table(
    "approvals",
    metadata,
    Column("envelope", TEXT, primary_key=True),
    Column("action", TEXT, nullable=False),
    Column("person", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("seq", INTEGER, nullable=False),
    Column("verdict", TEXT, nullable=False),
    Column("not_before", TEXT),
    Column("expires_at", TEXT),
)
# What allowed actions used of their mandate's windows; ``at`` in milliseconds since 1970, ``span`` ten minutes each.
charges = Table(
    "charges",
    metadata,
    Column("id", INTEGER, primary_key=True),
    Column("agent", TEXT, nullable=False),
    Column("window", TEXT, nullable=False),
    Column("amount", INTEGER, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("at", INTEGER, nullable=False),
)
charge_sums = Table(
    "charge_sums",
    metadata,
    Column("agent", TEXT, primary_key=True),
    Column("window", TEXT, primary_key=True),
    Column("span", INTEGER, primary_key=True),
    Column("amount", INTEGER, nullable=False),
)
# Orders that wait for a second person's signature.
pending = Table(
    "pending",
    metadata,
    Column("envelope", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("supersedes", TEXT),
    Column("person", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("seq", INTEGER, nullable=False),
)
claimed = Table(
    "claimed",
    metadata,
    Column("action", TEXT, primary_key=True),
    Column("person", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("until", TEXT, nullable=False),
)
away = Table(
    "away",
    metadata,
    Column("person", TEXT, primary_key=True),
    Column("until", TEXT),
    Column("envelope", TEXT, nullable=False),
)
incidents = Table(
    "incidents",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("agent", TEXT, nullable=False),
    Column("action", TEXT),
    Column("state", TEXT, nullable=False),
    Column("opened_at", TEXT, nullable=False),
    Column("opened_by", TEXT, nullable=False),
    Column("what", TEXT, nullable=False),
    Column("compensating", TEXT),
    Column("steps", TEXT, nullable=False),
)
# Decisions by what they were about; ``scope``, ``measure`` and ``term`` are 64 bits of a digest each.
precedents = Table(
    "precedents",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("scope", INTEGER, nullable=False),
    Column("verdict", TEXT, nullable=False),
    Column("measure", INTEGER),
    Column("amount", INTEGER),
)
precedent_terms = Table(
    "precedent_terms",
    metadata,
    Column("term", INTEGER, primary_key=True),
    Column("seq", INTEGER, primary_key=True),
)
precedent_counts = Table(
    "precedent_counts",
    metadata,
    Column("scope", INTEGER, primary_key=True),
    Column("verdict", TEXT, primary_key=True),
    Column("times", INTEGER, nullable=False),
)
# By what received spans belong to an action: the id of its tool call (``call:…``), or of a trace (``trace:…``).
span_keys = Table(
    "span_keys",
    metadata,
    Column("agent", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("action", TEXT, primary_key=True),
)
# The tool calls that the received steps of a trace tell of, as ``call:…``.
span_calls = Table(
    "span_calls",
    metadata,
    Column("agent", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("trace", TEXT, primary_key=True),
)
# Steps that arrived beside actions. Nobody signed them.
received_steps = Table(
    "received_steps",
    metadata,
    Column("agent", TEXT, primary_key=True),
    Column("step", TEXT, primary_key=True),
    Column("trace", TEXT, nullable=False),
    Column("arrived_at", TEXT, nullable=False),
    Column("start_ns", INTEGER),
    Column("bytes", BLOB, nullable=False),
)
