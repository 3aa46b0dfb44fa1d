"""Objects found by words of what they are called, as somebody who looks for one types them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from centra_mock.services.objects import find_object
from centra_mock.store.unit import Unit
from centra_mock.wire.names import BODY_PREFIX
from centra_mock.wire.tree import KIND, written

NAMES = ("description", "name", "sku", "ean")
"""The fields that words are looked for in."""


PARTS = {"product": "variation", "account": "buyer"}
"""What is in an object that is found by its id too."""


REFERRED = {"product": "size"}
"""What an object refers to whose name is a part of its own."""


def search(unit: Unit, type: str, words: str, after: int = 0) -> Iterator[tuple[int, bytes]]:
    """The objects of a type in which every word stands somewhere, and those whose id the words are; oldest first.

    All of them, where there are no words. The stored texts are looked through as they are: taking thousands of them
    apart would take seconds.
    """
    sought = [_Word(unit, type, word) for word in words.split()]
    named = _named(unit, type, words.strip()) if sought else set()
    for id, stored in unit.objects.all(type, after):
        if id in named or all(word.stands_in(stored.decode()) for word in sought):
            yield id, stored


class _Word:
    """A word that is looked for in stored objects."""

    def __init__(self, unit: Unit, type: str, word: str) -> None:
        self._text = written(word).decode()
        self._small = self._text.lower()
        names = "|".join(f"{BODY_PREFIX}:{name}" for name in NAMES)
        self._named = re.compile(f"<(?:{names})>[^<]*{re.escape(self._text)}", re.IGNORECASE)
        self._refers = self._references(unit, REFERRED[type]) if type in REFERRED else None

    def stands_in(self, text: str) -> bool:
        # Most objects don't have it at all, and that is told much faster.
        is_named = self._small in text.lower() and self._named.search(text) is not None
        return is_named or (self._refers is not None and self._refers.search(text) is not None)

    def _references(self, unit: Unit, type: str) -> re.Pattern[str] | None:
        """What refers to an object of a type that is called so; ``None`` where there is none."""
        ids = [str(id) for id, stored in unit.objects.all(type) if self._named.search(stored.decode())]
        return re.compile(f'{KIND}="{type}">(?:{"|".join(ids)})<') if ids else None


def _named(unit: Unit, type: str, id: str) -> set[int | None]:
    part = unit.ids.find(PARTS[type], id, 0) if type in PARTS else None
    owners = unit.objects.owners(PARTS[type], part) if part is not None else ()
    return {find_object(unit, type, id), *(owner for owner_type, owner in owners if owner_type == type)}
