"""What OCSF 1.9.0 asks of the events that are written here: a subset of the published schema, written down by hand.

Sources: ocsf-schema 1.9.0 (August 2026): classes api_activity and entity_management with their base classes, profiles
ai_operation, record_integrity and security_control, and the objects used. Each attribute is (type, required); an enum
lists the ids that may stand there.
"""

from __future__ import annotations

from typing import Any

Attribute = tuple[Any, bool]

FINGERPRINT: dict[str, Attribute] = {
    "algorithm_id": ({3}, True),
    "algorithm": ({"SHA-256"}, False),
    "serialization_id": ({2}, False),
    "serialization": ({"JCS"}, False),
    "encoding_id": ({1}, False),
    "encoding": ({"Hex"}, False),
    "value": (str, True),
}
PREV_EVENT: dict[str, Attribute] = {"uid": (str, False), "type_uid": (int, False), "fingerprint": (FINGERPRINT, False)}
ATTESTATION: dict[str, Attribute] = {
    "uid": (str, False),
    "chain_uid": (str, False),
    "prev_event": (PREV_EVENT, False),
    "fingerprint": (FINGERPRINT, True),
}
METADATA: dict[str, Attribute] = {
    "version": ({"1.9.0"}, True),
    "product": ({"name": (str, True), "vendor_name": (str, False), "version": (str, False)}, True),
    "profiles": ([{"ai_operation", "record_integrity", "security_control"}], False),
    "uid": (str, False),
    "sequence": (int, False),
    "log_name": (str, False),
    "event_code": (str, False),
    "original_time": (str, False),
    "correlation_uid": (str, False),
}
USER: dict[str, Attribute] = {
    "uid": (str, False),
    "name": (str, False),
    "type_id": ({0, 1, 2, 3, 4, 99}, False),
    "type": (str, False),
}
ACTOR: dict[str, Attribute] = {"user": (USER, False), "app_name": (str, False), "app_uid": (str, False)}
BASE: dict[str, Attribute] = {
    "activity_name": (str, False),
    "category_name": (str, False),
    "class_name": (str, False),
    "metadata": (METADATA, True),
    "message": (str, False),
    "severity": (str, False),
    "severity_id": ({0, 1, 2, 3, 4, 5, 6, 99}, True),
    "status": (str, False),
    "status_id": ({0, 1, 2, 99}, False),
    "time": (int, True),
    "type_name": (str, False),
    "type_uid": (int, True),
    "unmapped": (dict, False),
    "actor": (ACTOR, True),
    "attestation_list": ([ATTESTATION], False),
}
API_ACTIVITY: dict[str, Attribute] = {
    **BASE,
    "class_uid": ({6003}, True),
    "category_uid": ({6}, True),
    "activity_id": ({0, 1, 2, 3, 4, 99}, True),
    "api": ({"operation": (str, True), "request": ({"uid": (str, True)}, False)}, True),
    "src_endpoint": ({"uid": (str, False), "name": (str, False)}, True),
    "resources": ([{"uid": (str, False), "name": (str, False), "type": (str, False), "data": (dict, False)}], False),
    "status_detail": (str, False),
    # security_control
    "action_id": ({0, 1, 2, 3, 4, 99}, False),
    "action": (str, False),
    "disposition_id": ({*range(28), 99}, False),
    "disposition": (str, False),
    # ai_operation
    "ai_agent": ({"uid": (str, True), "name": (str, False)}, False),
    "delegation": ({"uid": (str, True), "issuer_uid": (str, False), "created_time": (int, False)}, False),
}
ENTITY_MANAGEMENT: dict[str, Attribute] = {
    **BASE,
    "class_uid": ({3004}, True),
    "category_uid": ({3}, True),
    "activity_id": ({*range(14), 99}, True),
    "comment": (str, False),
    "entity": ({"uid": (str, False), "name": (str, False), "type": (str, False)}, True),
}
CLASSES = {6003: API_ACTIVITY, 3004: ENTITY_MANAGEMENT}
# At least one of these must stand in the object.
CONSTRAINTS = {"actor": ("user", "app_name", "app_uid"), "src_endpoint": ("uid", "name"), "entity": ("uid", "name")}


def problems(event: dict[str, Any]) -> list[str]:
    """Everything about an event that the subset does not allow, by path."""
    found = list(_object(event, CLASSES[event["class_uid"]], ""))
    if event["type_uid"] != event["class_uid"] * 100 + event["activity_id"]:
        found.append("type_uid")
    if event["activity_id"] == 99 and not event.get("activity_name"):
        found.append("activity_name")
    found += [name for name, one_of in CONSTRAINTS.items() if name in event and not set(one_of) & set(event[name])]
    return found


def _object(value: Any, attributes: dict[str, Attribute], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [path]
    found = [f"{path}/{name} is missing" for name, (_kind, must) in attributes.items() if must and name not in value]
    for name, item in value.items():
        if name not in attributes:
            found.append(f"{path}/{name} is unknown")
            continue
        found += _value(item, attributes[name][0], f"{path}/{name}")
    return found


def _value(value: Any, kind: Any, path: str) -> list[str]:
    if isinstance(kind, dict):
        return _object(value, kind, path)
    if isinstance(kind, list):
        if not isinstance(value, list):
            return [path]
        return [one for index, item in enumerate(value) for one in _value(item, kind[0], f"{path}/{index}")]
    if isinstance(kind, set):
        return [] if value in kind and not isinstance(value, bool) else [f"{path} is {value!r}"]
    return [] if isinstance(value, kind) and not isinstance(value, bool) else [f"{path} is {value!r}"]
