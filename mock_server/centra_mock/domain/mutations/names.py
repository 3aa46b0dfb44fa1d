"""Names and namespaces: under which prefix each name is written, and where that is declared."""

from __future__ import annotations

from random import Random

from lxml import etree

from centra_mock.wire.tree import Element

_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES = ("a", "soap", "S", "env", "ns0", "ns7", "centra", "_x", "q-1", "SOAPENV", "tns")

Pairs = list[tuple[str, str]]


class Naming:
    """Names for the elements of a tree, as it is walked through; without a rate, the names that they have."""

    def __init__(self, random: Random, rate: float | None) -> None:
        self._random = random
        self._rate = rate
        self._scopes: list[dict[str, str]] = [{"xml": _XML}]
        """Prefix -> namespace; the default namespace is that of ``""``."""

    def enter(self, node: Element) -> tuple[str, Pairs, Pairs]:
        """A node's name, the namespaces to declare on it, and its attributes."""
        scope = dict(self._scopes[-1])
        new: dict[str, str] = {}
        if self._rate is None:
            for prefix, namespace in node.nsmap.items():
                if scope.get(prefix or "") != namespace:
                    new[prefix or ""] = namespace
            scope |= new
        name = self._element(node, scope, new)
        attributes = [(self._attribute(str(key), scope, new), str(value)) for key, value in node.attrib.items()]
        self._scopes.append(scope)
        declared = [(f"xmlns:{prefix}" if prefix else "xmlns", namespace) for prefix, namespace in new.items()]
        return name, declared, attributes

    def leave(self) -> None:
        self._scopes.pop()

    def _element(self, node: Element, scope: dict[str, str], new: dict[str, str]) -> str:
        name = etree.QName(node)
        if name.namespace is None:
            if scope.get("", ""):
                scope[""] = new[""] = ""
            return name.localname
        if self._rate is None:
            return f"{node.prefix}:{name.localname}" if node.prefix else name.localname
        return _written(self._prefix(name.namespace, scope, new, True), name.localname)

    def _attribute(self, key: str, scope: dict[str, str], new: dict[str, str]) -> str:
        name = etree.QName(key)
        if name.namespace is None:
            return name.localname
        return _written(self._prefix(name.namespace, scope, new, False), name.localname)

    def _prefix(self, namespace: str, scope: dict[str, str], new: dict[str, str], may_be_default: bool) -> str:
        """A prefix for a namespace: one in scope, or a new one where there is none or chance has it."""
        there = [prefix for prefix, named in scope.items() if named == namespace and (prefix or may_be_default)]
        # Once per element: what its own name uses must not change under it.
        if there and (self._rate is None or new or self._random.random() >= self._rate):
            return there[0] if self._rate is None else self._random.choice(there)
        fresh = [prefix for prefix in _PREFIXES if prefix not in scope]
        if may_be_default and (not fresh or self._random.random() < 0.4):
            prefix = ""
        else:
            prefix = self._random.choice(fresh or [f"p{len(scope)}"])
        scope[prefix] = new[prefix] = namespace
        return prefix


def _written(prefix: str, local: str) -> str:
    return f"{prefix}:{local}" if prefix else local
