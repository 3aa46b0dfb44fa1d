"""Events and the queue."""

from __future__ import annotations

from centra_mock.clock import event_age
from centra_mock.control_api import queue as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.domain.events import Cursor
from centra_mock.domain.queue_health import health_of
from centra_mock.services.event_search import EventFilter
from centra_mock.services.queries.queue import ShownEvent
from centra_mock.web.control.routes import ControlCall, ControlRoutes, value_or_none

routes = ControlRoutes()


@routes.serves(api.SHOW_QUEUE)
def show_queue(call: ControlCall[NoFields, NoFields]) -> api.QueueView:
    """Show the queue in numbers, with its health."""
    with call.tenant.snapshot() as tenant:
        stats = tenant.centra.queue.stats()
        health = health_of(tenant.queries.queue.situation())
    age = event_age(stats.oldest_date, call.centra.clock()) if stats.oldest_date else None
    return api.QueueView(
        length=stats.length,
        oldest_id=stats.oldest_id,
        oldest_date=stats.oldest_date,
        oldest_age_seconds=age,
        by_type=stats.by_type,
        delivered=stats.delivered,
        most_deliveries=stats.deliveries,
        done=stats.done,
        cancelled=stats.cancelled,
        health=api.HealthView(*health),
    )


@routes.serves(api.LIST_EVENTS)
def list_events(call: ControlCall[NoFields, api.EventQuery]) -> api.EventsPage:
    """List the queued events, or those that are done or cancelled, oldest first."""
    query = call.query
    found, has_before, has_after = call.queries.queue.page(
        event_filter(query), Cursor(query.after, value_or_none(query.before)), query.limit
    )
    return api.EventsPage(
        events=[shown(each) for each in found],
        next_after=found[-1].event.id if has_after else None,
        previous_before=found[0].event.id if has_before else None,
    )


@routes.serves(api.SHOW_EVENT)
def show_event(call: ControlCall[NoFields, NoFields]) -> api.EventView:
    """Show one event in any state."""
    return shown(call.queries.queue.event(call.number("event")))


@routes.serves(api.LIST_DELIVERIES)
def list_deliveries(call: ControlCall[NoFields, NoFields]) -> api.DeliveriesPage:
    """List the deliveries of an event, as far back as the journal goes."""
    id = call.number("event")
    with call.tenant.snapshot() as tenant:
        calls, count = tenant.centra.queue.deliveries(id), tenant.centra.queue.event(id).deliveries
    found = [api.DeliveryView(each.id, each.at, each.client, each.operation, each.outcome) for each in calls]
    return api.DeliveriesPage(found, count)


def shown(seen: ShownEvent) -> api.EventView:
    event = seen.event
    return api.EventView(
        id=event.id,
        type=event.type,
        state=event.state,
        mission=event.mission,
        date=event.date,
        market=seen.market,
        entry=seen.entry,
        object_type=event.object_type,
        internal=event.object_id,
        deliveries=event.deliveries,
        delivered=event.delivered,
    )


def event_filter(query: api.FilterQuery) -> EventFilter:
    """Return what a query asks for."""
    return EventFilter(query.state, value_or_none(query.type), search=query.search)
