"""Names and namespaces: under which prefix each name is written, and where that is declared."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from lxml import etree

from centra_mock.wire.tree import Element, attributes

_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES = ("a", "soap", "S", "env", "ns0", "ns7", "centra", "_x", "q-1", "SOAPENV", "tns")

Pairs = list[tuple[str, str]]


class NameWriter:
    """Names for the elements of a tree, as it is walked through; without a rate, the names that they have."""

    def __init__(self, random: Random, rate: float | None) -> None:
        self._random = random
        self._rate = rate
        self._scope = {"xml": _XML}
        """Prefix -> namespace; the default namespace is that of ``""``."""
        self._before: list[dict[str, str | None]] = []
        """For each open element, what stood in the scope for the prefixes that it declares."""

    def enter(self, node: Element, declared: Mapping[str, str]) -> tuple[str, Pairs, Pairs]:
        """Return the name of a node, the namespaces to declare on it, and its attributes.

        ``declared`` are the namespaces that the node itself declares.
        """
        self._before.append({})
        if self._rate is None:
            for prefix, namespace in declared.items():
                if self._scope.get(prefix) != namespace:
                    self._declare(prefix, namespace)
        name = self._element(node)
        named = [(self._attribute(key), value) for key, value in attributes(node)]
        new = [(f"xmlns:{prefix}" if prefix else "xmlns", self._scope[prefix]) for prefix in self._before[-1]]
        return name, new, named

    def leave(self) -> None:
        for prefix, before in self._before.pop().items():
            if before is None:
                del self._scope[prefix]
            else:
                self._scope[prefix] = before

    def _declare(self, prefix: str, namespace: str) -> None:
        self._before[-1].setdefault(prefix, self._scope.get(prefix))
        self._scope[prefix] = namespace

    def _element(self, node: Element) -> str:
        name = etree.QName(node)
        if name.namespace is None:
            if self._scope.get("", ""):
                self._declare("", "")
            return name.localname
        if self._rate is None:
            return f"{node.prefix}:{name.localname}" if node.prefix else name.localname
        return _written(self._prefix(name.namespace, True), name.localname)

    def _attribute(self, key: str) -> str:
        name = etree.QName(key)
        if name.namespace is None:
            return name.localname
        return _written(self._prefix(name.namespace, False), name.localname)

    def _prefix(self, namespace: str, may_be_default: bool) -> str:
        """Return a prefix for a namespace: one in scope, or a new one if there is none or at random."""
        there = [prefix for prefix, named in self._scope.items() if named == namespace and (prefix or may_be_default)]
        # Once per element: what its own name uses must not change under it.
        if there and (self._rate is None or self._before[-1] or self._random.random() >= self._rate):
            return there[0] if self._rate is None else self._random.choice(there)
        fresh = [prefix for prefix in _PREFIXES if prefix not in self._scope]
        if may_be_default and (not fresh or self._random.random() < 0.4):
            prefix = ""
        else:
            prefix = self._random.choice(fresh or [f"p{len(self._scope)}"])
        self._declare(prefix, namespace)
        return prefix


def _written(prefix: str, local: str) -> str:
    return f"{prefix}:{local}" if prefix else local
