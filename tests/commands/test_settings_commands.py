"""The commands for faults, the clock, policies, states and tenants: effects and output."""

from __future__ import annotations

import subprocess
from pathlib import Path

from centra_mock import Centra, MockServer
from support.command import COMMAND, PATIENCE, environment, run
from support.remote_commands import Commands
from support.wire import done

NOON = "2026-01-01T12:00:00+01:00"


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


def test_answers_are_mutated_until_the_mutation_is_cleared(cli: Commands, shop: Centra) -> None:
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
