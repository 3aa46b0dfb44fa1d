"""Dates are written in the time zone of the installation, not in that of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from centra_mock import Centra, MockServer, Policy
from centra_mock.clock import TenantClock, event_age, event_date, iso_date
from centra_mock.errors import CentraError
from support.wire import poll

SUMMER = datetime(2019, 7, 1, 23, 30, tzinfo=UTC)
WINTER = datetime(2019, 3, 27, 11, 52, 20, tzinfo=UTC)
BEFORE_THE_HOUR_COMES_TWICE = datetime(2019, 10, 27, 0, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "event", "created"),
    [
        (WINTER, "Europe/Stockholm", "2019-03-27 12:52:20", "2019-03-27T12:52:20+01:00"),
        (SUMMER, "Europe/Stockholm", "2019-07-02 01:30:00", "2019-07-02T01:30:00+02:00"),
        (SUMMER, "America/New_York", "2019-07-01 19:30:00", "2019-07-01T19:30:00-04:00"),
        (SUMMER, "UTC", "2019-07-01 23:30:00", "2019-07-01T23:30:00+00:00"),
    ],
)
def test_dates_carry_the_time_zone(shop: Centra, moment: datetime, zone: str, event: str, created: str) -> None:
    shop.policy = Policy(time_zone=zone)
    shop.clock.freeze(moment)
    shop.place_order(ship=True)
    *_, delivered = poll(shop)
    assert delivered.findtext("date") == event
    for path in ("", "payments/payment/", "shipments/shipment/"):
        assert delivered.findtext(f"data/order/{path}created") == created


def test_the_default_time_zone_is_stockholm() -> None:
    with MockServer(clock=lambda: SUMMER) as server:
        assert iso_date(server.centra.clock()) == "2019-07-02T01:30:00+02:00"


def test_advancing_the_clock_is_right_at_a_change_of_the_offset() -> None:
    policy = Policy()
    clock = TenantClock(lambda: BEFORE_THE_HOUR_COMES_TWICE, lambda: policy.zone)
    clock.freeze()
    before = event_date(clock())
    clock.advance(timedelta(hours=3))
    assert (before, event_date(clock())) == ("2019-10-27 02:50:00", "2019-10-27 04:50:00")
    assert event_age(before, clock()) == 3 * 60 * 60


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../UTC", "a\0b", "x" * 300, "zone.tab"])
def test_an_unknown_time_zone_is_refused(centra: Centra, name: str) -> None:
    with pytest.raises(CentraError) as refused:
        Policy(time_zone=name)
    assert (refused.value.code, refused.value.place) == ("unknown_value", "time_zone")
    answer = requests.patch(f"{centra.server_url}/_mock/{centra.name}/policy", json={"time_zone": name}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_value")
    assert centra.policy == Policy()


def test_the_number_of_request_ids_is_a_policy(centra: Centra) -> None:
    centra.policy = Policy(request_number=7)
    for answer in (
        requests.get(f"{centra.endpoint_url('soap')}?wsdl", timeout=30),
        requests.post(centra.endpoint_url("soap"), timeout=30),
    ):
        assert answer.headers["X-Centra-Request-ID"].startswith("7_")
        assert answer.headers["X-Correlation-ID"] == f"centra_{answer.headers['X-Centra-Request-ID']}"
