"""How many events there are of each state and type: kept with every change, as counting a million takes too long."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, func, insert, literal, select

from centra_mock.store.schema import events, tallies
from centra_mock.store.statements import tenant_rows, updating
from centra_mock.store.tenant_connection import TenantConnection

_KEY = ("state", "type")

_CHANGE = updating(tallies, _KEY).values(events=tallies.c.events + bindparam("more"))
_TOTALS = select(tallies.c.state, func.sum(tallies.c.events)).where(*tenant_rows(tallies)).group_by(tallies.c.state)


class EventCounts(TenantConnection):
    """The tallies of one tenant."""

    def by_type(self, state: str) -> dict[str, int]:
        """Return the number of events of a state by type. Types without events are left out."""
        found = self.select(tallies.c.type, tallies.c.events, state=state)
        return {row.type: row.events for row in sorted(found) if row.events}

    def totals(self) -> dict[str, int]:
        """Return the number of events by state."""
        return {state: int(total) for state, total in self.execute(_TOTALS)}

    def change(self, state: str, types: Mapping[str, int]) -> None:
        """Count more events of a state, by type; fewer, where a number is below 0."""
        for type, more in types.items():
            if not self.execute(_CHANGE, of_state=state, of_type=type, more=more).rowcount:
                self.insert(tallies, {"state": state, "type": type, "events": more})

    def move(self, before: str, after: str, types: Mapping[str, int]) -> None:
        """Count events, by type, in another state than before."""
        self.change(before, {type: -count for type, count in types.items()})
        self.change(after, types)

    def recount(self) -> None:
        """Count all events anew, where rows came in from elsewhere."""
        self.delete(tallies)
        columns = (events.c.state, events.c.type)
        counted = select(literal(self.tenant), *columns, func.count()).where(*self.matching(events)).group_by(*columns)
        self.run(insert(tallies).from_select(["tenant", *_KEY, "events"], counted))
