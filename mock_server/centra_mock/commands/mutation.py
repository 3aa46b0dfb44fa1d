"""``centra-mock mutation``: answers in richer or other XML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from centra_mock.commands.output import Shown, Table
from centra_mock.commands.parameters import given
from centra_mock.commands.session import Noun, Session, verb

command = Noun("mutation", "mutation set --added elements --equal none --rate 0.5 --seed 7", default="show")


@verb("show", "mutation show", command)
def show_mutation(session: Session) -> None:
    """Show how answers are mutated, if they are."""
    session.show(session.call("GET", "mutation"), _shown)


def _shown(data: dict[str, Any]) -> Shown:
    mutation = data["mutation"]
    if mutation is None:
        return "Answers are not mutated."
    return Table(
        ["mutation", ""],
        [(name, ", ".join(value) or "none" if isinstance(value, list) else value) for name, value in mutation.items()],
    )


def _kinds(_ctx: click.Context, _param: click.Parameter, names: Sequence[str]) -> bool | list[str] | None:
    """Return the kinds that ``all``, ``none`` or a list of names stands for."""
    if names in (("all",), ("none",)):
        return names == ("all",)
    if {"all", "none"} & set(names):
        raise click.BadParameter("all and none stand alone")
    return list(names) or None


@verb("set", "mutation set --added elements --added events --rate 0.5 --seed 7", command)
@click.option("--added", multiple=True, metavar="KIND|all|none", callback=_kinds,
              help="What is added, as elements. May be repeated.  [default: all]")  # fmt: skip
@click.option("--equal", multiple=True, metavar="KIND|all|none", callback=_kinds,
              help="How equal XML is written, as cdata. May be repeated.  [default: none]")  # fmt: skip
@click.option("--rate", type=float, help="How many of the places change, from 0 to 1.  [default: 0.3]")
@click.option("--seed", type=int, help="Another seed changes other places.  [default: 0]")
def set_mutation(session: Session, **wanted: Any) -> None:
    """Mutate answers from now on."""
    session.show(session.call("PUT", "mutation", body=given(**wanted)), _shown)


@verb("clear", "mutation clear", command)
def clear(session: Session) -> None:
    """Answer as Centra does again."""
    session.show(session.call("DELETE", "mutation"), "Answers are not mutated any more.")
