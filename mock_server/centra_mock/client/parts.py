"""The parts of a Centra on a running server: what it holds, and how it is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, overload

from centra_mock.activities.clock import AdvanceClock, SetClock
from centra_mock.activities.declaration import Activity
from centra_mock.activities.faults import ClearFaults, FaultView, RemoveFault, SetFault
from centra_mock.activities.objects import ConversionEntry
from centra_mock.activities.verbs import verb
from centra_mock.client.errors import ControlError
from centra_mock.control_api import conversions, journal, objects, queue, settings
from centra_mock.control_api.endpoint import Answer, ControlEndpoint
from centra_mock.error_codes import Code

if TYPE_CHECKING:
    from centra_mock.control_api.state_file import StateFile

MOST = 1000
"""Rows in one answer at the most."""

Outcome = Literal["ok", "failure", "fault", "broken"]
Result = TypeVar("Result")


class Page(Protocol):
    """An answer that may have another one after it."""

    @property
    def next_after(self) -> object: ...


AnyPage = TypeVar("AnyPage", bound=Page)


class Caller(Protocol):
    """What parts need of their Centra."""

    def perform(self, activity: Activity[Result]) -> Result: ...

    def request(
        self,
        endpoint: ControlEndpoint[Answer],
        body: Any = None,
        query: Mapping[str, object] | None = None,
        **path: object,
    ) -> Answer: ...


class Part:
    """Something that a Centra has."""

    def __init__(self, centra: Caller) -> None:
        self._request = centra.request
        self.perform = centra.perform

    def _pages(
        self, endpoint: ControlEndpoint[AnyPage], query: Mapping[str, object], *, after: object = None, **path: object
    ) -> Iterator[AnyPage]:
        """Yield all pages after a row, as long as one says that there may be another."""
        while True:
            page = self._request(endpoint, query={**query, "limit": MOST, "after": after}, **path)
            yield page
            after = page.next_after
            if after is None:
                return


class QueueClient(Part):
    """The event queue. Iterating over it gives the queued events, oldest first; its length is their number."""

    def __len__(self) -> int:
        return self.stats().length

    def __iter__(self) -> Iterator[queue.EventView]:
        for page in self._pages(queue.LIST_EVENTS, {}):
            yield from page.events

    def stats(self) -> queue.QueueView:
        """Return the queue in numbers, and how it fares."""
        return self._request(queue.SHOW_QUEUE)

    def events(
        self,
        type: str | None = None,
        after: int = 0,
        limit: int = 100,
        *,
        state: queue.State = "queued",
        search: str = "",
    ) -> list[queue.EventView]:
        """Return events with ids above ``after``, oldest first.

        ``search`` finds the id of an event, the id of an object, or how a type begins.
        """
        query = {"type": type, "after": after, "limit": limit, "state": state, "search": search}
        return self._request(queue.LIST_EVENTS, query=query).events

    def event(self, id: int) -> queue.EventView:
        """Return an event, queued or not. Raises ``ControlError`` (404) where there is none."""
        return self._request(queue.SHOW_EVENT, event=id)

    def deliveries(self, id: int) -> list[queue.DeliveryView]:
        """Return the calls that gave an event to the client, newest first, as far as the journal reaches back."""
        return self._request(queue.LIST_DELIVERIES, event=id).deliveries

    def cancel(self, events: queue.EventChoice) -> int:
        """Take many events out of the queue, all together; return how many there were."""
        return self._request(queue.CANCEL_EVENTS, events).count

    def resend(self, events: queue.EventChoice) -> int:
        """Queue many events once more, all together; return how many there were."""
        return self._request(queue.RESEND_EVENTS, events).count


class ObjectsClient(Part):
    """The objects of every type, as the client sees them."""

    def counts(self) -> dict[str, int]:
        """Return how many objects there are of each type."""
        return self._request(objects.COUNT_OBJECTS)

    def get(self, type: str, id: str, *, scope: int | None = None) -> objects.ObjectView | None:
        """Return an object with its fields, its XML and its internal id, or ``None``.

        ``scope`` is the internal id of a size's size table. Without one, an id that several sizes have is refused.
        """
        try:
            return self._request(objects.SHOW_OBJECT, type=type, id=id, query={"scope": scope})
        except ControlError as error:
            if error.code is Code.UNKNOWN_OBJECT:
                return None
            raise

    def of_type(self, type: str, *, search: str | None = None) -> Iterator[objects.ObjectView]:
        """Yield the objects of a type in the order in which they were made, or those with a text in id or fields."""
        for page in self._pages(objects.LIST_OBJECTS, {"search": search}, type=type):
            yield from page.objects

    def referring(self, type: str, id: str, from_type: str) -> Iterator[objects.ObjectView]:
        """Yield the objects of ``from_type`` that refer to an object."""
        for page in self._pages(objects.LIST_REFERRING, {"type": from_type}, type=type, id=id):
            yield from page.objects

    def history(
        self, type: str, id: str, until: int | None = None, limit: int = 20, *, scope: int | None = None
    ) -> list[objects.ChangeView]:
        """Return the changes of an object, newest first, from the change ``until`` back; also of one that is gone."""
        query = {"until": until, "limit": limit, "scope": scope}
        return self._request(objects.SHOW_HISTORY, type=type, id=id, query=query).changes


class ConversionsClient(Part):
    """The ID conversion table. Iterating over it gives all entries, by kind and number."""

    def __iter__(self) -> Iterator[ConversionEntry]:
        return self.entries()

    def entries(self, kind: str | None = None, *, search: str | None = None) -> Iterator[ConversionEntry]:
        """Yield the entries, of a kind or of all; ``search`` finds a part of the client's id, or the internal one."""
        for page in self._pages(conversions.LIST_CONVERSIONS, {"kind": kind, "search": search}):
            yield from page.entries

    def external_id(self, kind: str, internal: int) -> str:
        """Return the id that the client sees; a thing without an entry shows its internal id."""
        found = self.entries(kind, search=str(internal))
        return next((entry.external for entry in found if entry.internal == internal), str(internal))


