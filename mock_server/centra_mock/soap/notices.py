"""Adding notices to an answer that is written already."""

from __future__ import annotations

from collections.abc import Iterable

from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.tree import written

_PREFIX = BODY_PREFIX.encode()
_SUCCESS = b"<%b:success>true</%b:success>" % (_PREFIX, _PREFIX)
_EMPTY = b"<%b:notices/>" % _PREFIX
_OPEN = b"<%b:notices>" % _PREFIX
_CLOSE = b"</%b:notices>" % _PREFIX


def with_notices(answer: bytes, notices: Iterable[str]) -> bytes | None:
    """The answer with more notices; ``None`` if it is not a success.

    The mock has written it, so that what to look for is known to the letter, and no text can look like it.
    """
    if _SUCCESS not in answer:
        return None
    added = b"".join(b"<%b:message>%b</%b:message>" % (_PREFIX, written(notice), _PREFIX) for notice in notices)
    if _EMPTY in answer:
        return answer.replace(_EMPTY, _OPEN + added + _CLOSE, 1)
    head, _, tail = answer.rpartition(_CLOSE)
    return head + added + _CLOSE + tail
