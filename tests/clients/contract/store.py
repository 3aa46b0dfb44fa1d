"""The ERP's store in a SQLite file: objects by type and id, and pending updates of orders."""

from __future__ import annotations

import json
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS objects
        (type TEXT NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, number TEXT, fields TEXT);
    CREATE INDEX IF NOT EXISTS objects_by_id ON objects (type, id);
    CREATE INDEX IF NOT EXISTS objects_by_number ON objects (number);
    CREATE TABLE IF NOT EXISTS followups (id TEXT PRIMARY KEY, settled INTEGER DEFAULT 0, refusals INTEGER DEFAULT 0);
"""


class Store:
    """The store. A deleted object stays as a row without fields, so that an older event does not restore it."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "erp.sqlite")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def transaction(self) -> AbstractContextManager[object]:
        """Run a block in one transaction."""
        return self._db

    def newest(self, type: str, id: str) -> str | None:
        """Return the number of the newest event of an object."""
        row = self._db.execute("SELECT event FROM objects WHERE type = ? AND id = ?", (type, id)).fetchone()
        return row[0] if row else None

    def put(self, type: str, id: str, event: str, fields: dict[str, Any]) -> None:
        """Insert or update the object with this id."""
        if not self._change(type, id, event, fields):
            self.insert(type, id, event, fields)

    def insert(self, type: str, id: str, event: str, fields: dict[str, Any] | None) -> None:
        self._db.execute(
            "INSERT INTO objects (number, fields, type, id, event) VALUES (?, ?, ?, ?, ?)",
            (*_columns(fields), type, id, event),
        )

    def remove(self, type: str, id: str, event: str) -> None:
        """Mark an object as deleted."""
        if not self._change(type, id, event, None):
            self.insert(type, id, event, None)

    def _change(self, type: str, id: str, event: str, fields: dict[str, Any] | None) -> bool:
        changed = self._db.execute(
            "UPDATE objects SET number = ?, fields = ?, event = ? WHERE type = ? AND id = ?",
            (*_columns(fields), event, type, id),
        )
        return changed.rowcount > 0

    def rename(self, id: str, number: str) -> None:
        """Change the id of the order with this number."""
        query = "SELECT id FROM objects WHERE type = 'order' AND number = ? AND number <> '' AND id <> ?"
        for (former,) in self._db.execute(query, (number, id)).fetchall():
            for table in ("objects", "followups"):
                where = "type = 'order' AND id" if table == "objects" else "id"
                self._db.execute(f"DELETE FROM {table} WHERE {where} = ?", (id,))
                self._db.execute(f"UPDATE {table} SET id = ? WHERE {where} = ?", (id, former))

    def objects(self) -> dict[str, list[dict[str, Any]]]:
        """Return all objects by type."""
        found: dict[str, list[dict[str, Any]]] = {}
        rows = self._db.execute("SELECT type, id, fields FROM objects WHERE fields IS NOT NULL ORDER BY rowid")
        for type, id, fields in rows:
            found.setdefault(type, []).append({"id": id, **json.loads(fields)})
        return found

    # Pending updates of orders

    def note(self, order: str) -> None:
        """Note that an order needs an update; one that was given up is tried again."""
        self._db.execute("INSERT OR IGNORE INTO followups (id) VALUES (?)", (order,))
        self._db.execute("UPDATE followups SET refusals = 0 WHERE id = ?", (order,))

    def due(self, tries: int) -> list[dict[str, Any]]:
        """Return the orders that need an update, with their newest data."""
        rows = self._db.execute(
            "SELECT id, fields FROM followups JOIN objects USING (id) WHERE type = 'order' AND fields IS NOT NULL "
            "AND NOT settled AND refusals < ? ORDER BY followups.rowid",
            (tries,),
        )
        return [{"id": id, **json.loads(fields)} for id, fields in rows]

    def settle(self, order: str) -> None:
        with self._db:
            self._db.execute("UPDATE followups SET settled = 1 WHERE id = ?", (order,))

    def count_refusal(self, order: str) -> None:
        with self._db:
            self._db.execute("UPDATE followups SET refusals = refusals + 1 WHERE id = ?", (order,))


def _columns(fields: dict[str, Any] | None) -> tuple[str | None, str | None]:
    """Return the number of an order, and its fields as text."""
    if fields is None:
        return None, None
    return fields.get("ordernumber"), json.dumps(fields, ensure_ascii=False)
