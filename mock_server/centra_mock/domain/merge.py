"""The partial update of one tree by another: absent stays, empty blanks, the rest merges by key.

The laws (tested as such): updating twice is updating once; a field that is not sent never changes; an update
with nothing but the id changes nothing.
"""

from __future__ import annotations

from copy import deepcopy

from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, element, is_empty, text

REFERENCE = "Reference"


def merge(current: Element, change: Element, field: Field) -> None:
    """Update ``current`` in place with all that ``change`` says. Both hold internal ids."""
    seen = set()
    for sub in change:
        name = str(sub.tag)
        known = field.by_name.get(name)
        if known is None:
            if name not in seen:
                _replace_unknown(current, change, name)
        elif known.removes in field.by_name:
            _remove(current, sub, field.by_name[str(known.removes)])
        else:
            _merge_child(current, sub, known, field)
        seen.add(name)


def complete(tree: Element, field: Field) -> Element:
    """A new object from the first update that names it."""
    made = element(field.name)
    merge(made, tree, field)
    return made


def _merge_child(current: Element, sub: Element, known: Field, parent: Field) -> None:
    target = _match(current, sub, known)
    if target is None:
        target = element(known.name)
        insert(current, target, parent)
    elif _refers_elsewhere(target, sub, known):
        _clear(target)
    if known.is_leaf:
        target.text = sub.text
        target.attrib.clear()
        target.attrib.update(sub.attrib)
    elif is_empty(sub):
        _clear(target)
    else:
        merge(target, sub, known)


def _match(current: Element, sub: Element, known: Field) -> Element | None:
    if not known.repeated:
        return current.find(known.name)
    key = key_of(sub, known)
    return next((old for old in current.iterfind(known.name) if key_of(old, known) == key), None)


def key_of(node: Element, field: Field) -> tuple[str, ...]:
    """What tells a repeated element from its siblings."""
    return tuple(text(node, path) for path in field.key) or (node.text or "",)


def _refers_elsewhere(target: Element, sub: Element, known: Field) -> bool:
    """A reference to another thing: what was known of the former one does not describe it."""
    if known.structure != REFERENCE or known.repeated:
        return False
    return sub.find("id") is not None and text(sub, "id") != text(target, "id")


def _clear(node: Element) -> None:
    node.text = None
    del node[:]


def insert(parent: Element, node: Element, field: Field) -> None:
    """Put ``node`` below ``parent`` where the grammar has it; unknown elements come last."""
    place = field.order[str(node.tag)]
    for position, sibling in enumerate(parent):
        if field.order.get(str(sibling.tag), len(field.order)) > place:
            parent.insert(position, node)
            return
    parent.append(node)


def _replace_unknown(current: Element, change: Element, name: str) -> None:
    """A field that the grammar does not know is kept as it was sent, all of its repetitions together."""
    for old in current.findall(name):
        current.remove(old)
    current.extend(deepcopy(sub) for sub in change.findall(name))


def _remove(current: Element, removal: Element, listed: Field) -> None:
    holder = current.find(listed.name)
    if holder is None:
        return
    for item in listed.fields:
        gone = {key_of(sub, item) for sub in removal.iterfind(item.name)}
        for old in holder.findall(item.name):
            if key_of(old, item) in gone:
                holder.remove(old)