class JournalClient(Part):
    """The journal of exchanges between the client and Centra, passwords masked."""

    def exchanges(
        self,
        operation: str | None = None,
        outcome: Outcome | None = None,
        after: int = 0,
        limit: int = 100,
        *,
        endpoint: str | None = None,
        search: str | None = None,
        before: int | None = None,
    ) -> list[journal.FullExchangeView]:
        """Return exchanges with headers and bodies: those after an id, oldest first, or before one, newest first."""
        query = {
            "operation": operation,
            "outcome": outcome,
            "after": after,
            "limit": limit,
            "endpoint": endpoint,
            "search": search,
            "before": before,
        }
        return self._request(journal.LIST_WHOLE_EXCHANGES, query=query).exchanges

    def since(self, id: int) -> Iterator[journal.FullExchangeView]:
        """Yield all exchanges after one, oldest first; after 0, all."""
        for page in self._pages(journal.LIST_WHOLE_EXCHANGES, {}, after=id):
            yield from page.exchanges

    def exchange(self, id: int) -> journal.FullExchangeView:
        """Return one exchange. Raises ``ControlError`` (404) where there is none."""
        return self._request(journal.SHOW_EXCHANGE, id=id)

    def har(self) -> bytes:
        """Return all exchanges as an HTTP archive (HAR)."""
        return self._request(journal.EXPORT_HAR)

    def clear(self) -> None:
        """Delete the recorded exchanges."""
        self._request(journal.CLEAR_JOURNAL)


class FaultsClient(Part, Sequence[FaultView]):
    """The faults that are set, as a list; each says how many calls it has seen and how often it fired."""

    add = verb(SetFault)
    remove = verb(RemoveFault)

    def clear(self) -> list[FaultView]:
        """Remove all faults and return their final states; ``never_fired`` tells those that hit no call."""
        return self.perform(ClearFaults()).faults

    def __len__(self) -> int:
        return len(self._request(settings.LIST_FAULTS).faults)

    @overload
    def __getitem__(self, index: int) -> FaultView: ...
    @overload
    def __getitem__(self, index: slice) -> list[FaultView]: ...
    def __getitem__(self, index: int | slice) -> FaultView | list[FaultView]:
        return self._request(settings.LIST_FAULTS).faults[index]


class ClockClient(Part):
    """The clock of a Centra. Calling it gives the time."""

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self._request(settings.SHOW_CLOCK).now)

    @property
    def is_frozen(self) -> bool:
        """Return whether it stands still."""
        return self._request(settings.SHOW_CLOCK).frozen

    def freeze(self, moment: datetime | None = None) -> None:
        """Stop it: now, or at a moment with an offset."""
        self.perform(SetClock(moment, frozen=True))

    def set(self, moment: datetime) -> None:
        """Set it to a moment with an offset; a frozen one stays frozen."""
        self.perform(SetClock(moment))

    def advance(self, step: timedelta) -> None:
        """Move it on, frozen or not."""
        self.perform(AdvanceClock(step.total_seconds()))

    def release(self) -> None:
        """Let a frozen one go on from where it stands."""
        self.perform(SetClock(frozen=False))

    def resume(self) -> None:
        """Show the machine's time again."""
        self._request(settings.RESUME_CLOCK)


class StateClient(Part):
    """All of a Centra as one file."""

    def save(self) -> bytes:
        """Return the state as a JSON file: the same state gives the same bytes."""
        return self._request(settings.EXPORT_STATE)

    def read(self) -> StateFile:
        """Return the state, ready to be read: objects as they are stored, events, and the conversion table."""
        # Only now: most programs get along without the grammar and lxml.
        from centra_mock.control_api.state_file import StateFile

        return StateFile(self.save())

    def load(self, data: bytes) -> None:
        """Replace everything by a saved state."""
        self._request(settings.IMPORT_STATE, data)
