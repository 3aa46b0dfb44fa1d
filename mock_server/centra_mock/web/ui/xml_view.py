"""XML as lines with coloured words, folded where elements hold others.

Lines are plain texts, written as they stand in XML: whatever they hold, the template escapes it for HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree

from centra_mock.wire.tree import BLANKS, Element

Word = tuple[str, str]
"""A class for the style sheet, and a text."""

_DEEPEST = 60
"""Levels that are indented; deeper ones would make a page of little but blanks."""


@dataclass(frozen=True)
class Line:
    """``fold`` is ``open`` or ``shut`` for a line that begins a fold, and ``end`` for the one after it."""

    indent: str
    words: tuple[Word, ...]
    fold: str = ""


def lines_of(root: Element, shut: frozenset[str] = frozenset()) -> list[Line]:
    """A tree as lines. Elements with a name in ``shut`` are folded at first; nothing recurses, however deep it is."""
    found: list[Line] = []
    stack: list[tuple[Element, int, bool]] = [(root, 0, False)]
    while stack:
        node, depth, is_end = stack.pop()
        indent = _indent(depth)
        if is_end:
            found.append(Line(indent, tuple(_closing(node)), "end"))
        elif not isinstance(node.tag, str):
            found.append(Line(indent, (("comment", etree.tostring(node, encoding="unicode", with_tail=False)),)))
        elif len(node):
            fold = "shut" if etree.QName(node).localname in shut else "open"
            found.append(Line(indent, tuple(_opening(node)), fold))
            found += _text_lines(node.text, depth + 1)
            stack.append((node, depth, True))
            stack += [(sub, depth + 1, False) for sub in reversed(node)]
        else:
            found.append(Line(indent, tuple(_whole(node))))
        if (is_end or not len(node)) and node is not root:
            found += _text_lines(node.tail, depth)
    return found


def _text_lines(text: str | None, depth: int) -> Iterator[Line]:
    """Text beside elements, where there is some."""
    if text and text.strip(BLANKS):
        yield Line(_indent(depth), (("text", escape(text.strip(BLANKS), quote=False)),))


def _indent(depth: int) -> str:
    return "  " * min(depth, _DEEPEST)


def _whole(node: Element) -> Iterator[Word]:
    if not node.text:
        yield from _opening(node, "/>")
        return
    yield from _opening(node)
    yield "text", escape(node.text, quote=False)
    yield from _closing(node)


def _opening(node: Element, end: str = ">") -> Iterator[Word]:
    yield "mark", "<"
    yield "name", _name(node)
    for prefix, namespace in _declared(node):
        yield from _attribute(f"xmlns:{prefix}" if prefix else "xmlns", namespace)
    for name, value in node.attrib.items():
        yield from _attribute(_attribute_name(node, str(name)), str(value))
    yield "mark", end


def _closing(node: Element) -> Iterator[Word]:
    yield "mark", "</"
    yield "name", _name(node)
    yield "mark", ">"


def _attribute(name: str, value: str) -> Iterator[Word]:
    yield "attribute", f" {name}"
    yield "mark", "="
    yield "value", f'"{escape(value)}"'


def _name(node: Element) -> str:
    local = etree.QName(node).localname
    return f"{node.prefix}:{local}" if node.prefix else local


def _attribute_name(node: Element, name: str) -> str:
    qname = etree.QName(name)
    prefix = next((prefix for prefix, uri in node.nsmap.items() if prefix and uri == qname.namespace), None)
    return f"{prefix}:{qname.localname}" if prefix else qname.localname


def _declared(node: Element) -> Iterator[tuple[str | None, str]]:
    """The namespaces that this element declares, rather than the one around it."""
    parent = node.getparent()
    above = parent.nsmap if parent is not None else {}
    yield from ((prefix, uri) for prefix, uri in node.nsmap.items() if above.get(prefix) != uri)
