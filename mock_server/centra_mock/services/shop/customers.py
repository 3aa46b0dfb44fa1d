"""Who shops: customers, made with their first order and found again by e-mail (documented)."""

from __future__ import annotations

from collections.abc import Mapping

from centra_mock.activities.objects import RegisterCustomer
from centra_mock.domain.object_input import Fields, read_changes
from centra_mock.domain.shop.addresses import address
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.services.change_events import announce
from centra_mock.services.objects import load_object, store_object
from centra_mock.services.shop.overrides import apply
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, element, own_id, text, to_stored
from centra_mock.wire.values import Value, as_values

CUSTOMER = OBJECTS["customer"]

SHOPPER: Fields = {
    "firstname": "Testa", "lastname": "Testsson", "address1": "Mockgatan 1", "address2": "", "city": "Teststad",
    "state": "", "zipcode": "111 11", "country": "SE", "email": "testa@example.com", "telephone": "08-000000",
}  # fmt: skip
"""The customer of an order that names none."""


@performs(RegisterCustomer)
def register(shop: ShopTransaction, wanted: RegisterCustomer) -> str:
    """Register a customer, or find one again. Return the customer's id."""
    return shop.shown("customer", find_or_make(shop, wanted.fields or {}))


def shopper(shop: ShopTransaction, given: Fields, is_held: bool) -> dict[str, Value]:
    """Return who orders on the retail side. ``is_held`` of an order whose event, and the customer's, comes later."""
    is_later = is_held and shop.policy.customer_event == "each_order"
    tree = find_or_make(shop, given, is_ordering=not is_held, is_silent=is_later)
    home = address(RETAIL, as_values(tree, CUSTOMER.field))
    return {"customer": {"id": own_id(tree)}, "shippingaddress": home, "billingaddress": home}


def announce_shopper(shop: ShopTransaction, order: Element) -> None:
    """Queue the event of the customer that comes with an order, if the policy is so."""
    id = text(order, "customer/id")
    tree = load_object(shop.unit, CUSTOMER.name, int(id)) if id else None
    if tree is not None and shop.policy.customer_event == "each_order":
        announce(shop.unit, CUSTOMER, tree, shop.policy, shop.now)


def find_or_make(shop: ShopTransaction, given: Fields, is_ordering: bool = False, is_silent: bool = False) -> Element:
    """Return the customer with this e-mail, with what else is given brought up to date; made if there is none.

    A customer who is ordering makes an event each time, unless the policy is to tell of changes only.
    Nothing makes an event where ``is_silent``.
    """
    values = {**SHOPPER, **given}
    email = str(values.get("email") or "")
    known = shop.unit.objects.by_handle("customer", email) if email else None
    found = load_object(shop.unit, "customer", known) if known is not None else None
    if found is not None:
        return _renew(shop, found, given, is_ordering, is_silent)
    return _make(shop, values, is_silent)


def _make(shop: ShopTransaction, values: Mapping[str, Value], is_silent: bool) -> Element:
    tree = element("customer")
    id = shop.new_id("customer")
    (change,) = read_changes(
        CUSTOMER.field, {"store": STORES[RETAIL], "type": "", "status": "active", **_own(values), "id": id}, None
    )
    apply(shop, CUSTOMER.field, tree, change)
    _store(shop, tree, is_silent)
    return tree


def _renew(shop: ShopTransaction, tree: Element, given: Fields, is_ordering: bool, is_silent: bool) -> Element:
    """Return the fields to change: a customer who gives another address than last time has moved (assumed)."""
    before = to_stored(tree)
    news = {name: value for name, value in _own(given).items() if name not in ("email", "id")}
    (change,) = read_changes(CUSTOMER.field, {**news, "id": own_id(tree)}, None)
    apply(shop, CUSTOMER.field, tree, change)
    if to_stored(tree) != before:
        _store(shop, tree, is_silent)
    elif is_ordering and shop.policy.customer_event == "each_order":
        announce(shop.unit, CUSTOMER, tree, shop.policy, shop.now)
    return tree


def _store(shop: ShopTransaction, tree: Element, is_silent: bool) -> None:
    if is_silent:
        store_object(shop.unit, CUSTOMER, tree)
    else:
        shop.save(CUSTOMER, tree)


def _own(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name in CUSTOMER.field.by_name}
