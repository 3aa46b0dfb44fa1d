"""Read HTTP archives (HAR 1.2) entry by entry, however large they are."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.lab.traffic import LoggedMessage, RecordedExchange
from centra_mock.lab.xml_text import messages_in, time_in
from centra_mock.wire.envelope import text_of

MOST_BYTES = 48 * 2**20
"""Bytes of one entry at the most, so that memory is bounded."""

_DEPTH = 40
_ENTRY_DEPTH = 3
"""How deep ``log.entries[…]`` is."""


class _HarText(msgspec.Struct):
    text: str = ""
    encoding: str = ""


class _HarHeader(msgspec.Struct):
    name: str
    value: str


class _HarRequest(msgspec.Struct):
    url: str = ""
    headers: list[_HarHeader] = []
    postData: _HarText | None = None


class _HarResponse(msgspec.Struct):
    status: int = 0
    content: _HarText | None = None


class _HarEntry(msgspec.Struct):
    request: _HarRequest
    response: _HarResponse
    startedDateTime: str = ""


class _CountedFile:
    """A file that counts what is read of it, and refuses an entry that is too long."""

    def __init__(self, file: IO[bytes], progress: Callable[[int], None]) -> None:
        self._file = file
        self._progress = progress
        self._read = 0
        self.entry_start = 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._read += len(data)
        self._progress(self._read)
        if self._read - self.entry_start > MOST_BYTES:
            raise _TooLong
        return data

    def end_entry(self) -> None:
        self.entry_start = self._read


class _TooLong(Exception):
    pass


def read_har(path: Path, progress: Callable[[int], None]) -> Iterator[RecordedExchange]:
    """Yield the calls of Centra's API in an archive, while it is read. Other entries are skipped.

    ``progress`` is called with the number of bytes that are read. Raises ``FileError`` with the entry for what is no
    archive.
    """
    found, number = False, 0
    for number, entry in enumerate(_entries(path, progress), 1):
        exchange = _exchange(entry, f"{path.name}: entry {number}")
        if exchange is not None:
            found = True
            yield exchange
    if not found:
        raise FileError(Code.NO_TRAFFIC, f"none of its {number} entries is a call of Centra's API", path.name)


def _entries(path: Path, progress: Callable[[int], None]) -> Iterator[_HarEntry]:
    """Yield the entries. Events of the parser are taken without paths, whose length grows with the depth."""
    try:
        import ijson
        from ijson.common import IncompleteJSONError, JSONError, ObjectBuilder
    except ImportError:
        raise FileError(
            Code.UNSUPPORTED_TRAFFIC,
            "HAR is read with the library ijson, which is not installed: pip install 'centra-mock[lab]'",
            path.name,
        ) from None
    number, depth, keys, builder = 0, 0, [""] * (_DEPTH + 2), None
    is_archive = False
    with path.open("rb") as file:
        counted = _CountedFile(file, progress)
        try:
            for event, value in ijson.basic_parse(counted):
                depth -= event in ("end_map", "end_array")
                if builder is not None:
                    builder.event(event, value)
                    if depth == _ENTRY_DEPTH:
                        number += 1
                        yield _checked(builder.value, f"{path.name}: entry {number}")
                        builder = None
                        counted.end_entry()
                elif event == "map_key":
                    keys[depth] = value
                elif depth == _ENTRY_DEPTH and keys[1:3] == ["log", "entries"] and event == "start_map":
                    builder = ObjectBuilder()
                    builder.event(event, value)
                is_archive = is_archive or (depth == 2 and event == "start_array" and keys[1:3] == ["log", "entries"])
                depth += event in ("start_map", "start_array")
                if depth > _DEPTH:
                    raise FileError(
                        Code.INVALID_HAR, f"nested more than {_DEPTH} deep", f"{path.name}: entry {number + 1}"
                    )
        except _TooLong:
            raise FileError(
                Code.INVALID_HAR, f"longer than {MOST_BYTES // 2**20} MB", f"{path.name}: entry {number + 1}"
            ) from None
        except IncompleteJSONError:
            raise FileError(
                Code.INVALID_HAR, "the file ends here or is no JSON from here on", f"{path.name}: entry {number + 1}"
            ) from None
        except (JSONError, ValueError) as error:
            why = str(error).splitlines()[0][:200]
            raise FileError(Code.INVALID_HAR, f"not JSON: {why}", f"{path.name}: entry {number + 1}") from None
    if not is_archive:
        raise FileError(Code.INVALID_HAR, "there is no log.entries, which an HTTP archive has", path.name)


def _checked(value: Any, where: str) -> _HarEntry:
    try:
        return msgspec.convert(value, _HarEntry)
    except msgspec.ValidationError as error:
        raise FileError(Code.INVALID_HAR, str(error), where) from None


def _exchange(entry: _HarEntry, where: str) -> RecordedExchange | None:
    """Return an entry as an exchange; ``None`` where it is no call of the API."""
    asked, request_problem = _message(entry.request.postData, f"{where}: request")
    if asked is None and not request_problem:
        return None
    answered, problem = _message(entry.response.content, f"{where}: response")
    status = entry.response.status
    return RecordedExchange.of(
        where,
        asked,
        answered,
        time_in(entry.startedDateTime),
        problem or (f"HTTP {status}" if status else "no answer"),
        ((each.name, each.value) for each in entry.request.headers),
        entry.request.url,
    )


def _message(body: _HarText | None, where: str) -> tuple[LoggedMessage | None, str]:
    """Return the message in a body, or why there is none although it looks like one."""
    text = _text(body, where) if body else ""
    if "<" not in text:
        return None, ""
    try:
        return next(messages_in(text, where)), ""
    except FileError as error:
        # What a client really got may be damaged: this is traffic to judge, and no mistake in the archive.
        return None, "" if error.code is Code.NO_TRAFFIC else error.words


def _text(body: _HarText, where: str) -> str:
    if body.encoding != "base64":
        return body.text
    try:
        return text_of(b64decode(body.text, validate=True), None)
    except (binascii.Error, ValueError):
        raise FileError(Code.INVALID_HAR, "the body is not base64, as its encoding says", where) from None
