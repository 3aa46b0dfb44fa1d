"""What is diagnosed from traffic: starvation from the first blocked read on, other faults, and the cures."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from centra_contracts.rules import RULES
from centra_mock import Centra
from centra_mock.lab.analysis import TrafficAnalysis
from centra_mock.lab.cure import remedies, request_for_tonight
from centra_mock.lab.diagnosis import Diagnosis, LabFinding, diagnose
from centra_mock.lab.report import page
from centra_mock.lab.sources import read_traffic
from support.remote_commands import run_here
from support.traffic import (
    ENVELOPE,
    LOGIN,
    answer,
    done_request,
    event,
    har_entry,
    read_request,
    result,
    write_folder,
    write_har,
)
from support.wire import done, poll

START = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def date(minute: float) -> str:
    return f"{START + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}"


def events(ids: Iterable[int], type: str = "order") -> list[str]:
    return [event(id, type, date(id - 120), "<ns1:data/>") for id in ids]


def read(*events_: Sequence[str]) -> tuple[str, str]:
    return read_request(), answer(each for some in events_ for each in some)


def finish(ids: Iterable[object], reply: str | None = None) -> tuple[str, str]:
    return done_request(ids), reply or result()


CARDS = events(range(1, 94), "giftcard")
FIRST = [read(CARDS, events(range(94, 101))), finish(range(94, 101))]
"""A page of 93 gift cards and 7 orders, of which the orders are done."""
MORE = events(range(101, 108), "giftcard")


def of(folder: Path, pairs: Sequence[tuple[str, str]], minutes: float = 5, page_size: int = 100) -> Diagnosis:
    """Return the diagnosis of calls that follow each other."""
    entries = [
        har_entry(*pair, at=(START + timedelta(minutes=minutes * number)).isoformat())
        for number, pair in enumerate(pairs)
    ]
    return diagnose(TrafficAnalysis().follow(read_traffic(write_har(folder / "a.har", entries))), page_size)


def only(diagnosis: Diagnosis) -> LabFinding:
    (finding,) = diagnosis.findings
    return finding


def test_starvation_is_said_from_the_first_blocked_read_on(tmp_path: Path) -> None:
    before = of(tmp_path, FIRST)
    assert (before.health.mood, before.findings, before.stuck) == ("good", [], [])
    for reads in (1, 4):
        found = of(tmp_path, [*FIRST, *[read(CARDS, MORE)] * reads])
        assert found.health.mood == "bad"
        assert "100 are of type giftcard" in found.health.sentence
        starvation = only(found)
        assert (starvation.kind, starvation.rule) == ("starvation", "done-unknown-types")
        assert "read without progress is number 2" in starvation.message
        assert starvation.places == ("a.har: entry 3",)
        assert found.stuck == [str(id) for id in (*range(1, 94), *range(101, 108))]
    assert "15 min lost" in starvation.message
    assert found.held[0].events == 100


def test_one_read_without_an_answer_to_it_is_no_starvation(tmp_path: Path) -> None:
    assert of(tmp_path, [read(CARDS, MORE)]).findings == []
    freed = of(tmp_path, [*FIRST, read(CARDS, MORE), finish([*range(1, 94), *range(101, 108)]), read()])
    assert (freed.findings, freed.stuck) == ([], [])


def test_a_client_that_marks_nothing_done_starves_by_events_of_known_types(tmp_path: Path) -> None:
    found = of(tmp_path, [read(events(range(1, 101)))] * 3)
    assert (only(found).kind, only(found).rule) == ("starvation", "drains-queue")
    assert found.held[0].is_known


def test_events_that_stay_among_others_are_a_redelivery(tmp_path: Path) -> None:
    pairs = [
        read(events([1], "giftcard"), events([2])),
        finish([2]),
        read(events([1], "giftcard"), events([3])),
        finish([3]),
    ]
    found = of(tmp_path, [*pairs, read(events([1], "giftcard"))])
    assert (only(found).kind, only(found).rule, found.stuck) == ("redelivery", "done-unknown-types", ["1"])
    assert found.health.mood == "warn"


def test_done_for_what_was_never_delivered(tmp_path: Path) -> None:
    found = of(tmp_path, [finish([1]), read(events([5, 6])), finish([5, 6, 7])])
    assert (only(found).kind, only(found).rule) == ("done_before_delivered", "done-only-delivered")
    assert "(7)" in only(found).message


def test_a_done_that_fails_for_want_of_a_login(tmp_path: Path) -> None:
    fault = ENVELOPE.format(
        "<SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>Login failed</faultstring></SOAP-ENV:Fault>"
    )
    request, reply = finish([1], fault)
    found = of(tmp_path, [read(events([1])), (request.replace(LOGIN, ""), reply)])
    assert (only(found).kind, only(found).rule) == ("done_failed", "sends-login")
    assert "Login failed" in only(found).message


@pytest.mark.parametrize(("minutes", "end"), [(10, "never gets empty"), (1, "is empty in about")])
def test_the_speed_of_a_client_behind_a_busy_shop(tmp_path: Path, minutes: float, end: str) -> None:
    pairs = [
        pair
        for n in range(5)
        for pair in (read(events(range(4 * n + 1, 4 * n + 5))), finish(range(4 * n + 1, 4 * n + 5)))
    ]
    found = of(tmp_path, pairs[:-1], minutes, page_size=4)
    assert (only(found).kind, only(found).rule) == ("slow_drain", "")
    assert "1.0 a minute arrive" in only(found).message
    assert end in only(found).message


def test_an_update_that_empties_a_field(tmp_path: Path) -> None:
    data = "<ns1:order><ns1:id>1</ns1:id><ns1:other>ring</ns1:other><ns1:ponumber/></ns1:order>"
    inner = f"<ns1:orders>{data.replace('ring', '')}</ns1:orders>"
    update = ENVELOPE.format(f"<ns1:orders_Update>{LOGIN}{inner}</ns1:orders_Update>")
    found = of(tmp_path, [read([event(1, data=data)]), finish([1]), (update, result())])
    assert (only(found).kind, only(found).rule) == ("blanked_fields", "keeps-other-fields")
    assert "(other)" in only(found).message


def test_failed_calls_without_a_pause(tmp_path: Path) -> None:
    found = of(tmp_path, [(read_request(), "")] * 60, minutes=0.001)
    assert (only(found).kind, only(found).rule) == ("no_pause", "bounded-polling")


def test_each_remedy_is_of_a_rule_and_has_its_promise() -> None:
    assert {rule: each.promise for rule, each in remedies().items()} == {
        rule: RULES[rule].promise for rule in remedies()
    }


# The cure for tonight


def test_the_request_frees_the_queue_of_a_live_mock(
    shop: Centra, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shop.emit("giftcard", count=94)
    shop.place_orders(count=3)
    first = poll(shop)
    done(shop, *[each.findtext("id", "") for each in first if each.findtext("type") != "giftcard"])
    shop.emit("giftcard", count=20)
    shop.place_order()
    poll(shop)
    url = f"{shop.server_url}/{shop.name}"
    code, out, err = run_here(capsys, "diagnose", url, "--json", "--html", str(tmp_path / "page.html"))
    assert (code, err) == (1, "")
    said = json.loads(out)
    assert said["broken_rules"] == ["done-unknown-types"]
    assert said["health"]["mood"] == "bad"
    assert "giftcard" in (tmp_path / "page.html").read_text()
    sent = subprocess.run(
        ["bash", "-c", said["cure"]], capture_output=True, text=True, check=True, timeout=30,
        env={"PATH": "/usr/bin:/bin", "CENTRA_URL": shop.url, "CENTRA_USERNAME": shop.login.username,
             "CENTRA_PASSWORD": shop.login.password},
    )  # fmt: skip
    assert "<ns1:success>true</ns1:success>" in sent.stdout
    assert "order" in [each.findtext("type") for each in poll(shop)]


def test_the_request_in_every_form_has_no_recorded_login_and_nothing_to_run(tmp_path: Path) -> None:
    evil = events([1, 2, 3], "giftcard$(touch x)")
    pairs = [(a.replace("<ns1:id>3</", "<ns1:id>3`touch x`</"), b.replace("<ns1:id>3</", "<ns1:id>3`touch x`</"))
             for a, b in [read(evil)] * 3]  # fmt: skip
    found = of(tmp_path, pairs, page_size=3)
    assert len(found.stuck) == 3
    for form in ("curl", "xml", "php"):
        text = request_for_tonight(found, form)
        assert "CENTRA_PASSWORD" in text
        assert "s3cret-word" not in text
        assert "touch" not in text
        assert "<event>1</event><event>2</event>\n" in text
    assert etree.fromstring(request_for_tonight(found, "xml"))[0][0].tag.endswith("events_Done")


def test_a_page_escapes_what_was_recorded(tmp_path: Path) -> None:
    html = page(of(tmp_path, [read(events([1, 2, 3], "&lt;script&gt;"))] * 3, page_size=3), "<b>.har")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_traffic_that_cannot_be_read_is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.har").write_text('{"log":{"entries":[{}')
    code, out, err = run_here(capsys, "diagnose", str(tmp_path / "a.har"), "--html", str(tmp_path / "page.html"))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "entry 1" in err
    assert not (tmp_path / "page.html").exists()


def test_a_healthy_folder_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path / "log", [read(events([1])), finish([1]), read()])
    code, out, _ = run_here(capsys, "diagnose", str(tmp_path / "log"))
    assert code == 0
    assert "No rule of the contract" in out
