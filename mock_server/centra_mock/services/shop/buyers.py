"""Who orders on the wholesale side: an account, one of its buyers, and the account's terms."""

from __future__ import annotations

from collections.abc import Mapping

from centra_mock.domain.rules.accounts import can_buy, is_active
from centra_mock.domain.shop.addresses import address
from centra_mock.domain.shop.stores import WHOLESALE
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound, Refused
from centra_mock.services.objects import load_object
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, from_stored, own_id, text
from centra_mock.wire.values import Value, as_values

ADDRESS = OBJECTS["account"].field.find("accountaddress")


def find_account(shop: ShopTransaction, external: str | None) -> Element:
    """Return the account of that name, or the first that can buy. Raises ``Refused`` for one that is not active."""
    if external is not None:
        found = shop.load("account", external)
        if not can_buy(found):
            raise Refused(Code.ACCOUNT_NOT_ACTIVE, _why_not(found), f'account "{external}"')
        return found
    accounts = (from_stored(stored) for _, stored in shop.unit.objects.all("account"))
    first = None
    for account in accounts:
        if can_buy(account):
            return account
        first = account if first is None else first
    if first is not None:
        raise Refused(Code.ACCOUNT_NOT_ACTIVE, _why_not(first), f'account "{shop.shown("account", first)}"')
    raise Refused(Code.MISSING_DATA, "there is no account to order for; send one with accounts_Update first")


def _why_not(account: Element) -> str:
    why = "it has no buyer" if is_active(account) else f"its status is {text(account, 'status')!r}"
    return f"{why}, so that it can't order; only active accounts can"


def parties(shop: ShopTransaction, account: Element, buyer: str | None) -> dict[str, Value]:
    """Return who orders, and on which terms."""
    person = _buyer(shop, account, buyer)
    return {
        "account": {"id": own_id(account)},
        "buyer": {"id": own_id(person), **{field: text(person, field) for field in ("firstname", "lastname", "email")}},
        **{kind: _term(shop, account, kind) for kind in ("paymentterms", "shippingterms")},
        "salesrep": _salesrep(shop, account), "ponumber": "",
        "shippingaddress": _address(account, "shippingaddress"),
        "billingaddress": _address(account, "invoiceaddress"),
    }  # fmt: skip


def referred(shop: ShopTransaction, account: Element | None, kind: str) -> str | None:
    """Return the client's id of an account's market or pricelist."""
    internal = text(account, f"{kind}/id") if account is not None else ""
    return shop.unit.ids.shown(kind, int(internal)) if internal else None


def _buyer(shop: ShopTransaction, account: Element, external: str | None) -> Element:
    """Return the buyer of that name, or the account's first."""
    there = account.findall("buyers/buyer")
    for person in there:
        if external is None or shop.shown("buyer", person) == external:
            return person
    known = ", ".join(shop.shown("buyer", person) for person in there)
    what = f'buyer "{external}"' if external is not None else "buyer"
    raise NotFound(
        Code.UNKNOWN_PART, f'account "{shop.shown("account", account)}" has no {what}; it has {known or "none"}'
    )


def _term(shop: ShopTransaction, account: Element, kind: str) -> Value:
    """Return payment or shipping terms, by their name (documented)."""
    internal = text(account, f"{kind}/id")
    return shop.describe(kind, int(internal), "name") if internal else ""


def _salesrep(shop: ShopTransaction, account: Element) -> Value:
    internal = text(account, "salesrep/id")
    found = load_object(shop.unit, "salesrep", int(internal)) if internal else None
    return found if found is not None else ""


def _address(account: Element, kind: str) -> Mapping[str, Value]:
    """Return an account's address of a kind, or else its account address, as an order has it."""
    own = account.find(kind)
    found = own if own is not None and len(own) else account.find("accountaddress")
    return address(WHOLESALE, as_values(found, ADDRESS) if found is not None else {})
