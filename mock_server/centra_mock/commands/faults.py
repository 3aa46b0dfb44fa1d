"""``centra-mock faults``: what goes wrong on purpose, and on which calls."""

from __future__ import annotations

from typing import Any

import click

from centra_mock.commands.output import Shown, Table
from centra_mock.commands.parameters import given
from centra_mock.commands.session import Noun, Session, verb
from centra_mock.scalars import whole_number

command = Noun("faults", "faults add html --operation events_Done --nth 2\nfaults list", default="list")

_OF_ALL = frozenset({"kind", "operation", "nth", "count", "when"})


@verb("list", "faults list", command)
def list_faults(session: Session) -> None:
    """List the faults that are set, and how often each was injected."""
    session.show(session.call("GET", "faults"), _listed)


def _listed(data: dict[str, Any]) -> Shown:
    return Table(
        ["fault", "kind", "operation", "strikes", "when", "with", "calls", "fired", "state"],
        [_row(each) for each in data["faults"]],
        empty="No faults are set.",
        numbers=frozenset({"fault", "calls", "fired"}),
    )


def _row(state: dict[str, Any]) -> list[object]:
    fault = state["fault"]
    settings = ", ".join(
        f"{name}={value}" for name, value in fault.items() if name not in _OF_ALL and value is not None
    )
    waiting = "spent" if state["is_spent"] else "waiting"
    return [
        state["id"], fault["kind"], fault["operation"] or "every", _calls(fault["nth"], fault["count"]),
        f"{fault['when']} the commit", settings, state["calls"], state["fired"], waiting,
    ]  # fmt: skip


def _calls(nth: int, count: int | None) -> str:
    """Return in words which calls a fault applies to."""
    if count is None:
        return f"call {nth} and all after it" if nth > 1 else "every call"
    return f"call {nth}" if count == 1 else f"calls {nth} to {nth + count - 1}"


def _retry_after(_ctx: click.Context, _param: click.Parameter, text: str | None) -> int | str | None:
    """Return seconds as a number and a date as a text."""
    seconds = whole_number(text or "")
    return text if seconds is None else seconds


@verb("add", "faults add html --operation events_Done --nth 2 --status 502", command)
@click.argument("kind")
@click.option("--operation", help="The operation whose calls it strikes; every call, by default.")
@click.option("--nth", type=int, help="The first such call that it strikes, counted from now.  [default: 1]")
@click.option("--count", type=int, help="How many calls in a row.  [default: 1]")
@click.option("--forever", is_flag=True, help="All calls from then on.")
@click.option("--when", type=click.Choice(["before", "after"]), help="Before or after the call is handled and stored.")
@click.option("--status", type=int, help="The HTTP status.")
@click.option("--retry-after", callback=_retry_after, metavar="SECONDS|DATE", help="The header Retry-After.")
@click.option("--seconds", type=float, help="How long it takes.")
@click.option("--byte", type=int, help="After how many bytes the answer ends.")
@click.option("--size", type=int, help="How many bytes come at a time.")
@click.option("--message", "messages", multiple=True, help="What the answer says. May be repeated.")
@click.option("--content-type", help="The Content-Type of the answer.")
def add(session: Session, count: int | None, forever: bool, messages: tuple[str, ...], **wanted: Any) -> None:
    """Set a fault for calls to come; prints its number. docs/faults.md says which kinds there are."""
    if forever and count is not None:
        raise click.UsageError("--forever and --count can't both be so")
    body = given(count=count, messages=list(messages) or None, **wanted) | ({"count": None} if forever else {})
    session.show(session.call("POST", "faults", body=body), _added)


def _added(state: dict[str, Any]) -> str:
    fault = state["fault"]
    calls = f" of {fault['operation']}" if fault["operation"] else ""
    return f"Fault {state['id']}, {fault['kind']}, will strike {_calls(fault['nth'], fault['count'])}{calls}."


@verb("remove", "faults remove 1", command)
@click.argument("fault", type=click.IntRange(min=0))
def remove(session: Session, fault: int) -> None:
    """Remove a fault, and show how often it was injected."""
    reply = session.call("DELETE", "faults", fault)
    session.show(reply, lambda data: f"Fault {data['id']} is gone; it has {_fired(data['fired'])}.")


@verb("clear", "faults clear", command)
def clear(session: Session) -> None:
    """Remove all faults, and show how often each was injected."""
    session.show(session.call("DELETE", "faults"), _cleared)


def _cleared(data: dict[str, Any]) -> list[str]:
    gone = [f"Fault {each['id']} is gone; it has {_fired(each['fired'])}." for each in data["faults"]]
    return gone or ["No faults were set."]


def _fired(times: int) -> str:
    return {0: "never fired", 1: "fired once"}.get(times, f"fired {times} times")
