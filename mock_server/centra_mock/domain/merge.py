"""The partial update of one tree by another: absent stays, empty blanks, the rest merges by key.

The laws (tested as such): updating twice is updating once; a field that is not sent never changes; an update
with nothing but the id changes nothing.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from operator import itemgetter
from typing import TypeAlias

from lxml.etree import tostring

from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, element, is_empty, text, to_stored

Siblings: TypeAlias = dict[str, dict[tuple[str, ...], Element]]
"""Name -> key -> the repeated element: a pricelist can have thousands of products."""


def merge(current: Element, change: Element, field: Field) -> None:
    """Update ``current`` in place with the fields of ``change``. Both hold internal ids."""
    seen = set()
    siblings: Siblings = {}
    for sub in change:
        name = str(sub.tag)
        known = field.by_name.get(name)
        if known is None:
            if name not in seen:
                _replace_unknown(current, change, name)
        elif known.removes in field.by_name:
            _remove(current, sub, field.by_name[str(known.removes)])
        else:
            _merge_child(current, sub, known, field, siblings)
        seen.add(name)


def would_change(current: Element, sub: Element, field: Field) -> bool:
    """Return whether one field would change a tree. A field that is sent back as it was shown does not."""
    before = element(field.name, None, *deepcopy(current.findall(str(sub.tag))))
    after = deepcopy(before)
    merge(after, element(field.name, None, deepcopy(sub)), field)
    return to_stored(after) != to_stored(before)


def _merge_child(current: Element, sub: Element, known: Field, parent: Field, siblings: Siblings) -> None:
    target = _match(current, sub, known, siblings)
    if target is None:
        target = _made(sub, known)
        insert(current, target, parent)
        if known.repeated:
            siblings[known.name][key_of(sub, known)] = target
    elif known.is_leaf:
        _set_leaf(target, sub)
    elif is_empty(sub):
        _clear(target)
    else:
        if _refers_elsewhere(target, sub, known):
            _clear(target)
        elif not known.holds_homes and tostring(target, with_tail=False) == tostring(sub, with_tail=False):
            return
        merge(target, sub, known)


def _made(sub: Element, known: Field) -> Element:
    """Return an element as it is where there was none before."""
    made = deepcopy(sub)
    made.tail = None
    if not known.is_leaf and not _arrange(made, known):
        made = element(known.name)
        merge(made, sub, known)
    return made


def _arrange(node: Element, field: Field) -> bool:
    """Put the fields of a group into the grammar's order.

    Returns ``False`` for a group that has to be merged field by field, as something in it repeats or is unknown.
    """
    if not len(node):
        node.text = None
        return True
    if node.text or node.keys():
        return False
    order = field.order
    places = [order.get(str(sub.tag), -1) for sub in node]
    if len(set(places)) < len(places) or -1 in places:
        return _is_list(node, field, places)
    if any(later < place for place, later in pairwise(places)):
        node[:] = [sub for _, sub in sorted(zip(places, node, strict=True), key=itemgetter(0))]
        places.sort()
    for place, sub in zip(places, node, strict=True):
        known = field.fields[place]
        if sub.tail or known.removes in field.by_name or not (known.is_leaf or _arrange(sub, known)):
            return False
    return True


def _is_list(node: Element, field: Field, places: list[int]) -> bool:
    """Return whether a group is a list of one name without repeated keys; its elements are arranged then."""
    known = field.fields[places[0]]
    if len(set(places)) > 1 or places[0] < 0 or not known.repeated or any(sub.tail for sub in node):
        return False
    if len({key_of(sub, known) for sub in node}) < len(places):
        return False
    return known.is_leaf or all(_arrange(sub, known) for sub in node)


def _set_leaf(target: Element, sub: Element) -> None:
    if target.text != sub.text:
        target.text = sub.text
    if target.keys() or sub.keys():
        target.attrib.clear()
        target.attrib.update(sub.attrib)


def _match(current: Element, sub: Element, known: Field, siblings: Siblings) -> Element | None:
    if not known.repeated:
        return current.find(known.name)
    if known.name not in siblings:
        siblings[known.name] = {key_of(old, known): old for old in current.iterfind(known.name)}
    return siblings[known.name].get(key_of(sub, known))


def key_of(node: Element, field: Field) -> tuple[str, ...]:
    """Return the key that distinguishes a repeated element from its siblings."""
    return tuple(text(node, path) for path in field.key) or (node.text or "",)


def _refers_elsewhere(target: Element, sub: Element, known: Field) -> bool:
    """Return whether an element now refers to another thing, so that the former data is removed.

    An element refers to the thing it is named after. One whose id is of another kind (an address) has data of its own.
    """
    if known.repeated or known.id is None or known.id.home or known.id.bears != known.name:
        return False
    return sub.find("id") is not None and text(sub, "id") != text(target, "id")


def _clear(node: Element) -> None:
    node.text = None
    del node[:]


def insert(parent: Element, node: Element, field: Field) -> None:
    """Put ``node`` below ``parent`` where the grammar has it; unknown elements come last."""
    place = field.order[str(node.tag)]
    for sibling in reversed(parent):
        if field.order.get(str(sibling.tag), len(field.order)) <= place:
            sibling.addnext(node)
            return
    parent.insert(0, node)


def _replace_unknown(current: Element, change: Element, name: str) -> None:
    """Replace a field that the grammar does not know, with all of its repetitions."""
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
