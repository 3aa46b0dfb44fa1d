"""Bad input gets a fault or ``success=false`` with the reason and the place, and changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from centra_mock import Centra
from centra_mock.wire.endpoints import SILK
from support.bad_input import FAULTS, NO_LOGIN_API, RESULTS, WRONG_LOGIN, Bad, Wrong
from support.wire import HEADERS, NAMESPACES, Reply, call, envelope, login, post


@pytest.fixture
def full(centra: Centra) -> Centra:
    """Return a Centra with an account and a queued event, which bad input must not change."""
    centra.update("accounts", [{"id": "A1", "description": "Acme", "buyers": {"buyer": {"id": "B1"}}}])
    centra.emit("loyaltycard")
    return centra


def send(centra: Centra, case: Bad, endpoint: str) -> Reply:
    namespace, basic = NAMESPACES[endpoint], None
    if endpoint == "navision-api":
        basic = (centra.login.username, centra.login.password)
    sent = case.sent.replace("$NS", namespace).replace("$LOGIN", "" if basic else login(centra))
    data = sent.encode(case.encoding)
    if case.id == "not UTF-16 as begun":
        data = b"\xff\xfe" + data + b" " * ((len(data) + 1) % 2)
    return post(centra.endpoint_url(endpoint), data, namespace, case.headers, auth=basic)


def assert_untouched(centra: Centra, before: bytes) -> None:
    assert centra.state.save() == before
    assert call(centra, "events_GetRequest", "<type>order</type>").fault is None


@pytest.mark.parametrize(
    ("case", "endpoint"),
    [pytest.param(case, each, id=f"{case.id}-{each}") for case in FAULTS for each in case.endpoints],
)
def test_an_unreadable_request_is_a_fault(full: Centra, case: Bad, endpoint: str) -> None:
    before = full.state.save()
    reply = send(full, case, endpoint)
    assert (reply.http.status_code, reply.http.headers["Content-Type"]) == (500, "text/xml; charset=utf-8")
    assert reply.body.findtext("faultcode") == f"SOAP-ENV:{case.code}"
    assert (reply.fault or "").startswith(case.fault)
    assert_untouched(full, before)


@pytest.mark.parametrize("case", RESULTS, ids=lambda case: case.id)
@pytest.mark.parametrize("endpoint", ["soap", "navision-api"])
def test_an_invalid_request_is_refused(full: Centra, case: Wrong, endpoint: str) -> None:
    before = full.state.save()
    reply = call(full, case.operation, case.inner, endpoint)
    assert reply.http.status_code == 200
    assert not reply.success
    assert tuple(reply.errors) == case.errors
    assert reply.notices == []
    assert_untouched(full, before)


def test_ids_of_the_test_cases_are_unique() -> None:
    for table in (FAULTS, RESULTS):
        names = [case.id for case in table]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("right", [True, False])
def test_navision_api_expects_its_login_outside_the_body(full: Centra, right: bool) -> None:
    url, before = full.endpoint_url("navision-api"), full.state.save()
    request = envelope(f"<events_GetRequest>{login(full)}<type>all</type></events_GetRequest>", SILK).encode()
    assert (post(url, request, SILK).fault or "").startswith(NO_LOGIN_API)
    for basic in (("centra", "wrong"), ("", ""), ("cöntra", "mock")):
        assert post(url, request, SILK, auth=tuple(part.encode() for part in basic)).fault == WRONG_LOGIN
    for junk in ("Basic !!!", "Digest x", "Basic /////w=="):
        assert "login is missing" in str(post(url, request, SILK, {**HEADERS, "Authorization": junk}).fault)
    header = (
        f'<e:Header><login xmlns="{SILK}"><username>centra</username><password>{"mock" if right else "?"}</password>'
    )
    asked = request.replace(b"<e:Body", f"{header}</login></e:Header><e:Body".encode())
    assert post(url, asked, SILK).fault == (None if right else WRONG_LOGIN)
    if not right:
        assert_untouched(full, before)


def test_a_body_over_the_limit_is_a_fault(full: Centra) -> None:
    full.policy = replace(full.policy, max_body=2000)
    before = full.state.save()
    size = 2000 - len(envelope(f"<events_GetRequest>{login(full)}<type>order</type></events_GetRequest>"))
    assert call(full, "events_GetRequest", f"<type>order</type>{' ' * size}").fault is None
    reply = call(full, "events_GetRequest", f"<type>order</type>{' ' * (size + 1)}")
    assert reply.fault == "The request has 2001 bytes; at most 2000 are accepted (policy max_body)."
    reply = call(full, "events_GetRequest", " " * 20_000_000)
    assert (reply.fault or "").endswith("bytes; at most 2000 are accepted (policy max_body).")
    assert_untouched(full, before)


def test_a_wrong_login_can_be_a_result(full: Centra) -> None:
    full.policy = replace(full.policy, login_failure="result")
    reply = post(full.url, envelope("<events_Done><login/><event>1</event></events_Done>").encode())
    assert (reply.success, reply.errors) == (False, [WRONG_LOGIN])
    assert len(full.queue) == 1
