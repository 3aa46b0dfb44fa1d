"""The conversion of the client's ids to internal ids and back, at all places that the grammar marks as ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

from centra_mock.domain.validate import label
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.grammar import GRAMMAR, Field, ObjectType
from centra_mock.wire.structures import ScopeHolder
from centra_mock.wire.tree import KIND, Element, converted_ids, escape_text, text

InternalKey = tuple[str, int]
"""A kind and an internal id."""


Scopes: TypeAlias = Mapping[str, int]
"""The kind of a scope -> the internal id of the one that holds here."""


class ConversionTable(Protocol):
    """The ID conversion table, as conversion needs it."""

    def find(self, kind: str, external: str, scope: int) -> int | None:
        """Return the internal id of what the client calls ``external``, or ``None``."""

    def make(self, kind: str, external: str, scope: int) -> int:
        """Return the internal id of what the client calls ``external``. The thing is created if it does not exist."""

    def exists(self, kind: str, internal: int) -> bool:
        """Return whether the thing with this number exists: it may be deleted, or never have been sent."""

    def scopes(self, kind: str, external: str) -> list[int]:
        """Return the scopes in which the id is known."""

    def scope_in(self, holder: ScopeHolder, internal: int) -> int | None:
        """Return the internal id of the scope that a stored thing names, such as the size table of a variation."""


@dataclass
class InboundConversion:
    """Puts internal ids into one object of a request."""

    ids: ConversionTable
    strict: bool = True
    """Whether a reference to a thing that was never made is refused."""
    notices: list[Message] | None = None

    def convert(self, tree: Element, field: Field) -> None:
        """Convert every id in ``tree``, in place. Raises ``Refused`` for a reference to nothing."""
        self._group(tree, field, "", {})

    def _group(self, node: Element, field: Field, path: str, scopes: Scopes) -> None:
        scopes = self._scopes(node, field, path, scopes)
        for sub in node:
            known = field.by_name.get(str(sub.tag))
            if known is None:
                continue
            if not known.is_leaf:
                below = f"{path}/{label(sub)}" if path else label(sub)
                self._group(sub, known, below, scopes)
            elif known.bears and sub.text and not sub.get(KIND):
                self._leaf(sub, known, path, scopes)

    def _scopes(self, node: Element, field: Field, path: str, scopes: Scopes) -> Scopes:
        """Return the scopes of the ids below: those given here, or those of a thing that is meant here."""
        for scope in GRAMMAR.scopes.values():
            known, leaf = field.by_name.get(scope), node.find(f"{scope}/id")
            if known and leaf is not None and leaf.text:
                if not leaf.get(KIND):
                    self._leaf(leaf, known.by_name["id"], f"{path}/{scope}" if path else scope, scopes)
                scopes = {**scopes, scope: int(leaf.text)}
            elif (found := self._held(node, field, scope)) is not None:
                scopes = {**scopes, scope: found}
        return scopes

    def _held(self, node: Element, field: Field, scope: str) -> int | None:
        """Return the scope that is stored with the thing that is, or is referred to, here."""
        for holder in GRAMMAR.scope_holders:
            is_one = field.id is not None and field.id.bears == holder.kind
            external = text(node, "id" if is_one else f"{holder.kind}/id") if holder.scope == scope else ""
            internal = self.ids.find(holder.kind, external, 0) if external else None
            found = self.ids.scope_in(holder, internal) if internal else None
            if found is not None:
                return found
        return None

    def _leaf(self, leaf: Element, field: Field, path: str, scopes: Scopes) -> None:
        kind, external = str(field.bears), str(leaf.text)
        scope = self._scope(kind, external, path, scopes)
        internal = self.ids.find(kind, external, scope)
        home = None if field.home else GRAMMAR.homes.get(kind)
        if internal is None or (home and not self.ids.exists(kind, internal)):
            if home and not (kind == home.name and home.made_on_sight):
                self._unknown(home, kind, external, path)
            internal = self.ids.make(kind, external, scope)
        leaf.text = str(internal)
        leaf.set(KIND, kind)

    def _scope(self, kind: str, external: str, path: str, scopes: Scopes) -> int:
        """Return the internal id of the thing within which an id is unique, 0 for one that is unique in all."""
        scope = GRAMMAR.scopes.get(kind)
        if scope is None or scope in scopes:
            return scopes[scope] if scope else 0
        known = self.ids.scopes(kind, external)
        if len(known) > 1:
            holders = (holder.kind for holder in GRAMMAR.scope_holders if holder.scope == scope)
            raise Refused(
                Code.AMBIGUOUS_ID,
                f'{kind} "{external}" is in {len(known)} {scope}s; name the {next(holders, scope)} it belongs to',
                path,
            )
        return known[0] if known else 0

    def _unknown(self, home: ObjectType, kind: str, external: str, path: str) -> None:
        code = Code.UNKNOWN_SIZE_TABLE if kind == "sizetable" else Code.UNKNOWN_REFERENCE
        refusal = Refused(
            code, f'there is no {kind} "{external}"; send it with {home.plural}_Update first', path or kind
        )
        if self.strict or self.notices is None:
            raise refusal
        self.notices.append(refusal.message)


_PREFIX = BODY_PREFIX.encode()
_STORED_ID = re.compile(rb"<" + _PREFIX + rb":(\w+) " + KIND.encode() + rb'="(\w+)">(\d+)<')


def internal_keys(stored: bytes) -> frozenset[InternalKey]:
    """Return every converted id in a stored text."""
    return frozenset(_taken_apart(stored)[1])


def convert_outbound(stored: bytes, shown: Mapping[InternalKey, bytes]) -> bytes:
    """Return a stored text as the client sees it.

    ``shown`` has the escaped client's id of each converted thing. A thing that is not in it gets its number.
    """
    texts, keys = _taken_apart(stored)
    pieces = [texts[0]]
    for key, after in zip(keys, texts[1:], strict=True):
        pieces += (shown.get(key) or b"%d" % key[1], after)
    return b"".join(pieces)


@lru_cache(maxsize=1024)
def _taken_apart(stored: bytes) -> tuple[list[bytes], list[InternalKey]]:
    """Return the texts before, between and after the ids, and the ids. The result is cached: events are read
    repeatedly."""
    texts, keys = [b""], []
    rest = 0
    for match in _STORED_ID.finditer(stored):
        name, kind, number = match.groups()
        texts[-1] += b"%s<%s:%s>" % (stored[rest : match.start()], _PREFIX, name)
        keys.append((kind.decode(), int(number)))
        texts.append(b"")
        rest = match.end(3)
    texts[-1] += stored[rest:]
    return texts, keys


def convert_tree_outbound(tree: Element, shown: Mapping[InternalKey, str]) -> None:
    """Put the client's ids into a tree, in place."""
    for leaf in converted_ids(tree):
        kind = leaf.attrib[KIND]
        del leaf.attrib[KIND]
        leaf.text = shown.get((str(kind), int(leaf.text or 0)), leaf.text)


def escaped_ids(shown: Iterable[tuple[InternalKey, str]]) -> dict[InternalKey, bytes]:
    return {key: escape_text(external) for key, external in shown}


def homes_in(tree: Element, field: Field) -> Iterable[tuple[str, int]]:
    """Yield the things that live in an object (variations, buyers, shipments) as (kind, internal id)."""
    for sub in tree:
        known = field.by_name.get(str(sub.tag))
        if known is None:
            continue
        if known.is_leaf and known.home and sub.text and sub.get(KIND):
            yield str(known.bears), int(sub.text)
        elif known.holds_homes:
            yield from homes_in(sub, known)
