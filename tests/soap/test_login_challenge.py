"""A request without a login to navision-api gets a challenge, for which many clients wait."""

from __future__ import annotations

import urllib.request
from dataclasses import replace
from typing import Literal

import pytest
import requests
from lxml import etree

from centra_mock import Centra
from support.wire import HEADERS, NAMESPACES, envelope, login

SILK = NAMESPACES["navision-api"]
ASKED = "<events_GetRequest><type>all</type></events_GetRequest>"


def post(centra: Centra, endpoint: str, **more: str) -> requests.Response:
    body = envelope(ASKED, NAMESPACES[endpoint])
    return requests.post(centra.endpoint_url(endpoint), body, headers={**HEADERS, **more}, timeout=30)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Authorization": "Negotiate abc"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic \x80"},
        {"Authorization": "Basic gIA="},
    ],
)
@pytest.mark.parametrize("login_failure", ["fault", "result"])
def test_a_missing_login_gets_a_challenge(
    centra: Centra, sent: dict[str, str], login_failure: Literal["fault", "result"]
) -> None:
    centra.policy = replace(centra.policy, login_failure=login_failure)
    answer = post(centra, "navision-api", **sent)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="centra"')
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert "The login is missing" in answer.text
    assert (etree.fromstring(answer.content).find(".//faultstring") is None) == (login_failure == "result")


def test_a_wrong_login_is_a_fault_without_a_challenge(centra: Centra) -> None:
    answer = post(centra, "navision-api", Authorization=requests.auth._basic_auth_str("centra", "wrong"))
    assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (500, False)
    for endpoint in ("soap", "navision-soap"):
        answer = post(centra, endpoint)
        assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (500, False)
    body = f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header xmlns="{SILK}">{login(centra)}'
    body += f'</e:Header><e:Body xmlns="{SILK}">{ASKED}</e:Body></e:Envelope>'
    assert requests.post(centra.endpoint_url("navision-api"), body, timeout=30).status_code == 200


def test_a_client_that_waits_for_a_challenge_is_let_in(centra: Centra) -> None:
    url = centra.endpoint_url("navision-api")
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, centra.login.username, centra.login.password)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    request = urllib.request.Request(url, envelope(ASKED, SILK).encode(), HEADERS)
    with opener.open(request, timeout=30) as answer:
        assert answer.status == 200
    assert [each.status for each in centra.journal.exchanges()] == [401, 200]
