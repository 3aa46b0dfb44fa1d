"""Traffic is read from HAR, folders, single answers and pasted logs; what is broken or hostile is a clear error."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from centra_mock import Centra
from centra_mock.client import MockClient
from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from support.traffic import (
    answer,
    done_request,
    event,
    exchanges,
    har_entry,
    outline,
    read_request,
    result,
    write_folder,
    write_har,
)
from support.wire import done, poll

PAIRS = [
    (read_request(), answer([event(1), event(2)])),
    (done_request([1]), result()),
    (read_request(), answer([event(2)])),
]
OUTLINE = [("events_GetRequest", ["1", "2"]), ("events_Done", []), ("events_GetRequest", ["2"])]


def refused(path: Path) -> FileError:
    with pytest.raises(FileError) as caught:
        exchanges(path)
    assert path.name in str(caught.value)
    return caught.value


def test_the_journals_own_archive_is_read_back(shop: Centra, tmp_path: Path) -> None:
    shop.emit("loyaltycard", data="<card><id>7</id></card>", count=3)
    ids = [event.findtext("id") for event in poll(shop)]
    done(shop, *ids[:2])  # type: ignore[arg-type]
    har = tmp_path / "traffic.har"
    har.write_bytes(MockClient(shop.server_url).tenant(shop.name).journal.har())
    read, finished = exchanges(har)
    assert [each.id for each in read.events] == ids
    assert read.events[0].data is not None
    assert read.events[0].data.findtext("id") == "7"
    assert (finished.done_ids, finished.failure, finished.operation and finished.operation.name) == (
        ids[:2],
        "",
        "events_Done",
    )
    assert read.at is not None
    assert read.url.endswith("/soap/api")


def test_a_folder_is_paired_and_ordered_by_name(tmp_path: Path) -> None:
    assert outline(write_folder(tmp_path / "log", PAIRS)) == OUTLINE


@pytest.mark.parametrize(
    "name",
    [
        lambda number, role: f"{role}{number}.xml",
        lambda number, role: f"call_{number + 8}_{role.upper()}",
        lambda number, role: f"{role}s/{number}.txt",
        lambda number, role: f"{2 * number + (role == 'response') + 7}.xml",
    ],
)
def test_files_may_have_any_names(tmp_path: Path, name: Callable[[int, str], str]) -> None:
    for number, (request, response) in enumerate(PAIRS, 1):
        for role, text in (("request", request), ("response", response)):
            file = tmp_path / "log" / name(number, role)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    (tmp_path / "log" / "notes.md").write_text("six calls of tonight")
    assert outline(tmp_path / "log") == OUTLINE


def test_answers_alone_are_enough_and_may_be_ordered_by_time_or_by_their_events(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    for number, name in enumerate(("c", "a", "b")):
        (folder / name).write_text(answer([event(number + 1, date=f"2026-11-30 1{number}:00:00")]))
        os.utime(folder / name, (1_790_000_000 + number, 1_790_000_000 + number))
    assert outline(folder) == [("", ["2"]), ("", ["3"]), ("", ["1"])]
    for order in ("time", "events"):
        assert outline(folder, order) == [("", ["1"]), ("", ["2"]), ("", ["3"])]
    assert next(iter(exchanges(folder, "time"))).at is not None
    assert outline(folder / "a") == [("", ["2"])]


def test_a_pasted_log_with_times_and_undeclared_prefixes_is_understood(tmp_path: Path) -> None:
    log = tmp_path / "centra.log"
    fragment = f"<ns1:events>{event(1)}{event(2)}</ns1:events>"
    log.write_text(
        f"\n2026-11-30 10:15:00 Request\n{read_request()}\nResponse\n<?xml version='1.0'?>{PAIRS[0][1]}\n"
        f"<!DOCTYPE html><p>502\n2026-11-30T10:20:00+01:00 {fragment}"
    )
    first, second = exchanges(log)
    assert first.at is not None
    assert second.at is not None
    assert (first.at.isoformat(), second.at.isoformat()) == ("2026-11-30T10:15:00+00:00", "2026-11-30T09:20:00+00:00")
    assert outline(log) == [("events_GetRequest", ["1", "2"]), ("", ["1", "2"])]
    log.write_text(log.read_text().replace("<", "&lt;"))
    assert len(exchanges(log)) == 2


def test_of_a_fragment_that_is_cut_at_both_ends_the_whole_events_are_read(tmp_path: Path) -> None:
    log = tmp_path / "cut.xml"
    whole = answer([event(1), event(2), event(3)])
    log.write_text(whole[whole.index("<ns1:entry>") : whole.rindex("<ns1:mission>")])
    assert outline(log) == [("", ["2"])]


def test_har_with_other_entries_base64_and_damaged_answers(tmp_path: Path) -> None:
    encoded = har_entry(*PAIRS[0])
    encoded["response"] = {
        "status": 200,
        "content": {"text": b64encode(PAIRS[0][1].encode()).decode(), "encoding": "base64"},
    }
    page = {"request": {"url": "https://shop.example.com/"}, "response": {"status": 200, "content": {"text": "<html>"}}}
    cut = har_entry(read_request(), answer([event(1)])[:-200])
    gone = {**har_entry(read_request(), ""), "response": {"status": 502, "content": {"text": "Bad Gateway"}}}
    found = exchanges(write_har(tmp_path / "a.har", [page, encoded, cut, gone]))
    assert [each.place for each in found] == ["a.har: entry 2", "a.har: entry 3", "a.har: entry 4"]
    assert [event.id for event in found[0].events] == ["1", "2"]
    assert found[1].answer is None
    assert found[2].failure == "HTTP 502"


ENTRY = json.dumps(har_entry(*PAIRS[0]))


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (f'{{"log":{{"entries":[{ENTRY},{ENTRY[:100]}', Code.INVALID_HAR, "entry 2"),
        (f'{{"log":{{"entries":[{ENTRY},nonsense', Code.INVALID_HAR, "entry 2"),
        ('{"log":{"entries":[{"request":7}]}}', Code.INVALID_HAR, "entry 1"),
        ('{"log":{"entries":[' + '{"a":' * 5000, Code.INVALID_HAR, "nested"),
        ('{"log":' + "[" * 100_000, Code.INVALID_HAR, "nested"),
        ('{"entries":[]}', Code.INVALID_HAR, "log.entries"),
        ('{"log":{"entries":[]}}', Code.NO_TRAFFIC, "0 entries"),
        ("<html>nothing</html>", Code.NO_TRAFFIC, "events_Get"),
        ("", Code.NO_TRAFFIC, "events_Get"),
        ("1234:5:hello", Code.UNSUPPORTED_TRAFFIC, "hardump"),
        (f"\n\n{answer([event(1)])}\n<ns1:result>&evil;</ns1:result>", Code.MALFORMED_XML, "line 4"),
        ("<ns1:result>" + "<a>" * 300 + "</a>" * 300 + "</ns1:result>", Code.MALFORMED_XML, "depth"),
        ("<result " + "".join(f'p{n}:a="1" ' for n in range(99)) + "></result>", Code.MALFORMED_XML, "prefixes"),
        ("<events>" * 2000 + "</a>", Code.NO_TRAFFIC, "events_Get"),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_broken_or_hostile_is_one_line_with_its_place(
    tmp_path: Path, text: str, code: Code, place: str
) -> None:
    file = tmp_path / "broken"
    file.write_text(text)
    error = refused(file)
    assert error.code is code
    assert place in str(error)


def test_files_that_are_missing_or_empty_folders_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing.har").code is Code.UNREADABLE_FILE
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty").code is Code.NO_TRAFFIC


def test_an_entry_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("centra_mock.lab.archive.MOST_BYTES", 2**20)
    long = har_entry(read_request(), "x" * 2**21)
    assert "entry 2" in str(refused(write_har(tmp_path / "a.har", [har_entry(*PAIRS[0]), long])))
