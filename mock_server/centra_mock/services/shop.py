"""The shop side: what happens in Centra without the client, and the events that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal

from centra_mock.clock import Clock, event_date
from centra_mock.domain.conversion import Inward
from centra_mock.domain.events import UPDATE
from centra_mock.domain.merge import merge
from centra_mock.domain.rules.orders import cancel, cancel_all
from centra_mock.domain.shop import lines
from centra_mock.domain.shop.orders import Terms, place
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import CANCELED, RETAIL, STORES, VAT, WHOLESALE
from centra_mock.domain.validate import validate
from centra_mock.errors import Refused
from centra_mock.policy import Policy
from centra_mock.services.announce import announce
from centra_mock.services.catalogue import Catalogue, Line
from centra_mock.services.objects import find_object, load_object, store_object
from centra_mock.services.stock import move_stock
from centra_mock.services.update import StoredIds
from centra_mock.store.queue import Event
from centra_mock.store.unit import Unit
from centra_mock.wire.build import Value, build
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, dump, element, own_id, plain, text

ORDER = OBJECTS["order"]
CUSTOMER = OBJECTS["customer"]
ADDRESS_FIELDS = frozenset(CUSTOMER.field.by_name) & frozenset(ORDER.field.by_name["shippingaddress"].by_name) - {"id"}

SHOPPER: Mapping[str, Value] = {
    "firstname": "Testa", "lastname": "Testsson", "address1": "Mockgatan 1", "address2": "", "city": "Teststad",
    "state": "", "zipcode": "111 11", "country": "SE", "email": "testa@example.com", "telephone": "08-000000",
}  # fmt: skip
"""Who shops if nobody is named."""


@dataclass
class Shop:
    """The shop of one tenant, within one transaction. Ids that come in and go out are the client's."""

    unit: Unit
    policy: Policy
    clock: Clock

    def place_order(
        self,
        lines: Sequence[Line] = (Line(),),
        *,
        kind: str = RETAIL,
        market: str | None = None,
        pricelist: str | None = None,
        customer: Mapping[str, Value] | None = None,
        account: str | None = None,
        shipping: Decimal = Decimal(0),
        handling: Decimal = Decimal(0),
        voucher: Decimal = Decimal(0),
        rate: Decimal = Decimal(1),
        tax: Decimal | None = None,
        ship: bool = False,
        fields: Mapping[str, Value] | None = None,
    ) -> str:
        """Place an order and return its id. ``fields`` override whatever the shop would write.

        Raises ``Refused`` where something that the order needs does not exist.
        """
        if kind not in STORES:
            raise Refused(f"kind: {kind!r} is not known; it can be {' or '.join(STORES)}")
        buyer = self._account(account) if kind == WHOLESALE else None
        catalogue = Catalogue(self.unit, kind)
        parties = self._shopper(customer or {}) if buyer is None else self._parties(buyer)
        chosen_market = catalogue.market(market or self._of(buyer, "market"))
        wanted, prices = catalogue.wanted(lines, pricelist or self._of(buyer, "pricelist"))
        terms = Terms(
            kind=kind,
            market=self._reference("market", own_id(chosen_market)),
            pricelist=self._reference("pricelist", own_id(prices)),
            currency=text(prices, "currency") or "SEK",
            rate=rate,
            shipping=shipping,
            handling=handling,
            voucher=voucher,
            tax=VAT[kind] if tax is None else tax,
            ship=ship,
            parties=parties,
        )
        order, moves = place(terms, wanted, self.clock(), self.unit.ids.next_number)
        if fields:
            self._override(order, fields)
        self._save(order, moves)
        return self.unit.ids.shown("order", own_id(order))

    def change_order(self, order: str, fields: Mapping[str, Value]) -> None:
        """Change an order in Centra, as an admin would. Raises ``Refused`` for one that is locked."""
        tree = self._open_order(order)
        self._override(tree, fields)
        self._save(tree, [])

    def cancel_order(self, order: str, orderitems: Mapping[str, int] | None = None) -> None:
        """Cancel quantities of an order by orderitem, or all that has not been shipped."""
        tree = self._open_order(order)
        moves: list[StockMove] = []
        if orderitems is None:
            cancel_all(tree, moves)
            lines.set_in(tree, "status", CANCELED, lines.ORDER)
        for external, quantity in (orderitems or {}).items():
            item = self.unit.ids.find("orderitem", external, 0)
            there = lines.quantities(tree.find("products")).get(str(item), Decimal(0))
            if not 0 < quantity <= there:
                raise Refused(f'order "{order}": orderitem "{external}" has {there} to cancel, not {quantity}')
            cancel(tree, str(item), Decimal(quantity), moves)
        self._save(tree, moves)

    def register_customer(self, customer: Mapping[str, Value] | None = None) -> str:
        """A customer registers, and is found again by e-mail. Returns the customer's id."""
        values = {**SHOPPER, **(customer or {})}
        return self.unit.ids.shown("customer", own_id(self._customer(values)))

    def emit(self, type: str, data: Element | None = None, entry: str = "", mission: str = UPDATE) -> int:
        """Queue an event of any type, with any XML below ``data``. Returns the event's id."""
        payload = dump(plain(data, "")) if data is not None else b""
        date = event_date(self.clock())
        return self.unit.queue.add(Event(0, type, None, None, entry, mission, date, None, payload))

    def _open_order(self, external: str) -> Element:
        tree = self._load("order", external)
        if text(tree, "locked") == "yes":
            raise Refused(f'order "{external}" is locked; the client unlocks it with orders_Update')
        return tree

    def _load(self, type: str, external: str) -> Element:
        id = find_object(self.unit, type, external)
        tree = load_object(self.unit, type, id) if id is not None else None
        if tree is None:
            raise Refused(f'there is no {type} "{external}"')
        return tree

    def _save(self, order: Element, moves: list[StockMove]) -> None:
        store_object(self.unit, ORDER, order)
        move_stock(self.unit, moves)
        announce(self.unit, ORDER, order, self.policy, self.clock())

    def _override(self, tree: Element, fields: Mapping[str, Value]) -> None:
        change = build(ORDER.field, {**fields, "id": own_id(tree)})
        validate(change, ORDER.field)
        Inward(StoredIds(self.unit)).convert(change, ORDER.field)
        merge(tree, change, ORDER.field)

    def _shopper(self, customer: Mapping[str, Value]) -> dict[str, Value]:
        tree = self._customer({**SHOPPER, **customer})
        address: dict[str, Value] = {str(leaf.tag): leaf.text or "" for leaf in tree if leaf.tag in ADDRESS_FIELDS}
        name = f"{text(tree, 'firstname')} {text(tree, 'lastname')}".strip()
        return {
            "customer": {"id": own_id(tree), "description": name},
            "shippingaddress": address,
            "billingaddress": address,
        }

    def _customer(self, values: Mapping[str, Value]) -> Element:
        """The customer with this e-mail, made if there is none (documented)."""
        email = str(values.get("email") or "")
        known = self.unit.objects.by_handle("customer", email) if email else None
        if known is not None and (found := load_object(self.unit, "customer", known)) is not None:
            return found
        own = {name: value for name, value in values.items() if name in CUSTOMER.field.by_name}
        id = self.unit.ids.next_number("customer")
        tree = build(CUSTOMER.field, {"store": STORES[RETAIL], "type": "", "status": "active", **own, "id": id})
        validate(tree, CUSTOMER.field)
        store_object(self.unit, CUSTOMER, tree)
        announce(self.unit, CUSTOMER, tree, self.policy, self.clock())
        return tree

    def _account(self, external: str | None) -> Element:
        if external is not None:
            return self._load("account", external)
        first = next(iter(self.unit.objects.all("account")), None)
        if first is None:
            raise Refused("there is no account to order for; send one with accounts_Update first")
        tree = load_object(self.unit, "account", first[0])
        assert tree is not None
        return tree

    def _parties(self, account: Element) -> dict[str, Value]:
        """Who orders, and on which terms, on the wholesale side."""
        buyer = account.find("buyers/buyer")
        assert buyer is not None
        name = f"{text(buyer, 'firstname')} {text(buyer, 'lastname')}".strip()
        return {
            "account": {"id": own_id(account), "description": text(account, "description")},
            "buyer": {"id": own_id(buyer), "description": name,
                      **{field: text(buyer, field) for field in ("firstname", "lastname", "email")}},
            **{kind: self._term(account, kind) for kind in ("paymentterms", "shippingterms")},
            "salesrep": self._salesrep(account), "deliverywindow": "", "ponumber": "", "ecvatno": "",
            "shippingaddress": _address(account, "shippingaddress", "shippingaddress"),
            "billingaddress": _address(account, "invoiceaddress", "billingaddress"),
        }  # fmt: skip

    def _term(self, account: Element, kind: str) -> Value:
        internal = text(account, f"{kind}/id")
        return self._reference(kind, int(internal)) if internal else ""

    def _salesrep(self, account: Element) -> Value:
        internal = text(account, "salesrep/id")
        found = load_object(self.unit, "salesrep", int(internal)) if internal else None
        return found if found is not None else ""

    def _of(self, account: Element | None, kind: str) -> str | None:
        """The client's id of an account's market or pricelist."""
        internal = text(account, f"{kind}/id") if account is not None else ""
        return self.unit.ids.shown(kind, int(internal)) if internal else None

    def _reference(self, kind: str, id: int) -> dict[str, Value]:
        tree = load_object(self.unit, kind, id)
        name = (text(tree, "description") or text(tree, "name")) if tree is not None else ""
        return {"id": id, "description": name}


def _address(account: Element, kind: str, name: str) -> Element:
    """An account's address of a kind, or else its account address, as an order's address of this name."""
    own = account.find(kind)
    found = own if own is not None and len(own) else account.find("accountaddress")
    if found is None:
        return element(name)
    copy = deepcopy(found)
    copy.tag = name
    return copy
