"""Who plays: the demo's agents and the descriptors that their owner signs for their tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PERSON = "Maria Lind"

REFUND_TOOL: dict[str, Any] = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "order": {"label": "Order", "role": "target"},
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
        "reason_code": {"label": "Reason code"},
        "notify": {"label": "Notify customer"},
    },
    "when": [{"field": "amount_minor", "at_most": 50000, "risk": "R2"}],
    "undo": {"minutes": 30, "how": "Payments / recall"},
    "schema": {
        "type": "object",
        "required": ["order", "amount_minor", "card", "reason_code", "notify"],
        "properties": {
            "order": {"type": "string", "minLength": 1},
            "amount_minor": {"type": "integer", "minimum": 1, "maximum": 500000},
            "card": {"type": "string", "minLength": 1},
            "reason_code": {
                "type": "string",
                "enum": ["damaged_on_arrival", "partial_damage", "missing_items", "defective", "late", "other"],
            },
            "notify": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
}

MERGE_TOOL: dict[str, Any] = {
    "tool": "git.merge",
    "risk": "R3",
    "verb": "Merge",
    "title": "Merge {branch} into {into}",
    "fields": {
        "repository": {"label": "Repository"},
        "branch": {"label": "Branch", "role": "target"},
        "commit": {"label": "Commit"},
        "into": {"label": "Into"},
    },
    "undo": {"minutes": 1440, "how": "git revert -m 1 of the merge commit"},
    "schema": {
        "type": "object",
        "required": ["repository", "branch", "commit", "into"],
        "properties": {
            "repository": {"type": "string"},
            "branch": {"type": "string"},
            "commit": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
            "into": {"type": "string", "enum": ["main"]},
        },
        "additionalProperties": False,
    },
}

MESSAGE_TOOL: dict[str, Any] = {
    "tool": "send_message",
    "risk": "R2",
    "verb": "Send message",
    "title": "Send “{subject}”",
    "fields": {
        "to": {"label": "To", "role": "target"},
        "subject": {"label": "Subject"},
        "body": {"label": "Message"},
    },
    "undo": {"how": "Write a correction; a sent message cannot be called back"},
    "schema": {
        "type": "object",
        "required": ["to", "subject", "body"],
        "properties": {
            "to": {"type": "string", "minLength": 3},
            "subject": {"type": "string", "minLength": 1},
            "body": {"type": "string", "minLength": 1},
        },
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, slots=True)
class Part:
    """One agent of the demo."""

    id: str
    name: str
    tool: dict[str, Any]
    runbook: str


REFUNDS = Part("refunds", "Refunds agent", REFUND_TOOL, "Payments / recall")
CODE = Part("code", "Code agent", MERGE_TOOL, "git revert -m 1 of the merge commit")
OFFICE = Part("office", "Office agent", MESSAGE_TOOL, "Write a correction to the same person")
CAST = (REFUNDS, CODE, OFFICE)
