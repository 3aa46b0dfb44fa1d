"""The differences of two states of an object, field by field. Parts are matched by the merge keys of the grammar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from centra_mock.domain.merge import key_of
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, text


class Difference(NamedTuple):
    """A field that is not what it was; ``None`` where it was not there, or is no more."""

    path: str
    was: str | None
    now: str | None


Siblings = dict[tuple[str, ...], Element]


def differences(before: Element | None, after: Element | None, field: Field) -> list[Difference]:
    """Return all fields that differ, in the grammar's order. A state is ``None`` if the object did not exist."""
    return list(_below(before, after, field, ""))


def _below(before: Element | None, after: Element | None, field: Field | None, path: str) -> Iterator[Difference]:
    were, are = _children(before, field), _children(after, field)
    places = field.order if field is not None else {}
    for key in sorted({**were, **are}, key=lambda key: places.get(key[0], len(places))):
        was, now = were.get(key), are.get(key)
        known = field.by_name.get(key[0]) if field is not None else None
        named = _name(_either(was, now), key, known)
        yield from _between(was, now, known, f"{path}/{named}" if path else named)


def _between(was: Element | None, now: Element | None, field: Field | None, path: str) -> Iterator[Difference]:
    if any(node is not None and len(node) for node in (was, now)):
        yield from _below(was, now, field, path)
    elif (texts := (_text(was), _text(now)))[0] != texts[1]:
        yield Difference(path, *texts)


def _children(node: Element | None, field: Field | None) -> Siblings:
    """Return the elements in an element by name and key, with a number that makes equal keys unique."""
    found: Siblings = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for sub in node if node is not None else ():
        name = str(sub.tag)
        known = field.by_name.get(name) if field is not None else None
        key = (name, *key_of(sub, known)) if known is not None and known.repeated else (name,)
        seen[key] += 1
        found[(*key, str(seen[key]))] = sub
    return found


def _name(node: Element, key: tuple[str, ...], field: Field | None) -> str:
    """Return the name of an element for a path: a repeated one has its id and its key.

    An element that occurs once has its name alone: the id of what it refers to is an ordinary field.
    """
    name, *marks, number = key
    if field is not None and field.repeated and (keys := dict.fromkeys(filter(None, (text(node, "id"), *marks)))):
        name = f'{name} "{", ".join(keys)}"'
    return name if number == "1" else f"{name} {number}"


def _either(was: Element | None, now: Element | None) -> Element:
    found = now if now is not None else was
    assert found is not None
    return found


def _text(node: Element | None) -> str | None:
    return None if node is None else node.text or ""
