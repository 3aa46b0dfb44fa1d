"""The JSON Schema of files with steps, for editors: derived from the activities and from the grammar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from centra_mock.activities.step_reader import UPDATE
from centra_mock.activities.steps import ActivityStep, Step
from centra_mock.wire.grammar import OBJECTS, Field

Schema = dict[str, Any]

_PARAMETER = {"type": "string", "pattern": r"^\$[^$]"}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}


def file_schema(title: str, head: type[msgspec.Struct], steps: Mapping[str, type[Step]], parameters: bool) -> Schema:
    """Return the schema of a file: its head, and ``steps`` by name. With ``parameters``, ``$name`` may be any value."""
    (_, *kinds), shared = msgspec.json.schema_components([head, *steps.values()], ref_template="#/$defs/{name}")
    defs = {name: _lenient(part, parameters) for name, part in shared.items()}
    own = defs.pop(head.__name__)
    objects = _Objects(defs)
    for step in steps.values():
        if issubclass(step, ActivityStep):
            _point(defs[step.__name__], step, objects)
    if UPDATE in steps:
        defs[steps[UPDATE].__name__] = _closed(
            {obj.plural: _list(objects.ref(obj.field, obj.name)) for obj in OBJECTS.values()}
        )
    named = [
        _closed({name: {"anyOf": [kind, {"type": "null"}]}}, [name]) for name, kind in zip(steps, kinds, strict=True)
    ]
    any_step = {"anyOf": [{"enum": list(steps)}, *named]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **own,
        "title": title,
        "properties": {"$schema": {"type": "string"}, **own["properties"], "steps": _list(any_step)},
        "$defs": defs,
    }


def written(schema: Schema) -> str:
    """Return a schema as a file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _point(definition: Schema, step: type[ActivityStep], objects: _Objects) -> None:
    """Return which type the fields of objects belong to."""
    for name, path in step.declaration.object_fields.items():
        if "{" not in path:
            root, _, below = path.partition("/")
            group = OBJECTS[root].field.find(below) if below else OBJECTS[root].field
            definition["properties"][name] = objects.ref(group, path)


@dataclass
class _Objects:
    """The schemas of the grammar's groups, each once."""

    defs: Schema
    names: dict[Field, str] = field(default_factory=dict)

    def ref(self, group: Field, path: str) -> Schema:
        """Return a reference to the schema of a group; fields that are the same share one."""
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


def _lenient(part: Any, parameters: bool) -> Any:
    """Return a schema that takes a number written as a text, and a parameter, wherever a value stands."""
    if isinstance(part, list):
        return [_lenient(sub, parameters) for sub in part]
    if not isinstance(part, dict):
        return part
    found = {name: _lenient(sub, parameters) for name, sub in part.items() if name != "default"}
    found.pop("title", None) if isinstance(found.get("title"), str) else None
    if found.get("type") in ("integer", "number", "boolean"):
        return {"anyOf": [found, *([_PARAMETER] if parameters else []), {"type": "string", "pattern": "^-?[0-9.]+$"}]}
    if found.get("type") == "string":
        # Texts are what is written: a number will do.
        return {**found, "type": ["string", "number"]}
    return found


def _closed(properties: Schema, required: list[str] | None = None) -> Schema:
    more = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **more, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
