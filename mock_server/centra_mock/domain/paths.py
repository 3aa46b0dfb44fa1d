"""A place within an object: the steps that lead from its root to a part, by name and by merge key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from centra_mock.domain.merge import key_of
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, text


class PathStep(NamedTuple):
    """One step of a path. A repeated element has a key; others have none."""

    name: str
    key: tuple[str, ...] | None = None
    """``()`` for one that there is not yet."""


ObjectPath = tuple[PathStep, ...]

_NEW = "+"
"""Stands for the key of a part that there is not yet. In a key itself it is written as %2B."""


def read_path(written: str) -> ObjectPath:
    """Return the steps of a path such as ``variations/variation:V1``. Keys are percent-encoded."""
    steps = []
    for step in filter(None, written.split("/")):
        name, mark, key = step.partition(":")
        steps.append(PathStep(name, _read_key(key) if mark else None))
    return tuple(steps)


def write_path(place: ObjectPath) -> str:
    return "/".join(step.name if step.key is None else f"{step.name}:{_write_key(step.key)}" for step in place)


def _read_key(written: str) -> tuple[str, ...]:
    return () if written == _NEW else tuple(unquote(each) for each in written.split(","))


def _write_key(key: tuple[str, ...]) -> str:
    return ",".join(quote(each, safe="") for each in key) if key else _NEW


def fields_at(field: Field, place: ObjectPath) -> Iterator[Field]:
    """Yield the fields along a path. Raises ``NotFound`` if the grammar has no such path."""
    for step in place:
        known = field.by_name.get(step.name)
        if known is None or known.is_leaf or known.repeated != (step.key is not None):
            raise NotFound(Code.UNKNOWN_FIELD, f"{field.name} has no part {step.name}", write_path(place))
        yield known
        field = known


def element_at(tree: Element, field: Field, place: ObjectPath) -> Element | None:
    """Return the element at a path, or ``None``."""
    found: Element | None = tree
    for step, known in zip(place, fields_at(field, place), strict=True):
        if found is None:
            return None
        found = next((sub for sub in found.iterfind(step.name) if step.key in (None, key_of(sub, known))), None)
    return found


def path_step(node: Element, field: Field) -> PathStep:
    return PathStep(field.name, key_of(node, field))


def keys_at(field: Field, step: PathStep) -> Iterator[tuple[str, str]]:
    """Yield the fields of a step's key, as (path, text). Empty ones are left out."""
    return ((path, value) for path, value in zip(field.key, step.key or (), strict=False) if value)


def value_at(node: Element | None, path: str) -> str:
    return text(node, path) if node is not None else ""
