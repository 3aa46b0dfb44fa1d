"""What a later version of the API might add to an answer: all that was there stays, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lxml import etree

from centra_mock.activities.mutation import ANYWHERE
from centra_mock.wire.endpoints import ENVELOPE
from centra_mock.wire.grammar import GRAMMAR, OBJECTS
from centra_mock.wire.operations import ALL, EVENT_DATA, OPERATIONS
from centra_mock.wire.tree import BLANKS, KIND, Element, parse

FOREIGN = ("urn:example:loyalty", "http://schemas.example.com/2031/tracing", "urn:example:ext:v2")
_DEEPEST = 3
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

_FIRST = ("loyalty", "gift", "campaign", "sustainability", "preorderhub", "recycling", "membership", "fit", "carbon")
_SECOND = ("points", "wrap", "code", "score", "level", "hints", "token", "channel", "class", "label")
_ATTRIBUTES = ("revision", "lang", "source", "since", "unit2", "confidence", "origin")
_TEXTS = (
    "", "0", "-1", "yes", "false", "2031-12-31", "19.90", "Åäö ÜÄÖ ß €", "注文", "a & b < c > d", '"quoted"', "]]>",
    "two\nlines", "  spaces  ", "1e9", "null", "x" * 300,
)  # fmt: skip


def _known_names() -> frozenset[str]:
    fields = [*(obj.field for obj in OBJECTS.values()), *GRAMMAR.messages.values()]
    names = {ALL, "events", *EVENT_DATA, *GRAMMAR.messages}
    names |= {name for each in OPERATIONS for name in (each.name, each.request, each.response)}
    for obj in OBJECTS.values():
        names |= {obj.name, obj.plural}
    return frozenset(names | {each.name for field in fields for each in field.walk()})


KNOWN_NAMES = _known_names()
"""Every name that the API gives a meaning to."""


@dataclass(frozen=True)
class InjectedEvent:
    """An event of a type that no client knows."""

    type: str
    entry: str
    data: Element


def add(answer: bytes, random: Random, kinds: frozenset[str], rate: float) -> bytes:
    """Return an answer with additions. A fault is left as it is, since SOAP defines its content."""
    root = parse(answer)
    body = root.find(f"{{{ENVELOPE}}}Body")
    if not kinds or not rate or body is None or body.find(f"{{{ENVELOPE}}}Fault") is not None:
        return answer
    # Looked for first: what is added needs no additions.
    for node in list(body.iterdescendants()):
        if "attributes" in kinds and random.random() < rate:
            _add_attribute(node, random)
        if _may_grow(node, body):
            if "elements" in kinds and random.random() < rate:
                namespace = str(etree.QName(node).namespace or "")
                node.insert(_place(node, random, kinds), _random_element(random, namespace, dict(node.nsmap), 1))
            if "foreign" in kinds and random.random() < rate:
                node.insert(_place(node, random, kinds), _foreign(random))
    return _DECLARATION + etree.tostring(root, encoding="utf-8")


def injected_event(random: Random) -> InjectedEvent:
    """Return an event of an unknown type, to be queued, delivered and marked done like any other."""
    type = _name(random)
    data = _random_element(random, "", {}, 1, type)
    return InjectedEvent(type, str(random.randrange(1, 10_000)), data)


def _name(random: Random) -> str:
    while True:
        name = random.choice(_FIRST) + random.choice(_SECOND) + random.choice(("", "", "2", "_v3", "-x"))
        if name not in KNOWN_NAMES:
            return name


def _holds_elements(node: Element) -> bool:
    """Return whether a node is a structure: it holds elements and no text between them."""
    between = (node.text, *(sub.tail for sub in node))
    return len(node) > 0 and not any(text and text.strip(BLANKS) for text in between)


def _may_grow(node: Element, body: Element) -> bool:
    """Return whether elements may be added to a node.

    An answer with a single element is left out: libraries return that element as the result, so that a second one would
    change the signature.
    """
    return _holds_elements(node) and (len(node) > 1 or node.getparent() is not body)


def _place(parent: Element, random: Random, kinds: frozenset[str]) -> int:
    return random.randint(0, len(parent)) if ANYWHERE in kinds else len(parent)


def _random_element(
    random: Random, namespace: str, nsmap: dict[str | None, str], depth: int, name: str = ""
) -> Element:
    tag = name or _name(random)
    full = f"{{{namespace}}}{tag}" if namespace else tag
    node = etree.Element(full, nsmap=nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace
    if depth < _DEEPEST and random.random() < 0.4:
        for _ in range(random.randint(1, 3)):
            node.append(_random_element(random, namespace, nsmap, depth + 1))
    else:
        node.text = random.choice(_TEXTS) or None
    return node


def _foreign(random: Random) -> Element:
    namespace = random.choice(FOREIGN)
    prefix = random.choice((None, "x", "ext", "ns2"))
    return _random_element(random, namespace, {prefix: namespace}, 1)


def _add_attribute(node: Element, random: Random) -> None:
    name = random.choice(_ATTRIBUTES)
    if random.random() < 0.4:
        name = f"{{{random.choice(FOREIGN)}}}{name}"
    if name not in node.attrib and name != KIND:
        node.set(name, random.choice(_TEXTS))
