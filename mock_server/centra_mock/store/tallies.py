"""How many events there are of each state and type: kept with every change, as counting a million takes too long."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from centra_mock.store.connection import Scoped
from centra_mock.store.schema import events, tallies

_KEY = ("tenant", "state", "type")

_CHANGE = (
    update(tallies)
    .where(*(tallies.c[name] == bindparam(f"of_{name}") for name in _KEY))
    .values(events=tallies.c.events + bindparam("more"))
)
"""Built once: building it costs more than SQLite takes to run it."""


class Tallies(Scoped):
    """The tallies of one tenant."""

    def by_type(self, state: str) -> dict[str, int]:
        """How many events of a state there are of each type; types of which there are none are left out."""
        found = self.look(tallies.c.type, tallies.c.events, state=state)
        return {row.type: row.events for row in sorted(found) if row.events}

    def totals(self) -> dict[str, int]:
        """How many events there are of each state."""
        query = select(tallies.c.state, func.sum(tallies.c.events)).where(*self.of(tallies))
        return {state: int(total) for state, total in self.connection.execute(query.group_by(tallies.c.state))}

    def change(self, state: str, types: Mapping[str, int]) -> None:
        """Count more events of a state, by type; fewer, where a number is below 0."""
        for type, more in types.items():
            key = {"of_tenant": self.tenant, "of_state": state, "of_type": type}
            if not self.connection.execute(_CHANGE, {**key, "more": more}).rowcount:
                row = {"tenant": self.tenant, "state": state, "type": type, "events": more}
                self.connection.execute(insert(tallies), row)

    def move(self, before: str, after: str, types: Mapping[str, int]) -> None:
        """Count events, by type, in another state than before."""
        self.change(before, {type: -count for type, count in types.items()})
        self.change(after, types)

    def recount(self) -> None:
        """Count all events anew, where rows came in from elsewhere."""
        self.run(delete(tallies).where(*self.of(tallies)))
        columns = (events.c.state, events.c.type)
        counted = select(literal(self.tenant), *columns, func.count()).where(*self.of(events)).group_by(*columns)
        self.run(insert(tallies).from_select([*_KEY, "events"], counted))
