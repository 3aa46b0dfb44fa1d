"""The search for products by words of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from centra_mock.services.objects import find_object
from centra_mock.store.text_search import check_search
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.tree import KIND, Element, escape_text, from_stored, text

NAMES = ("description", "sku", "ean")
"""The fields that words are looked for in."""

_TEXT = re.compile(f"<{BODY_PREFIX}:(?:{'|'.join(NAMES)})>([^<]+)<")
_SKU = re.compile(f"<{BODY_PREFIX}:sku>([^<]+)<")
_SIZE = re.compile(f'{KIND}="size">(\\d+)<')


def products(unit: UnitOfWork, words: str, after: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the products in which every word stands somewhere, and the one whose id, or a variation's, the words are.

    All of them, where there are no words; oldest first. The stored texts are looked through as they are: taking
    thousands of them apart would take seconds. Raises ``Refused`` for a text that is too long to look for.
    """
    check_search(words)
    sought = [_Word(unit, word) for word in words.split()]
    named = _named(unit, words.strip()) if sought else set()
    for id, stored in unit.objects.all("product", after):
        if id in named or all(word.stands_in(stored.decode()) for word in sought):
            yield id, stored


class _Word:
    """A word that is looked for in stored products, and in the names of their sizes, which are objects of their own."""

    def __init__(self, unit: UnitOfWork, word: str) -> None:
        there = escape_text(word).decode()
        self._word, self._small = word.casefold(), there.lower()
        self._sizes = {str(id) for id, stored in unit.objects.all("size") if self._is_in_a_text(stored.decode())}

    def stands_in(self, product: str) -> bool:
        return self._is_in_a_text(product) or self._is_of_a_size(product) or self._begins_with_sku(product)

    def _is_in_a_text(self, stored: str) -> bool:
        small = stored.lower()
        # Most objects don't have it at all, and a search in the bytes shows that much faster.
        return self._small in small and any(self._small in found for found in _TEXT.findall(small))

    def _is_of_a_size(self, product: str) -> bool:
        return bool(self._sizes) and not self._sizes.isdisjoint(_SIZE.findall(product))

    def _begins_with_sku(self, product: str) -> bool:
        """Return whether a SKU that is written in parts has the word in it, from the product's own part on."""
        own = _SKU.search(product)
        if own is None or not self._small.startswith(own[1].lower()):
            return False
        return any(self._word in sku.casefold() for sku in skus(from_stored(product.encode())))


def skus(product: Element) -> Iterator[str]:
    """Yield the SKUs of all that a product comes in: each of its parts says but its own part of them."""
    for variation in product.iterfind("variations/variation"):
        for size in variation.iterfind("sizes/size"):
            yield sku(product, variation, size)


def sku(*parts: Element) -> str:
    return "".join(text(part, "sku") for part in parts)


def _named(unit: UnitOfWork, id: str) -> set[int | None]:
    variation = unit.ids.find("variation", id, 0)
    owners = unit.objects.owners("variation", variation) if variation is not None else ()
    return {find_object(unit, "product", id), *(owner for type, owner in owners if type == "product")}
