"""The journal of a running mock as recorded traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from centra_mock.errors import FileError
from centra_mock.lab.traffic import LoggedMessage, RecordedExchange
from centra_mock.lab.xml_text import messages_in, time_in

if TYPE_CHECKING:
    from centra_mock.control_api.journal import FullExchangeView


def from_journal(shown: FullExchangeView, url: str) -> RecordedExchange:
    """Return an exchange of the journal as traffic. An answer that did not get through is none."""
    place = f"exchange {shown.id}"
    request = _message(shown.request, place)
    answer = None if shown.outcome == "broken" else _message(shown.response, place)
    return RecordedExchange.of(
        place, request, answer, time_in(shown.at), "no usable answer", shown.request_headers, url
    )


def _message(text: str, place: str) -> LoggedMessage | None:
    try:
        return next(messages_in(text, place))
    except FileError:
        # A body without a message, or a damaged one, is traffic to judge.
        return None
