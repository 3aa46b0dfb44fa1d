"""SQLite plans the statements of the queue once: none of them binds a value that a partial index has a condition on."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy.dialects import sqlite

from centra_mock.store import queue


@pytest.mark.parametrize("shape", list(product((False, True), repeat=3)))
def test_the_state_stands_in_the_statement(shape: tuple[bool, bool, bool]) -> None:
    for what in (queue._ID, queue._WAITING, queue._WITH_DATA):
        statement = str(queue._reading(what, *shape).compile(dialect=sqlite.dialect()))
        assert "events.state = 'queued'" in statement
