"""Placing an order: a form with the catalogue beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from centra_mock.domain.shop.payments import OUTLOOKS
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.errors import Refused
from centra_mock.services.queries import Queries
from centra_mock.services.queries.shop import CataloguePage, CatalogueQuery
from centra_mock.services.shop.skus import Sku
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.pages.shop.activity import perform_with_events
from centra_mock.web.admin.pages.shop.draft import SWITCHES, Draft
from centra_mock.web.admin.routes import AdminSection

SIZE = 8
"""Products on a page of the catalogue."""

SUGGESTED = 20
"""Customers and accounts that are offered while one types."""

COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)

pages = AdminSection()


@dataclass(frozen=True)
class Ordered:
    """A line of the order."""

    good: Sku
    written: str
    """How many, right or wrong."""

    @property
    def count(self) -> int:
        """Return the quantity, 0 if it is not a number."""
        return int(self.written) if COUNT.fullmatch(self.written) else 0

    @property
    def sum(self) -> Decimal:
        return (self.good.price or Decimal(0)) * self.count


@pages.get("/{ams}/shop/new")
def show(page_request: PageRequest) -> AdminPage:
    return _shown(page_request, Draft.read(page_request.request.args))


@pages.post("/{ams}/shop/new")
def send(page_request: PageRequest) -> Answer:
    """Place the order; any other button redirects to the form, with its changed content in the query."""
    draft = Draft.read(page_request.forms)
    if "place" not in page_request.form:
        return page_request.redirect(f"{page_request.url('shop', 'new')}?{urlencode(list(draft.query()))}")

    def place(tenant: Tenant) -> str:
        first, *more = draft.place(tenant)
        return f"Orders {first} to {more[-1]} are placed." if more else f"Order {first} is placed."

    try:
        told = perform_with_events(page_request, place)
    except Refused as refused:
        return _shown(page_request, draft, HTTPStatus.UNPROCESSABLE_ENTITY, refused)
    return page_request.redirect(page_request.url("shop"), told)


def _shown(
    page_request: PageRequest, draft: Draft, status: int = HTTPStatus.OK, problem: Refused | None = None
) -> AdminPage:
    queries = page_request.queries
    catalogue, unknown = _catalogue(queries, draft)
    lines = [Ordered(catalogue.chosen[key], written) for key, written in draft.lines.items() if key in catalogue.chosen]
    return page_request.page(
        "shop_new.html",
        status,
        draft=draft,
        problem=problem,
        unknown=unknown if problem is None else None,
        catalogue=catalogue,
        lines=lines,
        total=sum((line.sum for line in lines), Decimal(0)),
        kinds=list(STORES),
        markets=queries.shop.of_store("market", draft.kind),
        pricelists=queries.shop.of_store("pricelist", draft.kind),
        outlooks=OUTLOOKS[draft.kind],
        switches=SWITCHES,
        **_people(queries, draft),
    )


def _people(queries: Queries, draft: Draft) -> dict[str, Any]:
    """Return the customers, or accounts and buyers, that can order in this kind of store."""
    if draft.kind == RETAIL:
        return {"emails": queries.shop.emails(draft.texts["customer"], SUGGESTED)}
    account = draft.texts["account"]
    return {
        "accounts": queries.objects.search("account", account, limit=SUGGESTED).objects,
        "buyers": queries.shop.buyers(account),
    }


def _catalogue(queries: Queries, draft: Draft) -> tuple[CataloguePage, Refused | None]:
    """Return a page of the catalogue, and the error if the pricelist or account of the form cannot be used."""
    query = CatalogueQuery(
        kind=draft.kind,
        pricelist=draft.text("pricelist"),
        account=draft.text("account"),
        words=draft.texts["search"],
        after=draft.after,
        limit=SIZE,
        chosen=tuple(draft.lines),
    )
    try:
        return queries.shop.catalogue(query), None
    except Refused as refused:
        return queries.shop.catalogue(replace(query, pricelist=None, account=None)), refused
