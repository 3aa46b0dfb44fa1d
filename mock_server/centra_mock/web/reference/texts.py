"""What is said of each operation: one sentence for the list, and what to know before calling it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    sentence: str
    notes: tuple[str, ...] = ()


GROUPS: Mapping[str, tuple[str, ...]] = {
    "Read the queue": ("events_Get", "events_GetByMarkets", "events_Done"),
    "Orders and invoices": ("orders_Update", "invoices_Update"),
    "Products, stock and prices": (
        "sizes_Update", "products_Update", "warehouses_Update", "pricelists_Update", "pricealterationdates_Update",
        "deliverywindows_Update",
    ),
    "Customers and markets": ("accounts_Update", "customers_Update", "salesreps_Update", "markets_Update"),
    "Terms": ("paymentterms_Update", "shippingterms_Update"),
}  # fmt: skip

_TERMS = ("The name is the title that people choose from; the description says more.",)

ABOUT: Mapping[str, About] = {
    "events_Get": About(
        "Gives the oldest events that are not done yet.",
        (
            "At most 100 come with a call, the oldest first, and the same ones again until events_Done names them.",
            "The type is “all”, or one type of event.",
            "Each event carries its object whole, never a difference; a client creates or updates by the entry's id.",
            "Mark events of types you don't know as done too: a hundred of them would block the queue.",
        ),
    ),
    "events_GetByMarkets": About(
        "Gives the oldest events of objects that belong to certain markets.",
        (
            "It works as events_Get does, for one or several markets, named by id.",
            "What happens to objects that belong to no market is a policy of the mock (marketless).",
        ),
    ),
    "events_Done": About(
        "Takes events out of the queue.",
        (
            "Name the events by their own ids, not by the ids of their objects; any number in one call.",
            "Call it only when what the events said is stored for good on your side.",
        ),
    ),
    "orders_Update": About(
        "Changes orders: lock, cancel, ship, capture and refund.",
        (
            "Orders are made in Centra. Send only the ones that an event has shown you.",
            "Rows are named by orderitem. Quantities under “cancelled” leave the products of the order.",
            "A shipment has an id of yours; with capture=yes its payment is taken, if that can be done.",
            "Fields that only Centra changes are left as they are, and a notice says so.",
        ),
    ),
    "invoices_Update": About(
        "Creates and updates invoices.",
        ("The order, the account and whatever else it refers to have to be there.",),
    ),
    "sizes_Update": About(
        "Creates sizes and the size tables that they belong to.",
        (
            "A size table is made with all its sizes at once, and can't be changed afterwards.",
            "A size is known by its own id together with that of its size table.",
            "Every size that is new gives a notice.",
        ),
    ),
    "products_Update": About(
        "Creates and updates products, their variations, sizes, stock, texts and pictures.",
        (
            "Size tables come first: every variation names one.",
            "Ids of variations are unique over all products; names of variations within one.",
            "The quantity in a warehouse is what is free to sell. A warehouse that is not known yet is made.",
            "The stockid is always the variation's id.",
        ),
    ),
    "warehouses_Update": About(
        "Creates and renames warehouses.",
        ("Stock itself is sent with products_Update.",),
    ),
    "pricelists_Update": About(
        "Creates and updates pricelists and their prices.",
        ("A price stands on a product or on a variation, never on a size. The products have to be there.",),
    ),
    "pricealterationdates_Update": About(
        "Sets the dates from which altered prices are valid.",
    ),
    "deliverywindows_Update": About(
        "Creates and updates delivery windows, and says which variations they hold.",
        ("Variations are added with “variations” and taken out with “variationsremove”.",),
    ),
    "accounts_Update": About(
        "Creates and updates wholesale accounts, with their buyers and addresses.",
        ("An account has at least one buyer. Its market and its pricelist come first.",),
    ),
    "customers_Update": About(
        "Creates and updates retail customers.",
        ("A customer that the shop made has a number for an id until you give it yours.",),
    ),
    "salesreps_Update": About("Creates and updates sales representatives."),
    "markets_Update": About("Creates and updates markets."),
    "paymentterms_Update": About("Creates and updates terms of payment.", _TERMS),
    "shippingterms_Update": About("Creates and updates terms of shipping.", _TERMS),
}

UPDATES = (
    "Fields that are absent stay as they are; an element that is there and empty makes its field blank.",
    "Only the ids that say which object is meant are required.",
)
"""What holds for every update."""
