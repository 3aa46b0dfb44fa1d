"""``centra.journal``: the exchanges with the client, as they were recorded."""

from __future__ import annotations

from centra_mock.domain.exchange import Exchange, JournalFilter
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.services.transactions import Transactions


class Journal:
    """The recorded exchanges of a Centra, passwords redacted."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def exchanges(
        self,
        operation: str | None = None,
        outcome: str | None = None,
        after: int = 0,
        limit: int = 100,
        *,
        endpoint: str | None = None,
        search: str | None = None,
        before: int | None = None,
    ) -> list[Exchange]:
        """Return exchanges with ids above ``after``, oldest first; or those below ``before``, newest first.

        ``outcome`` is ``ok``, ``failure`` (success=false), ``fault`` or ``broken`` (no answer was sent). ``search`` is
        a text in bodies or headers.
        """
        with self._transactions.read() as unit:
            return unit.journal.page(JournalFilter(operation, outcome, endpoint, search), after, limit, before)

    def exchange(self, id: int) -> Exchange:
        """Return an exchange. Raises ``NotFound``."""
        with self._transactions.read() as unit:
            found = unit.journal.get(id)
            if found is None:
                raise NotFound(Code.UNKNOWN_EXCHANGE, f"there is no exchange {id} in the journal")
            return found

    def exchange_of(self, request_id: str) -> int | None:
        """Return the id of the exchange with an ``X-Centra-Request-ID``; ``None`` if the journal has none."""
        with self._transactions.read() as unit:
            return unit.journal.id_by_request(request_id)

    def clear(self) -> None:
        """Delete all exchanges."""
        with self._transactions.write() as unit:
            unit.journal.clear()
