"""Output for people: sentences and tables. Programs get the API's JSON unchanged."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from centra_mock.scalars import flag

if TYPE_CHECKING:
    from rich.table import Table as RichTable

UNLIMITED = 100_000
"""Columns of a file or a pipe: nothing is folded there."""


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    empty: str = "There is nothing."
    """The text in place of a table without rows."""
    numbers: frozenset[str] = field(default=frozenset())
    """The columns that are aligned as numbers."""


Piece: TypeAlias = str | Table
Shown: TypeAlias = Piece | Iterable[Piece]
"""What a command prints for people."""


def write_json(raw: bytes) -> None:
    """Write the API's own JSON, or nothing if there is none."""
    if raw:
        click.echo(raw)


def pieces_of(shown: Shown) -> list[Piece]:
    """Return all pieces, made now: a view that fails fails before anything is printed."""
    return [shown] if isinstance(shown, str | Table) else list(shown)


def show(shown: Shown) -> None:
    """Print sentences and tables."""
    for piece in pieces_of(shown):
        if isinstance(piece, str):
            _print(clean(piece, keep="\n") + "\n")
        else:
            _show_table(piece)


def cell(value: object) -> str:
    """Return a value as text."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return flag(value)
    return clean(str(value))


def clean(text: str, keep: str = "") -> str:
    """Return text without control characters, which a terminal would obey."""
    return "".join(each if each.isprintable() or each in keep else "�" for each in text)


def outline(values: Mapping[str, Any], depth: int = 0) -> list[str]:
    """Return fields as an indented list: names, and values that are texts."""
    lines: list[str] = []
    margin = "  " * depth
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                lines += [f"{margin}{name}", *outline(each, depth + 1)]
            else:
                lines.append(f"{margin}{name}: {each}")
    return lines


def _show_table(table: Table) -> None:
    rows = [[cell(value) for value in row] for row in table.rows]
    if not rows:
        _print(f"{table.empty}\n")
        return
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNLIMITED)
    with console.capture() as captured:
        console.print(_rich(table, rows))
    _print(captured.get())


def _rich(table: Table, rows: Iterable[Iterable[str]]) -> RichTable:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Rich
    from rich.text import Text

    made = Rich(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in table.columns:
        made.add_column(column, justify="right" if column in table.numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _print(text: str) -> None:
    """Print a text; a character that the terminal lacks is replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
