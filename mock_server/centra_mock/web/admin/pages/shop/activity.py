"""Performing activities from pages, with a sentence about the events that they made."""

from __future__ import annotations

from collections.abc import Callable

from centra_mock.domain.events import Event
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin.page_request import PageRequest

NAMED = 4
"""Events that are named one by one."""


def perform_with_events(page_request: PageRequest, what: Callable[[Tenant], str]) -> str:
    """Perform activities in one transaction. Return the sentence about them, followed by the events that they made."""
    with page_request.tenant.together() as tenant:
        queue = tenant.centra.queue
        before = queue.last_id
        sentence = what(tenant)
        made = _events_made(queue.events(after=before, limit=NAMED + 1), queue.last_id)
    return f"{sentence} {made}".strip()


def _events_made(made: list[Event], last: int) -> str:
    if not made:
        return "No event was queued."
    if len(made) > NAMED:
        return f"Events {made[0].id} to {last} are queued."
    *others, newest = (f"{event.id} ({event.type})" for event in made)
    if not others:
        return f"Event {newest} is queued."
    return f"Events {', '.join(others)} and {newest} are queued."
