"""What an admin does to objects of any type: a deep merge into one, made if need be, and deleting it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import partial

from centra_mock.activities.objects import Delete, Put, RemovePart, Update
from centra_mock.domain.events import DELETE
from centra_mock.domain.merge import insert
from centra_mock.domain.object_input import Fields, read_changes
from centra_mock.domain.paths import element_at, read_path, write_path
from centra_mock.domain.rules import TypeRule, Upsert, rule_for
from centra_mock.domain.shop.cancellation import cancel_all
from centra_mock.domain.shop.orders import blank_order
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.domain.validate import check_id
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound, Refused
from centra_mock.services.change_events import announce
from centra_mock.services.objects import find_object, known_type, load_object, show
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.services.stock import move_stock
from centra_mock.services.upsert import Upserter
from centra_mock.wire.grammar import OBJECTS, ObjectType
from centra_mock.wire.tree import KIND, Element, element, own_id, text, to_stored
from centra_mock.wire.values import build


@performs(Put)
def put(shop: ShopTransaction, wanted: Put) -> str:
    """Merge what is given into an object, made if it does not exist, unless its scope is named. Return its id.

    The client's rules hold; but of orders an admin changes all.
    """
    id, scope = wanted.id, wanted.scope
    obj = known_type(wanted.type)
    changes = list(read_changes(obj.field, wanted.fields, wanted.xml)) or [element(obj.name)]
    asked = id if id is not None else next((text(change, "id") for change in changes if text(change, "id")), None)
    rule = TypeRule() if obj is ORDER else rule_for(obj)
    updater = Upserter(shop.unit, replace(shop.policy, unknown_reference="error"), shop.settings.clock)
    taken: list[Upsert] = []
    tree = shop.load(obj.name, asked, scope) if scope is not None and asked is not None else None
    for change in changes:
        _identify(shop, obj, change, asked, tree)
        taken.append(
            updater.merge_change(obj, change, rule, tree, partial(_blank_order, shop) if obj is ORDER else None)
        )
        tree = taken[0].tree
    updater.store(taken, rule, announced=True)
    return shop.shown(obj.name, taken[0].tree)


@performs(RemovePart)
def remove_part(shop: ShopTransaction, wanted: RemovePart) -> None:
    """Take a part that repeats out of an object, which no update by the client can do."""
    type, id, place = wanted.type, wanted.id, read_path(wanted.part)
    obj = known_type(type)
    tree = shop.load(type, id)
    shown = show(shop.unit, to_stored(tree))
    part = element_at(shown, obj.field, place)
    if part is None or not place or place[-1].key is None:
        raise NotFound(Code.UNKNOWN_PART, f'{type} "{id}" has no such part', write_path(place))
    # The object with the client's ids is built like the one with ours.
    stored = tree.find(shown.getroottree().getelementpath(part))
    assert stored is not None
    holder = stored.getparent()
    assert holder is not None
    holder.remove(stored)
    shop.save(obj, tree)


@performs(Update)
def update(shop: ShopTransaction, wanted: Update) -> None:
    """Update objects as the client does. Raises ``Refused`` where one of them fails."""
    policy = replace(shop.policy, echo=False) if wanted.quietly else shop.policy
    types = {obj.plural: obj for obj in OBJECTS.values()}
    if wanted.plural not in types:
        raise Refused(Code.UNKNOWN_TYPE, f"there are no {wanted.plural!r} to update; there are {', '.join(types)}")
    obj = types[wanted.plural]
    objects = [_built(obj, each) for each in wanted.objects]
    outcome = Upserter(shop.unit, policy, shop.settings.clock).update(obj, objects)
    if outcome.errors:
        raise Refused(outcome.errors[0].code, "; ".join(each.text for each in outcome.errors))


def _built(obj: ObjectType, values: Fields) -> Element:
    (made,) = read_changes(obj.field, values, None)
    return made


@performs(Delete)
def delete(shop: ShopTransaction, wanted: Delete) -> None:
    """Delete an object: its event carries its last data, and the conversion table still knows its id.

    Events of it that are queued keep the last data too; an order gives back the stock it had reserved.
    """
    obj = known_type(wanted.type)
    tree = shop.load(wanted.type, wanted.id, wanted.scope)
    moves: list[StockMove] = []
    if obj is ORDER:
        cancel_all(deepcopy(tree), moves)
    shop.unit.queue.set_snapshots(obj.name, own_id(tree), to_stored(tree))
    shop.unit.objects.remove(obj.name, own_id(tree))
    move_stock(shop.unit, moves)
    announce(shop.unit, obj, tree, shop.policy, shop.now, DELETE)


def _identify(shop: ShopTransaction, obj: ObjectType, change: Element, asked: str | None, tree: Element | None) -> None:
    """Put the id of the object into a change, and the scope that the id is unique in.

    ``asked`` is the id that the caller names, ``tree`` the object where it is known.
    """
    if asked:
        check_id(asked, "id")
    for leaf in change.findall("id"):
        if asked not in (None, leaf.text) and leaf.get(KIND) is None:
            raise Refused(
                Code.ID_NOT_CHANGEABLE,
                f'{obj.name} "{asked}" can\'t become "{leaf.text}" here; edit the conversion table',
                "id",
            )
        change.remove(leaf)
    own = element("id", asked)
    if tree is not None or asked is None:
        own.text = str(own_id(tree) if tree is not None else shop.new_id(obj.name))
        own.set(KIND, obj.name)
    insert(change, own, obj.field)
    scope = obj.scope
    if scope and change.find(scope) is None:
        before = tree if tree is not None else _stored(shop, obj, asked)
        known = before.find(f"{scope}/id") if before is not None else None
        if known is not None:
            insert(change, element(scope, None, deepcopy(known)), obj.field)


def _stored(shop: ShopTransaction, obj: ObjectType, asked: str | None) -> Element | None:
    id = find_object(shop.unit, obj.name, asked) if asked is not None else None
    return load_object(shop.unit, obj.name, id) if id is not None else None


def _blank_order(shop: ShopTransaction, change: Element) -> Element:
    kind = text(change, "type")
    return build(ORDER.field, blank_order(own_id(change), kind if kind in STORES else RETAIL, shop.now))
