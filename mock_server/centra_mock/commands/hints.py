"""Hints at probable typing errors, on the standard error. The command runs all the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from centra_mock.commands.output import clean
from centra_mock.suggestions import nearest
from centra_mock.wire.endpoints import DEFAULT_TENANT

if TYPE_CHECKING:
    from centra_mock.client import MockClient

_MOST = 5
"""Fields that are reported, at most: one mistake in a list makes many of them."""

_DIGITS = re.compile("[0-9]+")


def hint_at_fields(place: str, fields: Mapping[str, Any] | None, xml: str | None = None) -> None:
    """Print which of these fields a ``place`` does not have, such as ``product`` or ``order/shipments/shipment``."""
    if not fields and xml is None:
        return
    # Only here: most commands get along without the grammar.
    from centra_mock.domain.object_input import read_changes
    from centra_mock.domain.validate import unknown_elements
    from centra_mock.wire.grammar import OBJECTS
    from centra_mock.wire.values import from_json

    type, _, below = place.partition("/")
    field = OBJECTS[type].field.find(below) if below else OBJECTS[type].field
    given = read_changes(field, from_json(fields) if fields else None, xml)
    found = dict.fromkeys(stray for element in given for stray in unknown_elements(element, field))
    for stray in islice(found, _MOST):
        path = "/".join((*stray.path, stray.name))
        _hint(f"{path}: {stray.within.name} has no such field, and keeps it as it is", stray.meant)


def hint_at_tenant(server: MockClient, name: str) -> None:
    """Print that a Centra is new, where its name is similar to that of another."""
    if name == DEFAULT_TENANT:
        return
    try:
        known: list[str] = server.tenants()
    except (KeyError, TypeError):
        return  # The command itself will say that this is no centra-mock.
    if name in known or any(_is_derived(name, each) for each in known):
        return
    if near := nearest(name, known):
        _hint(f"there was no tenant {name} yet, and it is made", near)


def _is_derived(name: str, other: str) -> bool:
    """Return whether a name is made of another on purpose: ``ci7`` and ``ci8``, or ``ci7`` and ``ci7-copy``."""
    return _DIGITS.sub("", name) == _DIGITS.sub("", other) or name.startswith(tuple(other + mark for mark in "-_."))


def _hint(text: str, near: str | None) -> None:
    click.echo(clean(f"centra-mock: {text}{f'; did you mean {near}?' if near else ''}"), err=True)
