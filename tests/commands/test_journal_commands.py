"""The command ``centra-mock journal``."""

from __future__ import annotations

import json
from pathlib import Path

from centra_mock import Centra
from centra_mock.domain.exchange import Exchange
from support.remote_commands import Commands
from support.wire import call, poll

NOON = "2026-01-01T12:00:00+01:00"


def record(shop: Centra, operation: str, outcome: str) -> None:
    """Return a call for the journal."""
    with shop._transactions.write() as unit:
        headers, said = [("Host", "a")], f"<{operation}Request/>".encode()
        unit.journal.add(Exchange(0, NOON, "soap", "/", operation, "a", 200, outcome, 1500, headers, said, [], b"<a/>"))


def test_the_journal_is_listed_shown_exported_and_cleared(cli: Commands, shop: Centra, tmp_path: Path) -> None:
    assert cli.ok("journal") == "No such exchanges are recorded.\n"
    record(shop, "events_Get", "ok")
    record(shop, "events_Done", "ok")
    (listed,) = [row for row in cli.rows("journal", "--operation", "events_Done") if "events_Done" in row]
    assert {"ok", "1.5"} <= set(listed)
    assert len(cli.json("journal", "list", "--outcome", "ok")["exchanges"]) == 2
    assert "events_DoneRequest" in cli.ok("journal", "show", listed[0])
    har = tmp_path / "calls.har"
    assert str(har) in cli.ok("journal", "har", str(har))
    assert len(json.loads(cli.ok("journal", "har", "--limit", "1"))["log"]["entries"]) == 1
    assert json.loads(har.read_bytes())["log"]["entries"] == cli.json("journal", "har")["log"]["entries"]
    assert cli.ok("journal", "clear") == "The journal is empty.\n"
    assert shop.journal.exchanges() == []


def test_the_journal_has_summaries(cli: Commands, shop: Centra) -> None:
    shop.clock.freeze()
    shop.emit("giftcard", count=3)
    poll(shop)
    call(shop, "markets_Update", "<markets><market><id>se</id></market></markets>", "navision-soap")
    (listed,) = [row for row in cli.rows("journal", "--search", "GIFTCARD") if "events_Get" in row]
    assert "delivered 3 events, oldest 0 s" in " ".join(listed)
    shown = cli.ok("journal", "show", cli.rows("journal", "--endpoint", "navision-soap")[-1][0])
    assert "markets_Update on navision-soap, ok.\nChanged market se.\n" in shown
