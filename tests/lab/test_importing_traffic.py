"""Recorded traffic is rebuilt as a Centra that delivers the same events."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from centra_mock import Centra, MockServer
from centra_mock.client import MockClient
from support.remote_commands import run_here
from support.traffic import answer, event, read_request, write_folder
from support.wire import done, poll


def texts(centra: Centra) -> list[bytes]:
    return [etree.tostring(each, method="c14n") for each in poll(centra)]


def test_the_stuck_queue_is_there_again(
    shop: Centra, server: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The events of a client that never marks gift cards done, their data and the table with them."""
    shop.emit("giftcard", data="<card><id>7</id></card>", entry="7", count=94)
    shop.place_orders(count=3)
    page = poll(shop)
    done(shop, *[each.findtext("id", "") for each in page if each.findtext("type") == "customer"])
    shop.emit("giftcard", count=20)
    stuck = texts(shop)
    assert len(stuck) == 100
    har = tmp_path / "traffic.har"
    har.write_bytes(MockClient(shop.server_url).tenant(shop.name).journal.har())
    into = f"{shop.name}-imported"
    arguments = ["import", str(har), "--into", into, "--url", server.url]
    code, out, err = run_here(capsys, *arguments)
    assert (code, err) == (0, "")
    assert "100 queued events" in out
    assert "not known" in out
    copy = server.tenant(into)
    assert texts(copy) == stuck
    known = {entry.external for entry in shop.conversions}
    assert {"chair", "sweater"} & known & {entry.external for entry in copy.conversions}
    code, _, err = run_here(capsys, *arguments)
    assert (code, "--replace" in err) == (2, True)
    assert run_here(capsys, *arguments, "--replace")[0] == 0


def test_odd_events_keep_what_they_say_and_broken_ones_are_reported(
    server: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = event(3, "order", "no date", "<ns1:order><ns1:id>other</ns1:id></ns1:order>")
    late = event(9, "order", "2019-03-27T12:52:20+01:00")
    folder = write_folder(tmp_path / "log", [(read_request(), answer([odd, late, late.replace(">9<", ">x<")]))])
    code, out, _ = run_here(capsys, "import", str(folder), "--into", "odd", "--url", server.url)
    assert code == 0
    assert "left out" in out
    assert "2000-01-01" in out
    found = poll(server.tenant("odd"))
    assert [(each.findtext("id"), each.findtext("entry")) for each in found] == [("3", "103"), ("9", "109")]
    assert [each.findtext("data/order/id") for each in found] == ["other", "109"]
    assert found[1].findtext("date") == "2019-03-27 12:52:20"
