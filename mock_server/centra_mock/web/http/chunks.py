"""Reads a body that is sent in chunks (RFC 9112, section 7.1)."""

from __future__ import annotations

import re

from waitress.buffers import OverflowableBuffer
from waitress.utilities import BadRequest

_LONGEST_LINE = 4096
_LONGEST_TRAILER = 16 * 1024

_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})(?:[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*)?")
"""A chunk's first line. Extensions are allowed and mean nothing."""

_TRAILER_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00-\x08\x0a-\x1f\x7f]*")


class ChunkedBody:
    """Collects the data of chunks in a buffer; takes the place of waitress's ``ChunkedReceiver``, which is laxer.

    ``error`` is set once the framing is malformed, ``completed`` once the last chunk and the trailer were read.
    """

    def __init__(self, buffer: OverflowableBuffer) -> None:
        self.completed = False
        self.error: BadRequest | None = None
        self._buffer = buffer
        self._read = self._read_size
        self._rest = b""
        """What was received of a line that is not whole."""
        self._pieces: list[bytes] = []
        """Data that is not in the buffer yet: to add to it takes longer than to join."""
        self._left = 0
        """Bytes that the current chunk lacks."""
        self._trailer = 0
        """Bytes of trailer lines so far."""

    def __len__(self) -> int:
        return len(self._buffer)

    def getbuf(self) -> OverflowableBuffer:
        return self._buffer

    def getfile(self) -> object:
        return self._buffer.getfile()

    def received(self, data: bytes) -> int:
        """Take data, and return how many bytes of it belong to this body."""
        kept = len(self._rest)
        data, self._rest = self._rest + data, b""
        place = 0
        while place < len(data) and not self.completed and not self.error:
            after = self._read(data, place)
            if after is None:
                self._rest = data[place:]
                place = len(data)
                break
            place = after
        self._buffer.append(b"".join(self._pieces))
        self._pieces.clear()
        return place - kept

    def _read_size(self, data: bytes, place: int) -> int | None:
        end = self._line_end(data, place)
        if end is None:
            return None
        size = _SIZE.fullmatch(data, place, end)
        if size is None:
            self.error = BadRequest(f"the size of a chunk is {_shown(data[place:end])}; write it in hexadecimal digits")
            return end
        self._left = int(size[1], 16)
        self._read = self._read_data if self._left else self._read_trailer
        return end + 2

    def _read_data(self, data: bytes, place: int) -> int:
        piece = data[place : place + self._left]
        self._pieces.append(piece)
        self._left -= len(piece)
        if not self._left:
            self._read = self._read_end
        return place + len(piece)

    def _read_end(self, data: bytes, place: int) -> int | None:
        end = data[place : place + 2]
        if not b"\r\n".startswith(end):
            self.error = BadRequest("a chunk is longer than its size says, or does not end with CR LF")
        elif len(end) < 2:
            return None
        self._read = self._read_size
        return place + 2

    def _read_trailer(self, data: bytes, place: int) -> int | None:
        """Read a line after the last chunk. The empty line ends the body; other lines are dropped."""
        end = self._line_end(data, place)
        if end is None:
            return None
        self._trailer += end + 2 - place
        if end == place:
            self.completed = True
        elif self._trailer > _LONGEST_TRAILER or not _TRAILER_LINE.fullmatch(data, place, end):
            self.error = BadRequest("the trailer after the last chunk is too long, or malformed")
        return end + 2

    def _line_end(self, data: bytes, place: int) -> int | None:
        """Return where the CR LF of a line is, or ``None`` where the line is not whole or malformed."""
        newline = data.find(b"\n", place, place + _LONGEST_LINE)
        if newline > place and data[newline - 1 : newline] == b"\r":
            return newline - 1
        if newline >= 0:
            self.error = BadRequest("a line between chunks does not end with CR LF")
        elif len(data) - place >= _LONGEST_LINE:
            self.error = BadRequest(f"a line between chunks is longer than {_LONGEST_LINE} bytes")
        return None


def _shown(line: bytes) -> str:
    return repr(line[:40].decode("latin-1"))
