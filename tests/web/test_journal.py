"""The journal keeps each exchange unchanged, except passwords."""

from __future__ import annotations

import json

import pytest
import requests

from centra_mock import Centra, Refused
from centra_mock.store.journal import JournalRepository
from centra_mock.store.retention import Retention
from centra_mock.wire.endpoints import CENTRA
from support.control import Control
from support.wire import HEADERS, call, done, envelope, login, poll, post


def test_exchanges_are_recorded_in_order(control: Control, shop: Centra) -> None:
    shop.place_order()
    poll(shop)
    done(shop, 1)
    call(shop, "markets_Update", "<markets><market><description/></market></markets>")
    call(shop, "events_GetRequest", "<type>nonsense</type>")
    page = control.ok("GET", "/journal")
    assert [(each["operation"], each["outcome"], each["status"]) for each in page["exchanges"]] == [
        ("events_Get", "ok", 200),
        ("events_Done", "ok", 200),
        ("markets_Update", "failure", 200),
        ("events_Get", "fault", 500),
    ]
    assert all(each["microseconds"] > 0 for each in page["exchanges"])
    filtered = control.ok("GET", "/journal?operation=events_Get&outcome=fault")
    assert [each["id"] for each in filtered["exchanges"]] == [page["exchanges"][3]["id"]]
    later = control.ok("GET", f"/journal?after={page['exchanges'][2]['id']}")
    assert len(later["exchanges"]) == 1
    control.ok("DELETE", "/journal")
    assert control.ok("GET", "/journal") == {"exchanges": [], "next_after": None, "next_before": None}


def test_an_exchange_is_kept_completely(control: Control, shop: Centra) -> None:
    shop.place_order()
    answer = call(shop, "events_GetRequest", "<type>all</type>").http
    (shown,) = control.ok("GET", "/journal")["exchanges"]
    whole = control.ok("GET", f"/journal/{shown['id']}")
    assert answer.text.endswith(whole["response"])
    assert whole["response"].startswith("<SOAP-ENV:Envelope")
    assert "<type>all</type>" in whole["request"]
    assert dict(whole["response_headers"])["X-Centra-Request-ID"] == answer.headers["X-Centra-Request-ID"]
    assert control.problem("GET", "/journal/999")["status"] == 404


@pytest.mark.parametrize(
    "password",
    [
        "<password>se&amp;cret</password>",
        "<password><![CDATA[secret]]></password>",
        '<x:password xmlns:x="http://www.centra.com/webservices/" a=">">secret</x:password>',
        "<password>secret",
    ],
)
def test_passwords_are_masked(control: Control, shop: Centra, password: str) -> None:
    body = f"<events_GetRequest><login><username>u</username>{password}</login></events_GetRequest>"
    requests.post(shop.url, envelope(body).encode(), auth=("u", "secret"), timeout=30)
    requests.post(shop.url, envelope(body).encode("utf-16"), timeout=30)
    state = control.call("GET", "/journal.har").text
    assert len(json.loads(state)["log"]["entries"]) == 2
    assert "secret" not in state
    assert "c2VjcmV0" not in state
    assert "***" in state


@pytest.mark.every_database
def test_a_text_is_searched_in_bodies_and_headers(shop: Centra) -> None:
    call(shop, "markets_Update", "<markets><market><id>Née_50%/A</id></market></markets>")
    headers = {**HEADERS, "X-Client": "Warehouse Robot"}
    body = envelope(f"<events_GetRequest>{login(shop)}<type>all</type></events_GetRequest>")
    post(shop.url, body.encode(), headers=headers)
    for text, found in {
        "née_50%/a": [1],
        "MARKETS_UPDATE": [1],
        "events/>": [2],
        "warehouse robot": [2],
        "soap/1": [],
        "N%": [],
        "Née_50_/A": [],
        "nÉe_50%/a": [],
        "nowhere": [],
        "a\0": [],
        "login": [1, 2],
    }.items():
        assert [each.id for each in shop.journal.exchanges(search=text)] == found, text
    with pytest.raises(Refused, match="at most 1,000 characters"):
        shop.journal.exchanges(search="a" * 1001)


def test_unanswered_calls_are_recorded_too(control: Control, shop: Centra) -> None:
    shop.faults.add("reset", "events_Get", when="before")
    with pytest.raises(requests.ConnectionError):
        call(shop, "events_GetRequest", "<type>all</type>")
    post(shop.url, b"<", CENTRA)
    outcomes = [(each["operation"], each["outcome"]) for each in control.ok("GET", "/journal")["exchanges"]]
    assert outcomes == [("events_Get", "broken"), (None, "fault")]


def test_the_archive_is_a_valid_har_file(control: Control, shop: Centra) -> None:
    poll(shop)
    log = control.ok("GET", "/journal.har")["log"]
    (entry,) = log["entries"]
    assert log["version"] == "1.2"
    assert entry["request"]["url"] == shop.url
    assert entry["response"]["status"] == 200
    assert "<ns1:events/>" in entry["response"]["content"]["text"]


@pytest.mark.every_database
def test_the_archive_has_the_newest_matches(control: Control, shop: Centra) -> None:
    def archived(query: str) -> list[bool]:
        """Return for each exchange of an archive whether it is a poll."""
        entries = control.ok("GET", f"/journal.har?{query}")["log"]["entries"]
        return ["events_Get" in entry["request"]["postData"]["text"] for entry in entries]

    for number in range(25):
        poll(shop)
        done(shop, number)
    assert archived("") == [True, False] * 25
    assert archived("operation=events_Get") == [True] * 25
    assert archived("operation=events_Get&search=nowhere") == []
    assert archived("limit=3") == [False, True, False]
    assert archived("after=47") == [False, True, False]
    assert archived("before=4") == [True, False, True]
    assert control.problem("GET", "/journal.har?limit=0")["status"] == 400


def test_a_full_journal_drops_the_oldest_exchanges(shop: Centra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JournalRepository, "retention", Retention(count=3, size=10**9))
    for _ in range(5):
        poll(shop)
    assert [each.id for each in shop.journal.exchanges()] == [3, 4, 5]
    size = sum(len(each.request) + len(each.response) for each in shop.journal.exchanges())
    monkeypatch.setattr(JournalRepository, "retention", Retention(count=100, size=size))
    poll(shop)
    assert [each.id for each in shop.journal.exchanges()] == [4, 5, 6]


def test_only_the_password_of_a_login_is_masked(control: Control, shop: Centra) -> None:
    poll(shop)
    whole = control.ok("GET", f"/journal/{shop.journal.exchanges()[0].id}")
    assert f"<username>{shop.login.username}</username>" in whole["request"]
    assert login(shop) not in whole["request"]


def test_the_journal_is_not_in_the_state_file(control: Control, shop: Centra, centra: Centra) -> None:
    state = shop.state.save()
    poll(shop)
    assert shop.state.save() == state
    shop.state.load(state)
    poll(shop)
    assert [each.id for each in shop.journal.exchanges()] == [1, 2]


def test_reads_leave_a_centra_new(centra: Centra) -> None:
    poll(centra)
    assert centra.state.is_new
    assert len(centra.journal.exchanges()) == 1
