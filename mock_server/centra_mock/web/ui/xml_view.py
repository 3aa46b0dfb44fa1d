"""XML as lines of styled texts, folded where elements hold others.

The texts are XML source. The template escapes them for HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree

from centra_mock.wire.tree import BLANKS, Element, attributes

StyledText = tuple[str, str]
"""A class for the style sheet, and a text."""

_DEEPEST = 60
"""Levels that are indented; deeper ones would make a page of little but blanks."""


@dataclass(frozen=True)
class XmlLine:
    """``fold`` is ``open`` or ``shut`` for a line that begins a fold, and ``end`` for the one after it."""

    indent: str
    words: tuple[StyledText, ...]
    fold: str = ""


def lines_of(root: Element, folded: frozenset[str] = frozenset()) -> list[XmlLine]:
    """Return a tree as lines. Elements named in ``folded`` start folded. The walk is not recursive, for any depth."""
    found: list[XmlLine] = []
    scope = _NamespaceScope()
    depth = 0
    for event, item in etree.iterwalk(root, events=("start", "end", "start-ns", "end-ns", "comment", "pi")):
        if event == "start-ns":
            scope.declare(*item)
        elif event == "end-ns":
            scope.leave()
        elif event == "start" and len(item):
            fold = "shut" if etree.QName(item).localname in folded else "open"
            found.append(XmlLine(_indent(depth), tuple(_opening(item, scope)), fold))
            depth += 1
            found += _text_lines(item.text, depth)
        elif event == "start":
            found.append(XmlLine(_indent(depth), tuple(_whole(item, scope))))
        else:
            if event != "end":
                found.append(
                    XmlLine(_indent(depth), (("comment", etree.tostring(item, encoding="unicode", with_tail=False)),))
                )
            elif len(item):
                depth -= 1
                found.append(XmlLine(_indent(depth), tuple(_closing(item)), "end"))
            if item is not root:
                found += _text_lines(item.tail, depth)
    return found


class _NamespaceScope:
    """The namespaces in force at a place of a walk through a tree. lxml would collect them anew for each element."""

    def __init__(self) -> None:
        self._bound: dict[str, str] = {}
        self._prefixes: dict[str, dict[str, None]] = {}
        self._before: list[tuple[str, str | None]] = []
        """For each declaration, what its prefix stood for."""
        self.new: list[tuple[str, str]] = []
        """What the next element declares, as prefix and namespace."""

    def declare(self, prefix: str, namespace: str) -> None:
        self.new.append((prefix, namespace))
        self._before.append((prefix, self._bound.get(prefix)))
        self._bind(prefix, namespace)

    def leave(self) -> None:
        """Take back the declaration that came last."""
        self._bind(*self._before.pop())

    def prefix(self, namespace: str | None) -> str:
        """Return a prefix of a namespace, for an attribute; nothing where it has none."""
        return next(filter(None, self._prefixes.get(namespace or "", ())), "")

    def _bind(self, prefix: str, namespace: str | None) -> None:
        if (before := self._bound.pop(prefix, None)) is not None:
            del self._prefixes[before][prefix]
        if namespace is not None:
            self._bound[prefix] = namespace
            self._prefixes.setdefault(namespace, {})[prefix] = None


def _text_lines(text: str | None, depth: int) -> Iterator[XmlLine]:
    """Yield the line of a text between elements, if there is one."""
    if text and text.strip(BLANKS):
        yield XmlLine(_indent(depth), (("text", escape(text.strip(BLANKS), quote=False)),))


def _indent(depth: int) -> str:
    return "  " * min(depth, _DEEPEST)


def _whole(node: Element, scope: _NamespaceScope) -> Iterator[StyledText]:
    if not node.text:
        yield from _opening(node, scope, "/>")
        return
    yield from _opening(node, scope)
    yield "text", escape(node.text, quote=False)
    yield from _closing(node)


def _opening(node: Element, scope: _NamespaceScope, end: str = ">") -> Iterator[StyledText]:
    yield "mark", "<"
    yield "name", _name(node)
    for prefix, namespace in scope.new:
        yield from _attribute(f"xmlns:{prefix}" if prefix else "xmlns", namespace)
    scope.new = []
    for name, value in attributes(node):
        qname = etree.QName(name)
        prefix = scope.prefix(qname.namespace)
        yield from _attribute(f"{prefix}:{qname.localname}" if prefix else qname.localname, value)
    yield "mark", end


def _closing(node: Element) -> Iterator[StyledText]:
    yield "mark", "</"
    yield "name", _name(node)
    yield "mark", ">"


def _attribute(name: str, value: str) -> Iterator[StyledText]:
    yield "attribute", f" {name}"
    yield "mark", "="
    yield "value", f'"{escape(value)}"'


def _name(node: Element) -> str:
    local = etree.QName(node).localname
    return f"{node.prefix}:{local}" if node.prefix else local
