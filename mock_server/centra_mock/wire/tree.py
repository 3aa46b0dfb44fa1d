"""Small helpers over lxml. Inside the mock, elements of Centra's namespaces stand without a namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from centra_mock.wire.endpoints import BODY_PREFIX, XSI

Element = etree._Element

KIND = "of"
"""On a stored id: the kind of thing it is an internal id of."""

BLANKS = " \t\r\n"
"""White space as XML has it."""

UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that no XML document can hold."""

_NIL = f"{{{XSI}}}nil"
_ATTRIBUTES = etree.XPath("@*")
_FOREIGN = (b"xmlns", b"<!", b"<?")
_UNUSUAL = (*_FOREIGN, b"xml:")
_PLAIN_START, _PLAIN_END = (re.compile(mark + rb"(?=[^\s<>/:!?]+[\s/>])") for mark in (b"<", b"</"))
_OPENING, _CLOSING = (mark + BODY_PREFIX.encode() + b":" for mark in (b"<", b"</"))


def element(name: str, text: str | None = None, *children: Element) -> Element:
    made = etree.Element(name)
    made.text = text
    if children:
        made.extend(children)
    return made


def text(parent: Element, path: str) -> str:
    """Return the text at a path; an absent element and an empty one both give ``""``."""
    if path.isidentifier():
        # Most are one step down, where this is several times as fast.
        leaf = next(parent.iterchildren(path), None)
        return leaf.text or "" if leaf is not None else ""
    return parent.findtext(path) or ""


def with_id(parent: Element, path: str, id: int) -> Element | None:
    """Return the element at a path whose internal id this is."""
    return parent.find(f"{path}[id='{id}']")


def attributes(node: Element) -> list[tuple[str, str]]:
    """Return the attributes of a node. lxml's own ``items()`` looks up each of them among all others."""
    found: Any = _ATTRIBUTES(node) if len(node.attrib) else ()
    return [(str(each.attrname), str(each)) for each in found]


def is_empty(node: Element) -> bool:
    return len(node) == 0 and not (node.text or "").strip(BLANKS)


def texts_between(node: Element) -> Iterator[str]:
    """Yield what is written beside the elements of a node, where only elements belong."""
    for between in (node.text, *(sub.tail for sub in node)):
        if found := (between or "").strip(BLANKS):
            yield found


def normalized(node: Element, namespace: str) -> Element:
    """Return a copy that holds only what counts: names without Centra's namespace, and texts.

    Attributes, comments and white space between elements fall away, ``xsi:nil`` is an empty element, and
    elements of foreign namespaces stay what they are. Text between elements stays, so that it can be reported.
    """
    quickly = _stripped(node, namespace)
    if quickly is not None:
        return quickly
    copy = _plain_element(None, node, namespace)
    stack = [(node, copy)]
    while stack:
        source, target = stack.pop()
        if source.get(_NIL) in ("true", "1"):
            continue
        below = [sub for sub in source if isinstance(sub.tag, str)]
        target.text = _kept(source.text) if below else source.text
        for sub in below:
            made = _plain_element(target, sub, namespace)
            made.tail = _kept(sub.tail)
            stack.append((sub, made))
    return copy


def _stripped(node: Element, namespace: str) -> Element | None:
    """Return the same for what most clients send, elements of one namespace alone; ``None`` for all else.

    Prefixes are cut from the text, which is read again without its declarations: what it needs besides is not declared
    then, and makes it unreadable. To copy the elements one by one takes several times as long.
    """
    start, _, rest = etree.tostring(node, encoding="utf-8", with_tail=False).partition(b">")
    name = etree.QName(node).localname
    is_plain = node.tag == f"{{{namespace}}}{name}" and node.nsmap.get(None) in (None, namespace)
    if not is_plain or any(mark in rest for mark in _UNUSUAL):
        return None
    if start.endswith(b"/"):
        return etree.Element(name)
    if node.prefix:
        prefix = node.prefix.encode() + b":"
        rest = rest.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    try:
        found = etree.fromstring(b"<%s>%s" % (name.encode(), rest), _STRIPPING)
    except etree.XMLSyntaxError:
        return None
    etree.strip_attributes(found, "{}*")
    return found


def _kept(between: str | None) -> str | None:
    return between if between and between.strip(BLANKS) else None


def _plain_element(parent: Element | None, source: Element, namespace: str) -> Element:
    name = str(source.tag).removeprefix(f"{{{namespace}}}")
    # A prefix of our own for foreign names: one that lxml makes up could be Centra's.
    nsmap = {"x": name[1:].partition("}")[0]} if name.startswith("{") else None
    if parent is None:
        return etree.Element(name, nsmap=nsmap)
    return etree.SubElement(parent, name, nsmap=nsmap)


def escape_text(text: str) -> bytes:
    """Return a text as it stands in a document, so that who reads it gets the very same."""
    return escape(UNPRINTABLE.sub("\ufffd", text), quote=False).replace("\r", "&#13;").encode()


def to_stored(node: Element) -> bytes:
    """Return a tree as it is stored: as it will be sent, with Centra's prefix, but for the ids."""
    text: bytes = etree.tostring(node, encoding="utf-8")
    if not any(mark in text for mark in _FOREIGN):
        # Every < begins or ends an element of ours: what else could is escaped. A replacement is the fastest way.
        return text.replace(b"<", _OPENING).replace(_OPENING + b"/", _CLOSING)
    return _PLAIN_END.sub(_CLOSING, _PLAIN_START.sub(_OPENING, text))


def from_stored(stored: bytes) -> Element:
    return parse(stored.replace(_OPENING, b"<").replace(_CLOSING, b"</"))


def parse(document: bytes) -> Element:
    """Return a document from anywhere, without entities or anything fetched. Raises ``XMLSyntaxError``."""
    return etree.fromstring(document, _PARSER)


def parse_beginning(document: bytes) -> Element | None:
    """Return a document that was cut off: what is left open ends there. ``None`` where nothing of it is XML."""
    # Despite its types, a parser that recovers may find nothing.
    found: Element | None = etree.fromstring(document, _PATIENT)
    return found


_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": True
}  # fmt: skip
_PARSER = etree.XMLParser(**_SAFE)
_STRIPPING = etree.XMLParser(**_SAFE, remove_blank_text=True)
_PATIENT = etree.XMLParser(**_SAFE, recover=True)


def converted_ids(node: Element) -> Iterator[Element]:
    """Return the converted ids in a tree."""
    return (leaf for leaf in node.iter() if leaf.get(KIND))


def own_id(node: Element) -> int:
    """Return the internal id of a stored object."""
    return int(text(node, "id"))
