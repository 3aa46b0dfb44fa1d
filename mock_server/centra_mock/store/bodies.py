"""The bodies of the journal as they are stored.

SQLite writes what it is given, so that long bodies are compressed: that takes half the time that it takes to write and
delete them as they are. PostgreSQL compresses long values itself.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Integer, LargeBinary, Text, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_LONG = 1024
"""Bytes from which on a body is compressed."""

_KEPT = 1024 * 1024
"""Bytes up to which a compressed body is kept for the next time: clients read the same page again and again."""

_LEVEL = 1
"""The fastest: a page of events becomes a tenth of its size or less."""

_MARK = b"\0"
"""What a compressed body begins with, before its length in 8 bytes. In no other body is this byte: redaction removes
it."""

_HEAD = 9

_START = 4000
"""Bytes of an answer that are read for lists: an error message is within them."""


def stored_body(dialect: Dialect, body: bytes) -> bytes:
    """Return a body as a kind of database stores it."""
    if dialect.name != "sqlite" or len(body) < _LONG:
        return body
    return (_packed_again if len(body) <= _KEPT else _packed)(body)


def read_body(stored: bytes) -> bytes:
    """Return a body as it was before it was stored."""
    return zlib.decompress(stored[_HEAD:]) if stored.startswith(_MARK) else stored


def _packed(body: bytes) -> bytes:
    return b"%b%b%b" % (_MARK, len(body).to_bytes(_HEAD - 1, "big"), zlib.compress(body, _LEVEL))


# A body that is the same object has its hash already.
_packed_again = lru_cache(maxsize=16)(_packed)


def _text(stored: bytes) -> str:
    return read_body(stored).decode("utf-8", "replace")


def _start(stored: bytes) -> bytes:
    if stored.startswith(_MARK):
        return zlib.decompressobj().decompress(stored[_HEAD:], _START)
    return stored[:_START]


def _length(stored: bytes) -> int:
    return int.from_bytes(stored[1:_HEAD], "big") if stored.startswith(_MARK) else len(stored)


FUNCTIONS = {"body_text": _text, "body_start": _start, "body_length": _length}
"""Functions of SQL for SQLite."""


class BodyLength(FunctionElement[int]):
    """The bytes of a body."""

    type = Integer()
    inherit_cache = True


class BodyStart(FunctionElement[bytes]):
    """The first bytes of a body."""

    type = LargeBinary()
    inherit_cache = True


def body_text(dialect: Dialect, column: ColumnElement[bytes]) -> ColumnElement[Any]:
    """Return a body as a text of SQLite, or as the bytes that other databases store."""
    return cast(func.body_text(column), Text) if dialect.name == "sqlite" else column


def _write_as(function: type[FunctionElement[Any]], template: str, *databases: str) -> None:
    """Have a function written as a template says: for these kinds of databases, or for all others."""

    @compiles(function, *databases)
    def write(called: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
        return template.format(compiler.process(called.clauses, **options))


_write_as(BodyLength, "length({})")
_write_as(BodyLength, "body_length({})", "sqlite")
_write_as(BodyStart, f"substr({{}}, 1, {_START})")
_write_as(BodyStart, "body_start({})", "sqlite")
