"""Existing SOAP libraries in four languages, each running a whole integration against the mock.

The programs are in ``clients/real``; what they print is compared here, and so is what the mock has afterwards.
A program whose interpreter or library is missing is skipped, or fails with CENTRA_MOCK_REQUIRE_CLIENTS=1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from centra_mock import Centra, Line
from centra_mock.scalars import LARGEST
from support.node import npm_ci

REAL = Path(__file__).parent / "real"
NODE = REAL / "node"
PATIENCE = 120
"""Seconds that a program may take on a slow machine."""

BODY = (("soap", "body"), ("navision-soap", "body"))
ALL = (*BODY, ("navision-api", "basic"), ("navision-api", "header"))


def _python(module: str) -> str | None:
    return None if find_spec(module) else f"{module} is not installed"


def _runs(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, timeout=PATIENCE).returncode == 0


def _php() -> str | None:
    return None if _runs("php", "-r", "exit(class_exists('SoapClient') ? 0 : 1);") else "PHP with SOAP is not installed"


def _perl() -> str | None:
    return None if _runs("perl", "-MSOAP::Lite", "-e1") else "Perl with SOAP::Lite is not installed"


@dataclass(frozen=True)
class Client:
    name: str
    command: tuple[str, ...]
    missing: Callable[[], str | None]
    """Returns what the client lacks on this machine."""
    places: tuple[tuple[str, str], ...]
    """The endpoints with which it is tested, and where it sends its login."""


CLIENTS = (
    Client("zeep", (sys.executable, "zeep_client.py"), cache(lambda: _python("zeep")), ALL),
    Client("suds", (sys.executable, "suds_client.py"), cache(lambda: _python("suds")), BODY),
    Client("php", ("php", "client.php"), cache(_php), ALL),
    Client("node", ("node", "node/client.js"), cache(lambda: npm_ci(NODE)), ALL),
    Client("perl", ("perl", "client.pl"), cache(_perl), BODY),
)


@dataclass(frozen=True)
class Program:
    """An installed client, and the URL that it calls."""

    client: Client
    centra: Centra
    endpoint: str
    login: str

    def __call__(self, *arguments: str) -> Any:
        """Run a step of the program, and return what it prints."""
        environment = {
            **os.environ,
            "CENTRA_WSDL": f"{self.centra.endpoint_url(self.endpoint)}?wsdl",
            "CENTRA_USERNAME": self.centra.login.username,
            "CENTRA_PASSWORD": self.centra.login.password,
            "CENTRA_LOGIN": self.login,
        }
        command = [*self.client.command, *arguments]
        ran = subprocess.run(command, cwd=REAL, env=environment, capture_output=True, timeout=PATIENCE)
        assert (ran.returncode, ran.stderr.decode()) == (0, ""), ran.stdout.decode()
        return json.loads(ran.stdout)


PLACES = [
    pytest.param(client, endpoint, login, id=f"{client.name}-{endpoint}-{login}")
    for client in CLIENTS
    for endpoint, login in client.places
]


@pytest.fixture
def program(centra: Centra, client: Client, endpoint: str, login: str) -> Program:
    if reason := client.missing():
        if os.environ.get("CENTRA_MOCK_REQUIRE_CLIENTS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return Program(client, centra, endpoint, login)


WRONG_LOGIN = "The username or the password is wrong; they are the API's own, not an admin user's."
NEW_SIZES = ["Added new size: S: Small to: Small Medium Large!", "Added new size: M: Medium to: Small Medium Large!"]

SHOP = {
    ("market", "se"): (
        "<market><id>se</id><store>1</store><type>retail</type><description>Sweden</description></market>"
    ),
    ("size", "M"): (
        "<size><id>M</id><description>Medium</description>"
        "<sizetable><id>SML</id><description>Small Medium Large</description></sizetable></size>"
    ),
    ("pricelist", "retail-sek"): (
        "<pricelist><id>retail-sek</id><store>1</store><type>retail</type><currency>SEK</currency>"
        "<description>Retail SEK</description>"
        "<items><product><id>sweater</id><price>799.00</price></product></items></pricelist>"
    ),
    ("account", "nordic-mock"): (
        "<account><id>nordic-mock</id><type>customer</type><status>active</status>"
        "<description>Nordic Mock Stores</description><market><id>ws</id></market>"
        "<accountaddress><company>Nordic Mock Stores AB</company><city>Teststad</city><country>SE</country>"
        "</accountaddress><buyers><buyer><id>buya</id><store>2</store><status>active</status>"
        "<firstname>Buya</firstname><lastname>Buysson</lastname><email>buya@example.com</email></buyer></buyers></account>"
    ),
}
"""The objects after the set-up, without the product."""


def sweater(description: str, small: int, medium: int) -> str:
    """Return the product with this stock in the main warehouse."""
    return (
        f"<product><id>sweater</id><status>active</status><sku>SW</sku><description>{description}</description>"
        "<brand><id>mockmade</id><description>Mockmade</description></brand>"
        "<weight><value>0.6</value><unit>kg</unit></weight>"
        "<variations><variation><id>sweater-blue</id><stockid>sweater-blue</stockid><description>Blå</description>"
        "<sku>-BLU</sku><status>active</status><sizetable><id>SML</id></sizetable><sizes>"
        "<size><id>S</id><sku>-S</sku><warehouseitems>"
        f"<warehouse><id>main</id><qty>{small}</qty></warehouse></warehouseitems></size>"
        "<size><id>M</id><sku>-M</sku><warehouseitems>"
        f"<warehouse><id>main</id><qty>{medium}</qty></warehouse>"
        "<warehouse><id>outlet</id><qty>7</qty></warehouse></warehouseitems></size>"
        "</sizes></variation></variations></product>"
    )


def outcome(*notices: str) -> dict[str, Any]:
    return {"success": True, "errors": [], "notices": list(notices)}


def row(size: str, orderitem: str, qty: str) -> dict[str, str]:
    return {"product": "sweater", "variation": "Blå", "size": size, "orderitem": orderitem, "qty": qty}


def stored(centra: Centra, type: str, id: str) -> str:
    found = centra.objects.get(type, id)
    assert found is not None, f"there is no {type} {id}"
    return etree.tostring(found, encoding="unicode")


@pytest.mark.clients
@pytest.mark.parametrize(("client", "endpoint", "login"), PLACES)
def test_a_real_client_plays_a_whole_integration(program: Program, centra: Centra) -> None:
    set_up(program, centra)
    first = centra.place_order([Line("sweater", size="S", quantity=2), Line("sweater", size="M")])
    second = centra.place_order([Line("sweater", size="S", quantity=3)])
    assert (first, second, len(centra.queue)) == ("1", "2", 4)
    poll(program, centra)
    fulfil(program, centra)
    refund(program, centra)


def set_up(program: Program, centra: Centra) -> None:
    assert program("setup") == {
        "wrong_login": WRONG_LOGIN,
        "events": 0,
        "updates": [
            outcome(),  # markets
            outcome(*NEW_SIZES),
            outcome(),  # the same sizes again
            outcome(),  # a product
            outcome(),  # its stock
            outcome(),  # prices
            outcome(),  # an account
        ],
    }
    assert {key: stored(centra, *key) for key in SHOP} == SHOP
    assert stored(centra, "product", "sweater") == sweater("Sweater", 50, 40)
    assert len(centra.queue) == 0


def poll(program: Program, centra: Centra) -> None:
    assert program("poll") == {
        "types": ["customer", "order", "customer", "order"],
        "orders": [
            {"id": "1", "store": 1, "internal": False, "rows": [row("S", "1", "2"), row("M", "2", "1")]},
            {"id": "2", "store": 1, "internal": False, "rows": [row("S", "3", "3")]},
        ],
        "done": outcome(),
    }
    assert len(centra.queue) == 0


def fulfil(program: Program, centra: Centra) -> None:
    untouched = stored(centra, "order", "2")
    assert stored(centra, "product", "sweater") == sweater("Sweater", 45, 39)

    assert program("fulfil", "1", "sweater", "1", "2") == {
        "locked": outcome(),
        "shipped": outcome(),
        "renamed": outcome(),
    }

    order = centra.objects.get("order", "1")
    assert order is not None
    assert order.findtext("locked") == "yes"
    (shipment,) = order.iterfind("shipments/shipment")
    assert (shipment.findtext("id"), shipment.findtext("shipped")) == ("shipment-1", "yes")
    (shipped,) = shipment.iterfind("products/product/sizes/size")
    assert (shipped.findtext("orderitem/id"), shipped.findtext("qty")) == ("1", "2")
    assert stored(centra, "order", "2") == untouched
    assert stored(centra, "product", "sweater") == sweater("Pullover", 45, 39)
    assert len(centra.queue) == 0


def refund(program: Program, centra: Centra) -> None:
    """The return as Centra's guide publishes it: the shipment by order and appendix, the goods without orderitem."""
    assert program("refund", "1", "12", "sweater", "sweater-blue", "S") == {"refunded": outcome()}
    (exchange,) = centra.journal.exchanges(limit=1, before=LARGEST)
    sent = etree.fromstring(exchange.request)
    assert sent.xpath("string(//*[local-name()='shipment']/*[local-name()='id'])") == "1-1"
    assert sent.xpath("string(//*[local-name()='appendix'])") == "1"
    assert sent.xpath("count(//*[local-name()='orderitem'])") == 0
    order = centra.objects.get("order", "1")
    assert order is not None
    (shipment,) = order.iterfind("shipments/shipment")
    (back,) = shipment.iterfind("refunds/refund")
    assert [back.findtext(name) for name in ("id", "status")] == ["12", "confirmed"]
    (row,) = back.iterfind("products/product/sizes/size")
    assert [row.findtext(name) for name in ("orderitem/id", "id", "qty")] == ["1", "S", "1"]
