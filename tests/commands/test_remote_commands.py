"""The commands that drive a running server: what each does to the Centra, and what it prints."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from centra_mock import Centra, Line, MockServer
from support.command import COMMAND, PATIENCE, environment, run
from support.remote_commands import Commands
from support.shop import object_of
from support.wire import call, done, poll

NOON = "2026-01-01T12:00:00+01:00"


@pytest.fixture
def cli(shop: Centra, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands.calling(shop, capsys, monkeypatch)


# Orders and customers


def test_an_order_is_placed_with_lines_and_fields(cli: Commands, shop: Centra, tmp_path: Path) -> None:
    (tmp_path / "more.json").write_text('{"other": "over", "shippingaddress": {"city": "Lund", "zipcode": "1"}}')
    said = cli.ok(
        "order", "place", "--line", "sweater-blue/M*2@499.50", "--line", "chair:chair-black", "--shipping", "49",
        "--customer", "email=ada@example.com", "--fields-json", f"@{tmp_path / 'more.json'}",
        "--field", "shippingaddress.zipcode=222 22", "--ship", "--payment", "paid", "--additional", "gift=yes",
    )  # fmt: skip
    assert said == "Placed order 1.\n"
    order = object_of(shop, "order", "1")
    (sweater, chair) = order.findall("shipments/shipment/products/product")
    assert [sweater.findtext("qty"), sweater.findtext("price"), sweater.findtext(".//size/id")] == ["2", "499.50", "M"]
    assert chair.findtext("variation/id") == "chair-black"
    assert order.findtext("shippingaddress/city") == "Lund"
    assert order.findtext("shippingaddress/zipcode") == "222 22"
    assert order.findtext("shippingaddress/email") == "ada@example.com"
    assert float(order.findtext("shipping/subtotal") or 0) == 49
    assert "gift" in cli.ok("object", "show", "order", "1", "--xml")


def test_a_wholesale_order_is_placed(cli: Commands, shop: Centra) -> None:
    placed = cli.json("order", "place", "--kind", "wholesale", "--account", "nordic-mock", "--line", "*3", "--tax", "0")
    order = object_of(shop, "order", placed["ids"][0])
    assert order.findtext("account/id") == "nordic-mock"
    assert order.findtext(".//size/qty") == "3"


def test_lines_that_need_json_and_fields_as_xml(cli: Commands, shop: Centra, tmp_path: Path) -> None:
    file = tmp_path / "order.xml"
    file.write_bytes(
        '<?xml version="1.0" encoding="iso-8859-1"?><order><id>SO-1</id><other>å</other></order>'.encode("latin-1")
    )
    cli.ok("order", "place", "--line", '{"variation": "chair-oak", "quantity": 2}', "--xml", f"@{file}")
    order = object_of(shop, "order", "SO-1")
    assert order.findtext("other") == "å"
    assert order.findtext(".//size/qty") == "2"


@pytest.mark.parametrize("count", [1, 3, 130])
def test_many_orders_are_placed_in_batches(cli: Commands, shop: Centra, count: int) -> None:
    placed = cli.json("order", "place", "--count", count)
    assert placed == {"ids": [str(number + 1) for number in range(count)]}
    assert shop.objects.counts()["order"] == count
    said = cli.ok("order", "place", "--count", count)
    assert str(count) in said or count == 1
    assert str(2 * count) in said


def test_an_order_is_changed_paid_shipped_captured_refunded_and_invoiced(cli: Commands, shop: Centra) -> None:
    order = shop.place_order([Line(variation="sweater-blue", size="M", quantity=4)])
    assert cli.ok("order", "change", order, "--field", "shippingaddress.city=Lund") == "Changed order 1.\n"
    assert object_of(shop, "order", order).findtext("shippingaddress/city") == "Lund"
    assert cli.json("order", "change", order, "--xml", "<order><other>x</other></order>") is None
    assert object_of(shop, "order", order).findtext("other") == "x"
    assert "order 1" in cli.ok("order", "cancel", order, "--item", "1")
    assert object_of(shop, "order", order).findtext("cancelled//qty") == "1"
    assert cli.json("order", "ship", order, "--item", "1*2", "--field", "carrierinformation.carrier=Post") == {
        "id": "1"
    }
    shipment = object_of(shop, "order", order).find("shipments/shipment")
    assert shipment is not None
    assert [shipment.findtext("products/product/qty"), shipment.findtext("carrierinformation/carrier")] == ["2", "Post"]
    assert cli.ok("order", "capture", order, 1) == "The payment of shipment 1 is captured.\n"
    assert object_of(shop, "order", order).findtext("shipments/shipment/paid") == "yes"
    assert "refund 1" in cli.ok("order", "refund", order, 1, "--item", "1*1", "--returnfee", "10", "--restock")
    assert object_of(shop, "order", order).find("shipments/shipment/refunds/refund") is not None
    assert cli.ok("order", "ship", order, "--unshipped", "--capture") == "Order 1 has shipment 2.\n"
    second = object_of(shop, "order", order).findall("shipments/shipment")[1]
    assert [second.findtext("shipped"), second.findtext("capture"), second.findtext("paid")] == ["no", "yes", "yes"]
    assert cli.json("order", "invoice", order, "--shipment", 1) == {"id": "1"}
    assert shop.objects.counts()["invoice"] == 1


def test_an_order_is_paid_or_cancelled_as_a_whole(cli: Commands, shop: Centra) -> None:
    cli.ok("order", "place", "--count", 2)
    assert cli.ok("order", "pay", 1, "--amount", "100") == "Paid 100 of order 1.\n"
    assert object_of(shop, "order", "1").findtext("payments/total") == "100.00"
    assert cli.ok("order", "cancel", 2) == "Cancelled order 2.\n"
    assert object_of(shop, "order", "2").find("products/product") is None


def test_a_payment_that_refuses_is_told(cli: Commands, shop: Centra) -> None:
    order = shop.place_order(payment="failing")
    shipment = shop.ship_order(order)
    assert "refuses" in cli.ok("order", "capture", order, shipment)
    assert cli.json("order", "capture", order, shipment) == {"captured": False}
    assert object_of(shop, "order", order).findtext("shipments/shipment/paid") == "no"


def test_a_customer_registers(cli: Commands, shop: Centra) -> None:
    assert cli.ok("customer", "register", "--field", "email=ada@example.com") == "Customer 1 is registered.\n"
    assert object_of(shop, "customer", "1").findtext("email") == "ada@example.com"
    assert cli.json("customer", "register", "--fields-json", '{"email": "ada@example.com"}') == {"id": "1"}


# Events and the queue


def test_events_are_emitted_cancelled_shown_and_resent(cli: Commands, shop: Centra) -> None:
    said = cli.ok("event", "emit", "loyaltycard", "--data", "<card>7</card>", "--entry", "7", "--mission", "delete")
    (event,) = shop.queue
    assert said == f"Queued event {event.id}.\n"
    assert (event.type, event.entry, event.mission) == ("loyaltycard", "7", "delete")
    assert poll(shop)[0].findtext("data/card") == "7"
    assert cli.ok("event", "cancel", event.id) == f"Cancelled event {event.id}.\n"
    assert shop.queue == []
    assert ["state", "cancelled"] in cli.rows("event", "show", event.id)
    again = cli.json("event", "resend", event.id)["id"]
    assert [each.id for each in shop.queue] == [again]


def test_ten_thousand_events_are_emitted(cli: Commands, shop: Centra) -> None:
    assert cli.json("event", "emit", "x", "--count", 10_000)["count"] == 10_000
    assert len(shop.queue) == 10_000
    assert cli.ok("event", "emit", "x", "--count", 2).startswith("Queued 2 events, the first of them 10001")


def test_the_queue_is_shown_in_numbers_and_as_a_list(cli: Commands, shop: Centra) -> None:
    empty = "0 queued, 0 done, 0 cancelled.\nThe queue is empty, and nobody has polled yet.\n"
    assert cli.ok("queue") == empty
    shop.place_order()
    assert ["order", "1"] in cli.rows("queue")
    assert cli.json("queue")["by_type"] == {"customer": 1, "order": 1}
    (customer, order) = [event.id for event in shop.queue]
    listed = cli.rows("queue", "--events")
    assert [row[0] for row in listed if row[-2:] == ["0", "–"]] == [str(customer), str(order)]
    assert [event["id"] for event in cli.json("queue", "--type", "order")["events"]] == [order]
    assert f"--after {customer}" in cli.ok("queue", "--limit", 1)
    assert [event["id"] for event in cli.json("queue", "--after", customer)["events"]] == [order]


def test_a_queue_that_starves_is_told_in_a_sentence(cli: Commands, shop: Centra) -> None:
    shop.emit("x", count=100)
    for _ in range(4):
        first = poll(shop)
    shop.emit("x", count=5)
    (told,) = [line for line in cli.ok("queue").splitlines() if "wait behind them" in line]
    assert told.startswith("These 100 events have been delivered 4 times; 5 wait behind them. All 100 are of type x:")
    assert cli.json("queue")["health"] == {"mood": "bad", "sentence": told}
    done(shop, *(int(event.findtext("id") or 0) for event in first))
    assert "The queue is being drained: 5 left" in cli.ok("queue")


# Looking inside


def test_ids_are_listed_set_and_unset(cli: Commands, shop: Centra) -> None:
    assert ["market", "1", "se"] in cli.rows("ids", "--kind", "market")
    assert ["market", "2", "ws"] in cli.rows("ids", "list", "--kind", "market")
    assert cli.rows("ids", "--search", "SWEATER", "--kind", "product")[2:] == [["product", "2", "sweater"]]
    page = cli.ok("ids", "--kind", "market", "--limit", 1)
    assert page.endswith("There may be more: --after market/1\n")
    assert "no such entries" in cli.ok("ids", "--kind", "market", "--after", "market/2")
    assert cli.ok("ids", "set", "market", 1, "sweden") == 'market number 1 is called "sweden" now.\n'
    assert shop.objects.get("market", "sweden") is not None
    assert cli.json("ids", "list", "--kind", "market")["entries"][0]["external"] == "sweden"
    cli.ok("ids", "unset", "market", 1)
    assert [entry.external for entry in shop.conversions.entries("market")] == ["ws"]
    assert cli.json("ids", "set", "size", 1, "Small")["external"] == "Small"
    assert "scope" in cli.ok("ids", "--kind", "size")


def test_a_size_is_meant_by_its_size_table(cli: Commands, shop: Centra) -> None:
    for table in ("one", "two"):
        shop.update("sizes", [{"id": "XXL", "description": table, "sizetable": {"id": table}}])
    assert ["XXL", "6", "4", "two"] in cli.rows("object", "list", "size")
    assert "scope=3 or scope=4" in cli.refused("object", "show", "size", "XXL")
    assert "description: two" in cli.ok("object", "show", "size", "XXL", "--scope", 4)
    cli.ok("object", "put", "size", "XXL", "--scope", 4, "--field", "ean=7")
    assert "ean: 7" in cli.ok("object", "show", "size", "XXL", "--scope", 4)
    cli.ok("object", "delete", "size", "XXL", "--scope", 3)
    assert "ean: 7" in cli.ok("object", "show", "size", "XXL")


def test_objects_are_listed_shown_put_and_deleted(cli: Commands, shop: Centra) -> None:
    assert ["size", "4"] in cli.rows("object")
    assert ["chair", "1", "Chair"] in cli.rows("object", "list", "product")
    assert "--after 1" in cli.ok("object", "list", "product", "--limit", 1)
    assert [each["id"] for each in cli.json("object", "list", "product", "--after", 1)["objects"]] == ["sweater"]
    assert "      stockid: chair-oak" in cli.ok("object", "show", "product", "chair").splitlines()
    assert cli.json("object", "show", "product", "chair")["fields"]["sku"] == "CH"
    assert cli.ok("object", "put", "product", "chair", "--field", "status=inactive") == 'product "chair" is stored.\n'
    assert object_of(shop, "product", "chair").findtext("status") == "inactive"
    cli.ok("object", "put", "market", "a/b?c", "--xml", "<market><description>New</description></market>")
    assert object_of(shop, "market", "a/b?c").findtext("description") == "New"
    assert cli.ok("object", "delete", "market", "a/b?c") == 'market "a/b?c" is deleted.\n'
    assert shop.objects.get("market", "a/b?c") is None


# How it runs


def test_faults_are_added_listed_removed_and_cleared(cli: Commands, shop: Centra) -> None:
    assert cli.ok("faults") == "No faults are set.\n"
    said = cli.ok(
        "faults", "add", "html", "--operation", "events_Done", "--nth", 2, "--status", 502, "--retry-after", 7
    )
    assert "html, will strike call 2 of events_Done" in said
    cli.json("faults", "add", "failure", "--message", "no", "--message", "never", "--forever")
    (html, failure) = shop.faults
    assert (html.fault.nth, html.fault.status, html.fault.retry_after) == (2, 502, 7)
    assert (failure.fault.messages, failure.fault.count) == (("no", "never"), None)
    assert done(shop, 1).errors == ["no", "never"]
    table = cli.ok("faults", "list")
    assert "every call" in table
    assert "status=502" in table
    assert cli.ok("faults", "remove", failure.id) == f"Fault {failure.id} is gone; it has fired once.\n"
    assert cli.ok("faults", "clear") == f"Fault {html.id} is gone; it has never fired.\n"
    assert not shop.faults


def test_answers_are_mutated_until_told_otherwise(cli: Commands, shop: Centra) -> None:
    assert cli.ok("mutation") == "Answers are not mutated.\n"
    assert ["rate", "1.0"] in cli.rows(
        "mutation", "set", "--added", "none", "--equal", "cdata", "--rate", 1, "--seed", 7
    )
    assert shop.mutation is not None
    assert (set(shop.mutation.added_kinds), set(shop.mutation.equal_kinds)) == (set(), {"cdata"})
    assert cli.json("mutation", "set", "--added", "all")["mutation"]["seed"] == 0
    assert shop.mutation.added_kinds
    cli.ok("mutation", "clear")
    assert shop.mutation is None


def test_the_clock_is_frozen_set_advanced_released_and_resumed(cli: Commands, shop: Centra) -> None:
    clock = shop.clock
    assert cli.ok("clock", "freeze", NOON) == f"It is {NOON}, and the clock is frozen.\n"
    assert cli.json("clock", "advance", "1h30m")["now"] == "2026-01-01T13:30:00+01:00"
    assert cli.ok("clock") == "It is 2026-01-01T13:30:00+01:00, and the clock is frozen.\n"
    cli.ok("clock", "advance", "1d")
    cli.ok("clock", "advance", "15")
    assert clock().isoformat() == "2026-01-02T13:30:15+01:00"
    cli.ok("clock", "set", NOON)
    assert clock().isoformat() == NOON
    assert "runs" in cli.ok("clock", "release")
    assert clock().year == 2026
    assert not clock.is_frozen
    cli.ok("clock", "freeze")
    assert clock.is_frozen
    cli.ok("clock", "resume")
    assert not clock.is_frozen


def test_policies_are_shown_set_and_reset(cli: Commands, shop: Centra) -> None:
    assert any(row[:2] == ["page_size", "100"] for row in cli.rows("policy"))
    rows = cli.rows("policy", "set", "page_size=10", "echo=on")
    assert {("page_size", "10"), ("echo", "on")} <= {(row[0], row[1]) for row in rows if len(row) > 1}
    assert (shop.policy.page_size, shop.policy.echo) == (10, True)
    assert cli.json("policy", "show")["page_size"] == 10
    cli.ok("policy", "reset")
    assert (shop.policy.page_size, shop.policy.echo) == (100, False)


def test_the_seed_is_shown_and_set(cli: Commands, shop: Centra) -> None:
    assert cli.ok("seed", 42) == "The seed is 42.\n"
    assert shop.seed == 42
    assert cli.json("seed") == {"seed": 42}


def test_a_state_is_saved_and_loaded(cli: Commands, shop: Centra, server: MockServer, tmp_path: Path) -> None:
    shop.place_order()
    file = tmp_path / "before.json"
    assert str(file) in cli.ok("state", "save", str(file))
    assert file.read_bytes() == shop.state.save()
    cli.ok("reset")
    assert shop.state.is_new
    assert str(file) in cli.ok("state", "load", str(file))
    assert file.read_bytes() == shop.state.save()


def test_a_state_goes_through_a_pipe(shop: Centra, server: MockServer) -> None:
    shop.place_order()
    where = {"CENTRA_MOCK_URL": shop.server_url, "CENTRA_MOCK_TENANT": shop.name}
    saved = run("state", "save", "-", **where)
    copy = server.tenant(f"{shop.name}-copy")
    loaded = subprocess.run(
        [COMMAND, "state", "load", "-", "--tenant", copy.name], env=environment(**where), input=saved.stdout,
        text=True, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert copy.state.save() == shop.state.save()


def test_a_centra_is_reset_with_a_scene(cli: Commands, shop: Centra) -> None:
    shop.place_order()
    assert cli.json("reset", "--scene", "demo") is None
    assert shop.objects.get("product", "chair") is not None
    assert shop.queue == []
    assert cli.ok("reset") == f"{shop.name} is new and empty.\n"
    assert shop.objects.get("product", "chair") is None


def test_tenants_are_listed_created_and_dropped(cli: Commands, shop: Centra) -> None:
    assert [shop.name] in cli.rows("tenants")
    name = f"{shop.name}-new"
    cli.ok("tenants", "create", name)
    assert name in cli.json("tenants", "list")["tenants"]
    assert cli.ok("tenants", "drop", name) == f"{name} is gone.\n"
    assert name not in cli.json("tenants", "list")["tenants"]


# The outputs


def test_the_json_is_the_apis_own(cli: Commands, shop: Centra) -> None:
    said = requests.get(f"{shop.server_url}/_mock/{shop.name}/conversions", timeout=30).text
    assert cli.ok("ids", "--json") == f"{said}\n"


def test_what_a_terminal_would_obey_is_not_printed(cli: Commands, shop: Centra) -> None:
    shop.emit("x", entry="\x1b[2J[red]å")
    out = cli.ok("queue", "--events")
    assert "\x1b" not in out
    assert "[2J[red]å" in out


def test_it_runs_as_a_program_whatever_the_encoding(shop: Centra) -> None:
    cli = {"CENTRA_MOCK_URL": shop.server_url, "PYTHONIOENCODING": "ascii"}
    call(shop, "markets_Update", "<markets><market><id>no</id><description>Ærlig</description></market></markets>")
    ended = run("object", "list", "market", "--tenant", shop.name, CENTRA_MOCK_TENANT="other", **cli)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "?rlig" in ended.stdout
    assert "�" not in run("object", "list", "market", "--json", "--tenant", shop.name, **cli).stdout


@pytest.mark.parametrize(
    ("arguments", "doing"),
    [
        (("order", "place", "--count", "120"), "Placing orders"),
        (("event", "emit", "x", "--count", "3000"), "Queueing events"),
        (("reset", "--scene", "demo"), "Starting again"),
    ],
)
def test_long_work_shows_progress_on_a_terminal_only(shop: Centra, arguments: tuple[str, ...], doing: str) -> None:
    where = {"CENTRA_MOCK_URL": shop.server_url, "CENTRA_MOCK_TENANT": shop.name}
    assert run(*arguments, **where).stderr == ""
    seen, terminal = os.openpty()
    with subprocess.Popen(
        [COMMAND, *arguments, "--json"], env=environment(TERM="xterm", **where), stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = "".join(screen_of(seen))
        assert process.stdout is not None
        out = process.stdout.read()
    assert process.returncode == 0, shown
    assert doing in shown
    assert not out or json.loads(out)


def screen_of(terminal: int) -> Iterator[str]:
    """What is written to a terminal until its last writer has gone."""
    with os.fdopen(terminal, "rb", buffering=0) as screen, suppress(OSError):
        while data := screen.read(4096):
            yield data.decode("utf-8", "replace")
