"""What is allowed, added to what msgspec says is wrong."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_STEP = re.compile(r"\.(\w+)|\[\d*\.*\]")


def explained(error: msgspec.ValidationError, type: Any) -> str:
    """A validation error's text, with the fields or the values that are known in that place."""
    shown, path = _divided(str(error))
    schema = _at(msgspec.json.schema(type), path)
    known = schema.get("enum") or (sorted(schema.get("properties", {})) if "unknown field" in shown else None)
    where = f"{path.lstrip('.')}: " if path else ""
    allowed = f"; there are {', '.join(map(str, known))}" if known else ""
    return f"{where}{shown[0].lower()}{shown[1:]}{allowed}"


def _divided(message: str) -> tuple[str, str]:
    """Return what is wrong, and the path of the place where it is, which is written after it."""
    shown, found, place = message.rpartition(" - at `")
    place = place.removesuffix("`").removeprefix("key in ")
    return (shown, place.removeprefix("$")) if found and place.startswith("$") else (message, "")


def _at(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema of what stands at a path."""
    definitions = schema.get("$defs", {})
    here = _resolved(schema, definitions)
    for step in _STEP.finditer(path):
        inner = here.get("properties", {}).get(step[1], {}) if step[1] else here.get("items", {})
        here = _resolved(inner, definitions)
    return here


def _resolved(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    for option in schema.get("anyOf", []):
        if option != {"type": "null"}:
            schema = option
            break
    if "$ref" in schema:
        found: dict[str, Any] = definitions[schema["$ref"].rpartition("/")[2]]
        return found
    return schema
