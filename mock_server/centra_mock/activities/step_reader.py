"""Reading and writing steps as files hold them: ``{ship: {order: 1, capture: true}}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from centra_mock.activities.object_fields import grammar_of, plural_of, read_fields, type_of
from centra_mock.activities.steps import REFERENCES, ActivityStep, Step
from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.plain_numbers import PlainNumber, as_numbers, as_texts
from centra_mock.scalars import SWITCHES
from centra_mock.suggestions import unknown
from centra_mock.validation_errors import explain

UPDATE = "update"

FORMER_NAMES = {
    "order": "`place: {…}`, with its fields directly in it",
    "orders": "`place: {count: 3, …}`, with its fields directly in it",
    "customer": "`register: {fields: {…}}`",
}
"""Steps that were called otherwise, and what to write instead."""

FORMER_FIELDS = {
    ("place", "order"): "the fields of `order` directly in `place`",
    ("place", "id"): "`fields: {id: …}`",
    ("convert", "to"): "`rename: {order: …, external: …}`",
    ("convert", "order"): "`rename: {order: …, external: …}`",
    ("clock", "at"): "`now: …`",
    ("clock", "advance"): "a step of its own, `advance: {seconds: …}`",
    ("fault", "settings"): "the fields of `settings` directly in `fault`",
}
"""Fields that were called otherwise, and what to write instead."""


def read_steps(raw: Any, where: str, types: Mapping[str, type[Step]]) -> list[Step]:
    """Return the steps that one entry of a file means: several for an ``update`` of several types.

    ``where`` begins every message. Raises ``FileError``.
    """
    name, values = _named(raw, where, types)
    where = f"{where}, {name}"
    try:
        if name == UPDATE:
            return [_read(types[name], each) for each in _updates(values)]
        return [_read(types[name], {} if values is None else values)]
    except FileError as error:
        raise FileError.of(error, where) from None


def write_step(step: Step) -> dict[str, Any]:
    """Return a step as a file holds it."""
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(step))
    return {step.name: {values["plural"]: values["objects"]} if step.name == UPDATE else values}


def _named(raw: Any, where: str, types: Mapping[str, type[Step]]) -> tuple[str, Any]:
    if isinstance(raw, str):
        raw = {raw: None}
    if not isinstance(raw, dict) or len(raw) != 1:
        held = f"{len(raw)} ({', '.join(map(str, raw))})" if isinstance(raw, dict) else f"{raw!r:.60}"
        raise FileError(
            Code.FIELDS_EXPECTED, f"a step is one name with its fields, as in `place: {{count: 3}}`, not {held}", where
        )
    ((name, values),) = raw.items()
    if name in FORMER_NAMES and name not in types:
        raise FileError(Code.UNKNOWN_STEP, f"{name}: is written {FORMER_NAMES[name]} now", where)
    if name not in types:
        raise FileError(Code.UNKNOWN_STEP, unknown(name, types), where)
    return name, values


def _updates(values: Any) -> list[dict[str, Any]]:
    if not isinstance(values, dict):
        raise FileError(
            Code.FIELDS_EXPECTED,
            f"lists of objects by their plural are expected, as in `products: [...]`, not {values!r:.60}",
        )
    return [{"plural": plural, "objects": objects} for plural, objects in values.items()]


def _read(kind: type[Step], values: Any) -> Step:
    if not isinstance(values, dict):
        raise FileError(
            Code.FIELDS_EXPECTED, f"fields ({', '.join(kind.__struct_fields__)}) are expected, not {values!r:.60}"
        )
    for name in values:
        if (kind.name, name) in FORMER_FIELDS and name not in kind.__struct_fields__:
            raise FileError(Code.UNKNOWN_FIELD, f"is written as {FORMER_FIELDS[kind.name, name]} now", name)
    if issubclass(kind, ActivityStep):
        texts = {
            name: _reference(name, value) if name in REFERENCES else as_texts(value) for name, value in values.items()
        }
        plain = _checked(kind, _switched(kind, texts))
    else:
        plain = as_numbers(values)
    try:
        return msgspec.convert(plain, kind, strict=False, str_keys=True)
    except msgspec.ValidationError as error:
        raise FileError.of(explain(error, kind), "") from None


def _reference(name: str, value: Any) -> Any:
    """Return the n-th thing of the file as a number, and an id as a text."""
    if isinstance(value, PlainNumber):
        if not value.isdigit() or value == "0":
            raise FileError(
                Code.INVALID_VALUE, f"{value}: the first is 1; an id that is a number stands in quotes", name
            )
        return int(value)
    return value


def _switched(kind: type[ActivityStep], values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with ``on`` and ``off`` for what is true or false."""
    return {
        name: SWITCHES[value] if isinstance(value, str) and value in SWITCHES and _is_switch(kind, name) else value
        for name, value in values.items()
    }


def _is_switch(kind: type[ActivityStep], name: str) -> bool:
    return name in kind.declaration.fields and kind.declaration.fields[name].plain_type is bool


def _checked(kind: type[ActivityStep], values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the fields of objects as the grammar has them."""
    for name in kind.declaration.type_fields:
        if name in values:
            type_of(str(values[name]))
    found = dict(values)
    for name, path in kind.declaration.object_fields.items():
        value = values.get(name)
        if value is None:
            continue
        if kind.name == UPDATE:
            found[name] = _objects(str(values["plural"]), value)
            continue
        field = grammar_of(path, values)
        if not isinstance(value, dict):
            raise FileError(
                Code.FIELDS_EXPECTED, f"fields ({', '.join(field.by_name)}) are expected, not {value!r:.60}", name
            )
        found[name] = read_fields(value, field, name)
    return found


def _objects(plural: str, objects: Any) -> list[Any]:
    field = plural_of(plural)
    if not isinstance(objects, list):
        raise FileError(Code.INVALID_VALUE, f"a list of objects is expected, not {objects!r:.60}", plural)
    read = []
    for number, values in enumerate(objects, 1):
        path = f"{plural}[{number}]"
        if not isinstance(values, dict):
            raise FileError(
                Code.FIELDS_EXPECTED, f"fields ({', '.join(field.by_name)}) are expected, not {values!r:.60}", path
            )
        read.append(read_fields(values, field, path))
    return read
