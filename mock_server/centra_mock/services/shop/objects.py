"""What an admin does to objects of any type: a deep merge into one, made if need be, and deleting it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from centra_mock.domain.conversion import Inward
from centra_mock.domain.events import DELETE
from centra_mock.domain.merge import insert, merge
from centra_mock.domain.rules import Change, Rule, rule_for
from centra_mock.domain.rules.orders import cancel_all
from centra_mock.domain.shop.orders import blank
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.domain.validate import validate
from centra_mock.errors import NotFound, Refused
from centra_mock.services.announce import announce
from centra_mock.services.objects import find_object, load_object
from centra_mock.services.shop.desk import ORDER, Desk
from centra_mock.services.shop.given import Fields, read
from centra_mock.services.stock import move_stock
from centra_mock.services.update import StoredFacts, StoredIds
from centra_mock.wire.build import build
from centra_mock.wire.grammar import OBJECTS, SCOPES, ObjectType
from centra_mock.wire.operations import has_events
from centra_mock.wire.tree import KIND, Element, dump, element, own_id, text


def put(desk: Desk, type: str, id: str | None, fields: Fields | None, xml: str | None) -> str:
    """Merge what is given into an object, made if it does not exist. Returns its id."""
    obj = known_type(type)
    changes = list(read(obj.field, fields, xml)) or [element(obj.name)]
    asked = id if id is not None else next((text(change, "id") for change in changes if text(change, "id")), None)
    put = _Put(desk, obj, asked)
    for change in changes:
        put.take(change)
    tree, moves = put.finished()
    desk.save(obj, tree, moves)
    return desk.shown(obj.name, tree)


def delete(desk: Desk, type: str, id: str) -> None:
    """Delete an object: its event carries its last data, and the conversion table still knows its id.

    Events of it that are queued keep the last data too; an order gives back the stock it had reserved.
    """
    obj = known_type(type)
    tree = desk.load(type, id)
    moves: list[StockMove] = []
    if obj is ORDER:
        cancel_all(deepcopy(tree), moves)
    desk.unit.queue.keep_data(obj.name, own_id(tree), dump(tree))
    desk.unit.objects.remove(obj.name, own_id(tree))
    move_stock(desk.unit, moves)
    if has_events(obj):
        announce(desk.unit, obj, tree, desk.policy, desk.now, DELETE)


def known_type(type: str) -> ObjectType:
    if type not in OBJECTS:
        raise NotFound(f"type: {type!r} is not known; there are {', '.join(OBJECTS)}")
    return OBJECTS[type]


@dataclass
class _Put:
    """An object on its way to be made or changed, by the client's rules; but of orders an admin changes all."""

    desk: Desk
    obj: ObjectType
    asked: str | None
    """The id that the caller names."""
    tree: Element | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def rule(self) -> Rule:
        return Rule() if self.obj is ORDER else rule_for(self.obj.name)

    def take(self, change: Element) -> None:
        """Check, convert and merge one change."""
        self._identify(change)
        notices: list[str] = []
        self.rule.prepare(change, notices)
        validate(change, self.obj.field)
        Inward(StoredIds(self.desk.unit)).convert(change, self.obj.field)
        tree, is_new = self._load(change)
        facts = StoredFacts(self.desk.unit, set())
        made = Change(self.obj, change, tree, is_new, facts, self.desk.policy, self.desk.now, notices)
        self.rule.before(made)
        merge(tree, change, self.obj.field)
        self.changes.append(made)

    def finished(self) -> tuple[Element, list[StockMove]]:
        """The object, with what follows from the changes."""
        assert self.tree is not None
        for change in self.changes:
            self.rule.after(change)
        return self.tree, [move for change in self.changes for move in change.stock]

    def _identify(self, change: Element) -> None:
        """Put the id of the object into a change, and the scope that the id is unique in."""
        for leaf in change.findall("id"):
            if self.asked not in (None, leaf.text) and leaf.get(KIND) is None:
                raise Refused(
                    f'id: {self.obj.name} "{self.asked}" can\'t become "{leaf.text}" here; edit the conversion table'
                )
            change.remove(leaf)
        own = element("id", self.asked)
        if self.tree is not None or self.asked is None:
            own.text = str(own_id(self.tree) if self.tree is not None else self.desk.new_id(self.obj.name))
            own.set(KIND, self.obj.name)
        insert(change, own, self.obj.field)
        scope = SCOPES.get(self.obj.name)
        if scope and change.find(scope) is None and (known := self._known(f"{scope}/id")) is not None:
            insert(change, element(scope, None, deepcopy(known)), self.obj.field)

    def _known(self, path: str) -> Element | None:
        """What stands at a path in the object as it was, if there was one."""
        id = find_object(self.desk.unit, self.obj.name, self.asked) if self.asked is not None else None
        before = load_object(self.desk.unit, self.obj.name, id) if id is not None else None
        return before.find(path) if before is not None else None

    def _load(self, change: Element) -> tuple[Element, bool]:
        """The object that a change is for, and whether it is new."""
        if self.tree is not None:
            return self.tree, False
        stored = load_object(self.desk.unit, self.obj.name, own_id(change))
        self.tree = stored if stored is not None else self._blank(change)
        return self.tree, stored is None

    def _blank(self, change: Element) -> Element:
        if self.obj is not ORDER:
            return element(self.obj.name)
        kind = text(change, "type")
        return build(ORDER.field, blank(own_id(change), kind if kind in STORES else RETAIL, self.desk.now))
