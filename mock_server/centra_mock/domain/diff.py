"""What tells two states of an object apart, field by field, along the keys by which the client's updates are merged."""

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
    """All fields that differ, in the grammar's order. Either state may be none at all."""
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
    """What stands in an element, each under its name, its key, and a number that tells equal ones apart."""
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
    """What one of several is called: by its id, and by what else tells it from the others.

    What stands once is named alone: the id of what it refers to is a field like others.
    """
    name, *marks, number = key
    if field is not None and field.repeated and (told := dict.fromkeys(filter(None, (text(node, "id"), *marks)))):
        name = f'{name} "{", ".join(told)}"'
    return name if number == "1" else f"{name} {number}"


def _either(was: Element | None, now: Element | None) -> Element:
    found = now if now is not None else was
    assert found is not None
    return found


def _text(node: Element | None) -> str | None:
    return None if node is None else node.text or ""
