"""Is an update understandable? Checked against the grammar before anything is looked up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.suggestions import nearest
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import BLANKS, UNPRINTABLE, Element, text, texts_between

CANCELED = "canceled"
"""Written `cancelled` in the older guide, which is read as the same."""

MAX_ID = 255
"""The longest id, in characters (documented)."""

_NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_FORMS = {
    "int": (_INTEGER, "a whole number of at most 10 digits, such as 12"),
    "number": (_NUMBER, "a number of at most 15 digits, such as 12 or 12.50"),
    "boolean": (re.compile(r"true|false|0|1"), "true or false"),
    "flag": (re.compile(r"yes|no"), "yes or no"),
}


def validate(change: Element, field: Field) -> None:
    """Raise ``Refused`` with the path of the first mistake, and what would be right.

    White space around numbers and flags does not count, and falls away.
    """
    _require_key(change, field, change)
    _group(change, field, change)


def check_text(value: str, where: str) -> None:
    """Raise ``Refused`` for a text that no answer could carry."""
    if UNPRINTABLE.search(value):
        raise Refused(
            Code.UNPRINTABLE_TEXT, f"a text of characters that no XML document can hold: {_short(value)!r}", where
        )


def check_id(value: str, where: str = "") -> None:
    """Raise ``Refused`` for what can't be a client's id."""
    if wrong := _wrong_id(value):
        raise Refused(wrong.code, wrong.words, where)


def _wrong_id(value: str) -> Refused | None:
    """Return why a text can't be a client's id, without its place; ``None`` if it can."""
    if not value.strip(BLANKS):
        return Refused(Code.BLANK_ID, "an id of nothing but white space; send an id, or leave the element empty")
    if len(value) > MAX_ID:
        return Refused(Code.OUT_OF_RANGE, f"an id of {len(value)} characters is too long; at most {MAX_ID} are allowed")
    if UNPRINTABLE.search(value):
        return Refused(Code.UNPRINTABLE_TEXT, f"an id of characters that no XML document can hold: {_short(value)!r}")
    return None


def label(node: Element) -> str:
    """Return how messages name an element: ``variation "V1"``, or ``buyers`` if it has no id."""
    own = text(node, "id")
    return f'{node.tag} "{_short(own)}"' if own else str(node.tag)


@dataclass(frozen=True)
class UnknownElement:
    name: str
    within: Field
    path: tuple[str, ...]
    """The names of the elements around it, but for the outermost."""

    @property
    def meant(self) -> str | None:
        """Return the known field with the most similar name, or ``None``."""
        return nearest(self.name, self.within.by_name)


def unknown_elements(node: Element, field: Field, path: tuple[str, ...] = ()) -> Iterator[UnknownElement]:
    """Yield the elements below an element that the grammar does not know there."""
    for sub in node:
        name = str(sub.tag)
        known = field.by_name.get(name)
        if known is None:
            yield UnknownElement(name, field, path)
        elif not known.is_leaf:
            yield from unknown_elements(sub, known, (*path, name))


def _group(node: Element, field: Field, top: Element) -> None:
    names = [str(sub.tag) for sub in node]
    _no_text(node, field, top)
    once = Counter(names) if len(set(names)) < len(names) else _NO_NAMES
    known_fields = field.by_name
    for name, sub in zip(names, node, strict=True):
        known = known_fields.get(name)
        if known is None:
            continue
        if once[name] > 1 and not known.repeated:
            raise Refused(
                Code.REPEATED_FIELD, f"{name} stands {once[name]} times, but it can stand only once", _place(node, top)
            )
        if known.is_leaf:
            _leaf(sub, known, top)
        else:
            if known.repeated:
                _require_key(sub, known, top)
            _group(sub, known, top)


_NO_NAMES: Counter[str] = Counter()


def _no_text(node: Element, field: Field, top: Element) -> None:
    if not node.text and not any(sub.tail for sub in node):
        return
    for found in texts_between(node):
        names = ", ".join(sub.name for sub in field.fields[:4])
        raise Refused(
            Code.FIELDS_EXPECTED,
            f"holds the text {_short(found)!r}, but fields ({names}…) are expected",
            _place(node, top),
        )


def _leaf(node: Element, field: Field, top: Element) -> None:
    if len(node):
        raise Refused(
            Code.TEXT_EXPECTED, f"holds the element {node[0].tag}, but a text is expected", _leaf_place(node, top)
        )
    value = node.text
    if not value:
        return
    if field.bears:
        if wrong := _wrong_id(value):
            raise Refused(wrong.code, wrong.words, _leaf_place(node, top))
    elif field.value in _FORMS:
        form, right = _FORMS[field.value]
        if (bare := value.strip(BLANKS)) != value:
            node.text = bare
        if bare and not form.fullmatch(bare):
            raise Refused(Code.INVALID_VALUE, f"{_short(value)!r} is not {right}", _leaf_place(node, top))
    elif field.name == "status" and value.strip(BLANKS) == "cancelled":
        node.text = CANCELED


def _require_key(node: Element, field: Field, top: Element) -> None:
    """Raise ``Refused`` if an element lacks the key that distinguishes it from its siblings."""
    lead = field.key[0] if field.key else None
    if lead and not text(node, lead).strip(BLANKS):
        raise Refused(Code.MISSING_FIELD, f"{lead} is missing; it says which {node.tag} is meant", _place(node, top))


def _place(node: Element, top: Element) -> str:
    """Return the path of a group within an object, for messages."""
    return path_to(node, top) or str(node.tag)


def _leaf_place(leaf: Element, top: Element) -> str:
    holder = leaf.getparent()
    path = path_to(holder, top) if holder is not None else ""
    return f"{path}/{leaf.tag}" if path else str(leaf.tag)


def path_to(node: Element, top: Element) -> str:
    """Return the labels of the elements from an object, which is not named itself, to a group within it."""
    labels: list[str] = []
    while node is not top:
        labels.append(label(node))
        above = node.getparent()
        assert above is not None
        node = above
    return "/".join(reversed(labels))


def _short(value: str | None) -> str:
    value = value or ""
    return value if len(value) <= 60 else value[:57] + "…"
