"""The JSON Schema of scene files, for editors: derived from the steps and from the grammar."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import msgspec

from centra_mock.services.scenes.reader import CUSTOMER, ORDER, SHIPMENT
from centra_mock.services.scenes.steps import KINDS, Head
from centra_mock.wire.grammar import OBJECTS, Field

Schema = dict[str, Any]

_PARAMETER = {"type": "string", "pattern": r"^\$[^$]"}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}


def scene_schema() -> Schema:
    """What a scene file can hold."""
    heads, shared = msgspec.json.schema_components([Head, *KINDS.values()], ref_template="#/$defs/{name}")
    defs = {name: _lenient(part) for name, part in shared.items()}
    head = defs.pop("Head")
    objects = _Objects(defs)
    kinds = dict(zip(KINDS, heads[1:], strict=True))
    kinds["update"] = _closed({obj.plural: _list(objects.ref(obj.field, obj.name)) for obj in OBJECTS.values()})
    kinds["customer"] = objects.ref(CUSTOMER, "customer")
    _point(defs, objects)
    steps = [{"const": "drain"}, *(_closed({kind: _lenient(part)}, [kind]) for kind, part in kinds.items())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scene of centra-mock",
        **head,
        "properties": {"$schema": {"type": "string"}, **head["properties"], "steps": _list({"anyOf": steps})},
        "$defs": defs,
    }


def written() -> str:
    """The schema as a file holds it."""
    return json.dumps(scene_schema(), indent=1, ensure_ascii=False) + "\n"


def _point(defs: Schema, objects: _Objects) -> None:
    """Say whose fields ``fields`` are."""
    order = objects.ref(ORDER, "order")
    for name in ("Order", "Orders", "Change"):
        defs[name]["properties"]["fields"] = order
    for name in ("Order", "Orders"):
        defs[name]["properties"]["customer"] = objects.ref(CUSTOMER, "customer")
    defs["Ship"]["properties"]["fields"] = objects.ref(SHIPMENT, "shipment")


@dataclass
class _Objects:
    """The schemas of the grammar's groups, each once."""

    defs: Schema
    names: dict[Field, str] = field(default_factory=dict)

    def ref(self, group: Field, path: str) -> Schema:
        """A reference to the schema of a group; fields that are the same share one."""
        if group not in self.names:
            self.names[group] = path
            self.defs[path] = _closed({sub.name: self._value(sub, f"{path}/{sub.name}") for sub in group.fields})
        return {"$ref": f"#/$defs/{self.names[group].replace('/', '~1')}"}

    def _value(self, group: Field, path: str) -> Schema:
        one = dict(_SCALAR) if group.is_leaf else self.ref(group, path)
        if group.repeated:
            return {"anyOf": [_list(one), one]}
        if group.is_leaf:
            return one
        kinds = [one, {"type": ["string", "null"]}]
        (inner, *others) = group.fields
        if inner.repeated and not others:
            # ``variations: [...]`` is short for ``variations: {variation: [...]}``.
            below = f"{path}/{inner.name}"
            kinds.append(_list(dict(_SCALAR) if inner.is_leaf else self.ref(inner, below)))
        return {"anyOf": kinds}


def _lenient(part: Any) -> Any:
    """A schema that takes a parameter, and a number written as a text, wherever a value stands."""
    if isinstance(part, list):
        return [_lenient(sub) for sub in part]
    if not isinstance(part, dict):
        return part
    found = {name: _lenient(sub) for name, sub in part.items() if name != "default"}
    found.pop("title", None) if isinstance(found.get("title"), str) else None
    if found.get("type") in ("integer", "number", "boolean"):
        return {"anyOf": [found, _PARAMETER, {"type": "string", "pattern": "^-?[0-9.]+$"}]}
    if found.get("type") == "string":
        # Texts are what is written: a number will do.
        return {**found, "type": ["string", "number"]}
    return found


def _closed(properties: Schema, required: list[str] | None = None) -> Schema:
    more = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **more, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
