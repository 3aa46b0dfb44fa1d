"""Read recorded traffic from a file or a folder, in any form: HAR, XML, pasted logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.lab.archive import read_har
from centra_mock.lab.traffic import LoggedMessage, RecordedExchange, paired
from centra_mock.lab.xml_text import messages_in, time_in
from centra_mock.progress import Progress
from centra_mock.wire.envelope import text_of

Order: TypeAlias = Literal["name", "time", "events"]
"""How the files of a folder follow each other: by name, by their time, or by the dates of the events in them."""

MOST_TEXT = 64 * 2**20
"""Bytes of one file of XML or text."""

_ROLE = re.compile(r"(?<![a-z])(requests?|req|responses?|resp?|answers?|reply|replies|in|out)(?![a-z])")
_DIGITS = re.compile(r"(\d+)")
_FLOWS = re.compile(rb"\d{1,12}:")
_HEAD = 512


def read_traffic(path: Path, order: Order = "name", progress: Progress | None = None) -> Iterator[RecordedExchange]:
    """Yield the exchanges that are recorded in a file or a folder, in order.

    A HAR file is streamed. Raises ``FileError`` with the file and the place for what cannot be read.
    """
    show = progress or (lambda _what, _done, _all: None)
    if path.is_dir():
        yield from _folder(path, order, show)
        return
    size = _size(path)
    head = _head(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from read_har(path, lambda done: show(path.name, done, size))
    else:
        yield from paired(_messages(path, path.name, head))


def _folder(folder: Path, order: Order, show: Progress) -> Iterator[RecordedExchange]:
    paths = _files(folder)
    if archives := [path for path in paths if path.suffix.lower() == ".har"]:
        for path in archives:
            yield from read_traffic(path, order, show)
        return
    files = list(_read_folder(folder, paths, show))
    if not files:
        raise FileError(
            Code.NO_TRAFFIC, f"none of its {len(paths)} files has a request or an answer of Centra's API", folder.name
        )
    yield from paired(_in_order(files, order))


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("."))
    except OSError as error:
        raise _unreadable(folder.name, error) from None
    if not found:
        raise FileError(Code.NO_TRAFFIC, "there are no files in this folder", folder.name or str(folder))
    return found


class _File(NamedTuple):
    """A file of a folder, and the messages in it."""

    name: str
    changed: int
    """When it was changed last, in nanoseconds."""
    messages: list[LoggedMessage]

    @property
    def name_key(self) -> tuple[object, ...]:
        """Return the key of a natural sort in which a request stands before the answer of the same name."""
        plain = re.sub(r"[^a-z0-9]+", " ", _ROLE.sub("", self.name.lower())).strip()
        return _natural(plain), not self.messages[0].is_request, _natural(self.name)

    @property
    def newest(self) -> str:
        """Return the date of the newest event."""
        dates = (date for each in self.messages for date in each.element.iterfind("events/event/date"))
        return max(((date.text or "").strip() for date in dates), default="")


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    parts = (part for part in _DIGITS.split(text) if part)
    return tuple((False, int(part), "") if part.isdecimal() and len(part) < 40 else (True, 0, part) for part in parts)


def _read_folder(folder: Path, paths: list[Path], show: Progress) -> Iterator[_File]:
    """Yield the files with traffic. One without is passed over: a folder of logs has others too."""
    for number, path in enumerate(paths, 1):
        name = path.relative_to(folder).as_posix()
        show(name, number, len(paths))
        try:
            messages = list(_messages(path, name, _head(path)))
        except FileError as error:
            if error.code is not Code.NO_TRAFFIC:
                raise
        else:
            yield _File(name, path.stat().st_mtime_ns, messages)


def _in_order(files: Iterable[_File], order: Order) -> Iterator[LoggedMessage]:
    """Yield the messages of all files in order."""
    found = sorted(files, key=lambda file: file.name_key)
    if order == "time":
        found.sort(key=lambda file: file.changed)
    elif order == "events":
        # A file without events stays behind the one that it follows by name.
        dates = accumulate((file.newest for file in found), _later)
        found = [file for _, file in sorted(zip(dates, found, strict=True), key=lambda pair: pair[0])]
    for file in found:
        moment = datetime.fromtimestamp(file.changed / 1e9, UTC) if order == "time" else None
        for message in file.messages:
            yield replace(message, at=moment) if message.at is None else message


def _later(before: str, date: str) -> str:
    return date or before


def _messages(path: Path, name: str, head: bytes) -> Iterator[LoggedMessage]:
    if _FLOWS.match(head):
        raise FileError(
            Code.UNSUPPORTED_TRAFFIC,
            "these look like flows of mitmproxy, which are not read; make a HAR of them first: "
            "mitmdump -n -r FLOWS --set hardump=traffic.har",
            name,
        )
    if _size(path) > MOST_TEXT:
        raise FileError(
            Code.UNSUPPORTED_TRAFFIC,
            f"a text of more than {MOST_TEXT // 2**20} MB is not read; split it into a folder of files, or export HAR",
            name,
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from None
    # The name of a file often says when it was written.
    named = time_in(path.stem)
    first_line = 1 + data[: len(data) - len(data.lstrip())].count(b"\n")
    for message in messages_in(text_of(data, None), name, first_line):
        yield message if message.at or named is None else replace(message, at=named)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path.name, error) from None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise _unreadable(path.name, error) from None


def _unreadable(name: str, error: OSError) -> FileError:
    return FileError(Code.UNREADABLE_FILE, f"cannot be read: {error.strerror or error}", name)
