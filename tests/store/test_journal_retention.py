"""The size that the journal keeps equals the sum of its exchanges, the retention bounds both, and long bodies are
compressed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import func, select

from centra_mock.clock import system_clock
from centra_mock.domain.effects import NOTHING_DONE
from centra_mock.domain.exchange import Exchange, JournalFilter
from centra_mock.store.counters import JOURNAL_SIZE, Counters
from centra_mock.store.journal import JournalRepository
from centra_mock.store.retention import Retention
from centra_mock.store.schema import counters, exchanges
from centra_mock.store.snapshot import STATE
from centra_mock.store.unit_of_work import MEMORY, Store, UnitOfWork
from support.profile import examples

SMALL = Retention(count=64, size=6400)
COUNT_SLACK, SIZE_SLACK = 2, 200
"""The 32nd part of each."""


def exchange(size: int) -> Exchange:
    """Return an exchange whose bodies have some bytes."""
    return Exchange(
        id=0,
        at="",
        endpoint="",
        path="/",
        operation=None,
        client="",
        status=200,
        outcome="ok",
        microseconds=0,
        request_headers=[],
        request=b"x" * (size // 2),
        response_headers=[],
        response=b"x" * (size - size // 2),
        request_id="",
        effects=NOTHING_DONE,
        faults=[],
        replay_of=None,
        code=None,
    )


def write(unit: UnitOfWork, size: int) -> None:
    unit.journal.add(exchange(size))
    held = unit.journal.volume()
    assert held.exchanges < SMALL.count + COUNT_SLACK
    assert held.size <= SMALL.size + SIZE_SLACK or held.exchanges == 1


def write_many(unit: UnitOfWork, size: int) -> None:
    for _ in range(size % 100):
        write(unit, size)


def fail(unit: UnitOfWork, size: int) -> None:
    write(unit, size)
    raise ZeroDivisionError


def clear(unit: UnitOfWork, size: int) -> None:
    unit.journal.clear()


def reset(unit: UnitOfWork, size: int) -> None:
    unit.rows.clear()


def load_state(unit: UnitOfWork, size: int) -> None:
    unit.rows.replace({table.name: list(unit.rows.rows(table)) for table in STATE})


def become_earlier(unit: UnitOfWork, size: int) -> None:
    """Remove the number, which an earlier version did not keep."""
    unit.rows.delete(counters, name=JOURNAL_SIZE)


STEPS = (write, write_many, fail, clear, reset, load_state, become_earlier)
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 300) | st.just(SMALL.size * 2)), max_size=12)


@examples(20)
@given(steps=steps)
@example(steps=[(write, 10), (clear, 0), (write, 10)])
@example(steps=[(write_many, 99), (fail, 10), (write, 10)])
def test_the_size_agrees_with_the_sum(steps: list[tuple[Callable[[UnitOfWork, int], None], int]]) -> None:
    store = Store(MEMORY, system_clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JournalRepository, "retention", SMALL)
        for step, size in steps:
            with suppress(ZeroDivisionError), store.begin("a") as unit:
                step(unit, size)
            with store.begin("a") as unit:
                assert unit.journal.size() == unit.journal.volume().size
    store.close()


def test_the_size_is_kept_and_not_counted() -> None:
    store = Store(MEMORY, system_clock)
    with store.begin("a") as unit:
        unit.journal.add(exchange(10))
        unit.journal.add(exchange(20))
        assert Counters(unit.connection, "a").last(JOURNAL_SIZE) == 30
    store.close()


BODY = ("<a>Ärla</a>" * 5000 + "<last>Quince</last>").encode()


def test_a_long_body_is_compressed_and_found() -> None:
    store = Store(MEMORY, system_clock)
    with store.begin("t") as unit:
        kept = exchange(0)._replace(request=b"short", response=BODY)
        id = unit.journal.add(kept)
        assert unit.connection.execute(select(func.length(exchanges.c.response))).scalar_one() < len(BODY) / 10
        read = unit.journal.get(id)
        assert read is not None
        assert (read.request, read.response) == (b"short", BODY)
        (brief,) = unit.journal.summaries(JournalFilter())
        assert (brief.request_bytes, brief.response_bytes, brief.response) == (5, len(BODY), BODY[:4000])
        assert unit.journal.volume().size == len(BODY) + 5
        for sought, found in (("quince", [id]), ("Ärla", [id]), ("SHORT", [id]), ("absent", [])):
            assert unit.journal.ids(JournalFilter(search=sought)) == found
    store.close()
