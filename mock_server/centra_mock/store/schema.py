"""The tables. Every one of them is keyed by tenant."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    make_url,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement, SchemaItem

metadata = MetaData()

DELIVERED = text("state = 'queued' AND deliveries > 0")
"""Queued events that were delivered: few, however long the queue is."""

NAMED = text("entry <> ''")
"""Raw events, which carry their ``entry``."""

_Id = BigInteger().with_variant(Integer, "sqlite")


def _table(name: str, *columns: Column[Any], key: tuple[str, ...], more: tuple[SchemaItem, ...] = ()) -> Table:
    tenant = Column("tenant", String(64), nullable=False)
    return Table(name, metadata, tenant, *columns, PrimaryKeyConstraint("tenant", *key), *more)


tenants = _table("tenants", Column("created", String(32), nullable=False), key=())

counters = _table(
    "counters", Column("name", String(64), nullable=False), Column("value", _Id, nullable=False), key=("name",)
)
"""The last number given, by kind of thing; events have one too."""

objects = _table(
    "objects",
    Column("type", String(64), nullable=False),
    Column("id", _Id, nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("handle", String(255)),
    key=("type", "id"),
    more=(Index("objects_by_handle", "tenant", "type", "handle"),),
)
"""Each object as it will be sent, with internal ids. ``handle`` is what else it is found by: an e-mail, a status."""

parts = _table(
    "parts",
    Column("kind", String(64), nullable=False),
    Column("id", _Id, nullable=False),
    Column("owner_type", String(64), nullable=False),
    Column("owner_id", _Id, nullable=False),
    key=("kind", "id", "owner_type", "owner_id"),
    more=(Index("parts_of", "tenant", "owner_type", "owner_id"),),
)
"""Which object a variation, a buyer, a shipment… lives in."""

conversions = _table(
    "conversions",
    Column("kind", String(64), nullable=False),
    Column("internal", _Id, nullable=False),
    Column("scope", _Id, nullable=False, server_default="0"),
    Column("external", String(255), nullable=False),
    key=("kind", "internal"),
    more=(UniqueConstraint("tenant", "kind", "external", "scope"),),
)
"""The ID conversion table. ``scope`` is the size table of a size, and 0 for all else."""

events = _table(
    "events",
    Column("id", _Id, nullable=False),
    Column("state", String(16), nullable=False),
    Column("type", String(64), nullable=False),
    Column("object_type", String(64)),
    Column("object_id", _Id),
    Column("entry", String(255), nullable=False, server_default=""),
    Column("mission", String(16), nullable=False),
    Column("date", String(32), nullable=False),
    Column("market", _Id),
    Column("xml", LargeBinary),
    Column("deliveries", Integer, nullable=False, server_default="0"),
    Column("delivered", String(32)),
    key=("id",),
    more=(
        Index("events_oldest", "tenant", "state", "id"),
        Index("events_oldest_of_type", "tenant", "state", "type", "id"),
        Index("events_oldest_of_market", "tenant", "state", "market", "id"),
        Index("events_of_object", "tenant", "state", "object_type", "object_id", "id"),
        Index("events_of_entry", "tenant", "state", "entry", "id"),
        Index("events_delivered", "tenant", "deliveries"),
    ),
)
"""The queue, with what was done and cancelled. ``xml`` is a snapshot, or the data of a raw event."""

tallies = _table(
    "tallies",
    Column("state", String(16), nullable=False),
    Column("type", String(64), nullable=False),
    Column("events", _Id, nullable=False),
    key=("state", "type"),
)
"""How many events there are of each state and type. Derived from ``events``, and no part of a tenant's state."""

exchanges = _table(
    "exchanges",
    Column("id", _Id, nullable=False),
    Column("at", String(32), nullable=False),
    Column("endpoint", String(32), nullable=False),
    Column("path", String(255), nullable=False),
    Column("operation", String(64)),
    Column("client", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("microseconds", _Id, nullable=False),
    Column("size", _Id, nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("effects", LargeBinary, nullable=False),
    Column("faults", String(255), nullable=False),
    Column("replay_of", _Id),
    Column("code", String(64)),
    # The texts come last: SQLite reads through what stands in front of a column.
    Column("request_headers", LargeBinary, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("response_headers", LargeBinary, nullable=False),
    Column("response", LargeBinary, nullable=False),
    key=("id",),
    more=(
        Index("exchanges_sizes", "tenant", "id", "size"),
        Index("exchanges_caused", "tenant", "request_id"),
    ),
)
"""The journal: every exchange with the client, passwords masked; the oldest go when it is full.

``effects`` are JSON, and ``faults`` the kinds of those that struck, with commas between. ``code`` is that of the
error, where there was one.
"""

changes = _table(
    "changes",
    Column("id", _Id, nullable=False),
    Column("type", String(64), nullable=False),
    Column("object", _Id, nullable=False),
    Column("at", String(32), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("size", _Id, nullable=False),
    Column("before", LargeBinary),
    key=("id",),
    more=(
        Index("changes_sizes", "tenant", "id", "size"),
        Index("changes_of", "tenant", "type", "object", "id"),
    ),
)
"""The history: what objects were before they were changed, nothing for one made; the oldest go when it is full."""

ADDED: tuple[Column[Any], ...] = (exchanges.c.code,)
"""The columns that later versions added, in order: a database that lacks the last of them gets them when it is opened.

Each can be null, since rows are there already.
"""

_PARTIAL = {"events_of_entry": NAMED, "events_delivered": DELIVERED}
"""The rows that an index has, of those that do not have all."""


def create_tables(connection: Connection) -> None:
    """Create all tables and indexes in an empty database."""
    for statement in _statements(connection.engine.url.drivername):
        connection.exec_driver_sql(statement)


@cache
def _statements(driver: str) -> tuple[str, ...]:
    """Return the statements that create all tables and indexes.

    They are written once for all databases of a process: SQLAlchemy needs longer to write them than SQLite to run them.
    The rows that an index leaves out are given here, for the database's own dialect: SQLAlchemy would import the
    dialects of all databases for options in the declarations.
    """
    dialect = make_url(f"{driver}://").get_dialect()()
    for index in events.indexes:
        if (condition := _PARTIAL.get(str(index.name))) is not None:
            index.dialect_options[dialect.name]["where"] = condition
    made: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        made.append(CreateTable(table))
        made += map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name)))
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)
