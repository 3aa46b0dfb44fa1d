"""Each page reads its data in one transaction, so that it waits for clients only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from sqlalchemy import Connection, Engine, event

from centra_mock import Centra, MockServer
from centra_mock.web.admin import PREFIX
from centra_mock.web.admin.dispatch import ROUTES
from centra_mock.web.ui.document import XmlDocumentView, document_view
from support.wire import call, poll

STEPS = {"type": "product", "side": "request", "name": "admin.css"}
"""Values for the variables of routes."""
IDS = {"queue": "1", "log": "1", "objects": "chair", "shop": "1"}
"""Ids by the first part of a path."""

ODD = [
    "/{ams}/log/2",
    "/{ams}/log/99",
    "/{ams}/queue?state=done&search=1",
    "/{ams}/queue/99",
    "/{ams}/conversion?kind=market&search=s",
    "/{ams}/objects/nosuch",
    "/{ams}/objects/product?search=chair",
    "/{ams}/objects/market/never",
    "/{ams}/objects/market/never/history",
    "/{ams}/objects/market/gone",
    "/{ams}/objects/market/gone/history",
    "/{ams}/objects/market/se/referring?of=account",
    "/{ams}/shop/new?kind=wholesale&account=nordic-mock",
    "/{ams}/shop/new?pricelist=nosuch",
    "/nosuch/queue",
]
"""Pages about missing objects, errors and searches."""


def example(path: str, ams: str) -> str:
    """Return a URL of a route."""
    step = next((step for step in IDS if step in path.split("/")), "")
    below = path.format(ams=ams, id=IDS.get(step), **STEPS)
    return below if below == "/" else PREFIX + below


HTML = {"Accept": "text/html"}

GETS = [route.path for route in ROUTES if route.method == "GET"]


@contextmanager
def transactions() -> Iterator[Counter[str]]:
    """Count the transactions within a block, in all databases of this process."""
    seen: Counter[str] = Counter()

    def begin(_: Connection) -> None:
        seen["begun"] += 1

    def end(_: Connection) -> None:
        seen["ended"] += 1

    listeners = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)


@pytest.fixture
def busy(shop: Centra) -> Centra:
    """Return a Centra with data for each page."""
    shop.place_order()
    poll(shop)
    call(shop, "markets_Update", "<markets><market><id>x</id><descripton/></market><market/></markets>")
    shop.put("market", "gone")
    shop.delete("market", "gone")
    return shop


@pytest.mark.parametrize("path", [*GETS, *ODD])
def test_a_page_is_one_transaction(busy: Centra, path: str) -> None:
    url = busy.server_url + example(path, busy.name)
    with (
        transactions() as seen,
        requests.get(url, headers=HTML, stream=True, timeout=30, allow_redirects=False) as answer,
    ):
        assert path in ODD or answer.status_code in (200, 303)
        assert seen["begun"] == seen["ended"]
        assert seen["begun"] == 1 or ("{ams}" not in path and not seen["begun"])


def test_a_page_is_written_after_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colouring XML takes longer than reading it, and clients must not wait for it."""
    open: list[int] = []

    def colour(data: bytes, shut: frozenset[str] = frozenset()) -> XmlDocumentView:
        open.append(seen["begun"] - seen["ended"])
        return document_view(data, shut)

    monkeypatch.setattr("centra_mock.web.admin.dispatch.document_view", colour)
    with MockServer(scene="demo") as server:
        shop = server.centra
        poll(shop)
        with transactions() as seen:
            for path in ("log/1", "objects/product/chair/xml"):
                requests.get(f"{shop.server_url}{PREFIX}/{shop.name}/{path}", timeout=30).raise_for_status()
    assert open == [0, 0, 0]
