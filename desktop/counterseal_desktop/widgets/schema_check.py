"""Arguments against a tool's JSON Schema, for hints beside the fields while a person types.

The schema may come from outside. So nothing is fetched for a ``$ref``, no regular expression of it is run (one can
hang a program), and what it says is told in our words. The gateway's own check stays the one that counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterseal_desktop.translating import mark, tr

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_NOT_RUN = frozenset({"pattern", "patternProperties", "propertyNames"})
_MAX_ERRORS = 50


def problems(arguments: Mapping[str, Any], schema: Mapping[str, Any] | None) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What does not fit, as (path, our sentence); the path is empty for the whole. Never raises for a bad schema."""
    if schema is None:
        return ()
    # Only when somebody edits: it takes its time to load.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        calm = _calm(schema, 0)
        Draft202012Validator.check_schema(calm)
        validator = Draft202012Validator(calm, registry=Registry())
        found: list[tuple[tuple[str, ...], str]] = []
        for error in validator.iter_errors(dict(arguments)):
            found.append((tuple(str(part) for part in error.absolute_path), _words(error)))
            if len(found) >= _MAX_ERRORS:
                break
        return tuple(found)
    except (SchemaError, Unresolvable, RecursionError, TypeError, ValueError):
        return (((), tr("The tool's schema cannot be used here; only types are checked.")),)


def _calm(node: Any, depth: int) -> Any:
    if depth > 64:
        raise RecursionError
    if isinstance(node, Mapping):
        open_ended = "patternProperties" in node
        return {
            key: _calm(item, depth + 1)
            for key, item in node.items()
            if key not in _NOT_RUN and not (open_ended and key == "additionalProperties")
        }
    if isinstance(node, list):
        return [_calm(item, depth + 1) for item in node]
    return node


def _words(error: ValidationError) -> str:
    rule, wanted = error.validator, error.validator_value
    simple = {
        "minimum": mark("at least {bound} is needed"),
        "maximum": mark("at most {bound} is allowed"),
        "exclusiveMinimum": mark("more than {bound} is needed"),
        "exclusiveMaximum": mark("less than {bound} is needed"),
        "minLength": mark("at least {bound} characters are needed"),
        "maxLength": mark("at most {bound} characters are allowed"),
        "minItems": mark("at least {bound} entries are needed"),
        "maxItems": mark("at most {bound} entries are allowed"),
        "multipleOf": mark("a multiple of {bound} is needed"),
    }
    if rule in simple and isinstance(wanted, int | float):
        return tr(simple[str(rule)], bound=f"{wanted:,}")
    if rule == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return tr("the tool expects {kinds}", kinds=tr(" or ").join(str(kind) for kind in kinds))
    fixed = {
        "enum": mark("the tool does not know this choice"),
        "const": mark("the tool takes one value only"),
        "required": mark("a member that the tool needs is missing"),
        "additionalProperties": mark("the tool does not know this member"),
        "uniqueItems": mark("entries must differ"),
        "format": mark("the tool expects another format"),
    }
    return tr(fixed.get(str(rule), mark("this does not fit the tool's schema")))
