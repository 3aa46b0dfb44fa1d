"""The state file: a Centra at one moment, with its objects, its events and its conversion table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeAlias

from centra_mock.domain.events import DONE, QUEUED
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import from_stored
from centra_mock.wire.values import as_values

Key: TypeAlias = tuple[str, int]
"""A type and an internal id."""
Values: TypeAlias = dict[str, Any]

FORMAT = "centra-mock state 1"
"""What the file says that it is."""


class StateFile:
    """A state file that is read.

    References within objects are internal ids, which no edit of the conversion table changes.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    @cached_property
    def _tables(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = json.loads(self._raw)
        return found

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return every event that there ever was, oldest first, with its ``state`` and how often it was delivered."""
        return self._tables["events"]

    @cached_property
    def queue(self) -> list[dict[str, Any]]:
        """Return the queued events, oldest first."""
        return [event for event in self.events if event["state"] == QUEUED]

    @cached_property
    def done(self) -> set[int]:
        """Return the ids of the events that are done."""
        return {event["id"] for event in self.events if event["state"] == DONE}

    @cached_property
    def texts(self) -> Mapping[Key, str]:
        """Return the objects as they are stored: XML with internal ids."""
        return {(row["type"], row["id"]): row["xml"] for row in self._tables["objects"]}

    def values(self, key: Key) -> Values | None:
        """Return an object's fields by the grammar's names, or ``None`` where there is none."""
        text = self.texts.get(key)
        return as_values(from_stored(text.encode()), OBJECTS[key[0]].field) if text is not None else None

    @cached_property
    def _shown(self) -> dict[Key, str]:
        return {(row["kind"], row["internal"]): row["external"] for row in self._tables["conversions"]}

    def shown(self, key: Key) -> str:
        """Return the id that the client sees."""
        return self._shown.get(key, str(key[1]))
