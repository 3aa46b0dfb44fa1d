"""Redaction: no passwords and the like in what is kept, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from centra_mock.wire.envelope import text_of
from centra_mock.wire.http import Headers

MASK = "***"

_HIDDEN = r"[aps](?:assw(?:or)?d|assphrase|wd|ecret|pi[_-]?key|ecuritytoken)"
"""Of the names of what holds a secret. One set of first letters is several times as fast as a choice of words."""
_STEMS = ("assw", "assphrase", "wd", "ecret", "pikey", "pi_key", "pi-key", "ecuritytoken")
"""Each match of ``_HIDDEN`` contains one of these."""

_SECRET_HEADER = re.compile(r"authorization|cookie|key|token|credential|\bauth\b|" + _HIDDEN, re.IGNORECASE)
_SCHEME = re.compile(r"(?:basic|bearer|digest|negotiate|ntlm)(?= )", re.IGNORECASE)

_LETTER = r"""[^\s<>/"'=!?]"""
_NAME = f"{_LETTER}++"
_SECRET = f"(?={_LETTER}*?{_HIDDEN}){_NAME}"
_REST = r"""(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>)?"""
"""Of a tag, if it ends as one does."""

_OPENING = re.compile(f"<{_SECRET}{_REST}", re.IGNORECASE)
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rf"|<(?P<end>/?)(?:(?P<secret>{_SECRET})|{_NAME}){_REST}",
    re.DOTALL | re.IGNORECASE,
)
"""What stands between the texts of a document. Each part is read once: a tag ends before the next ``<``."""

_VALUE = re.compile(
    rf"""({_HIDDEN}[\w.-]{{0,64}}+(?:["']\s*+:|["']?\s*+=)\s*+)("[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s"'<>&;]+)""",
    re.IGNORECASE,
)
"""An attribute, or what other notations have for one. The name is bounded: it may hold the word again and again."""


_SHORT = 4096
"""Bytes of a document that is kept once it was masked: clients that poll send the same again and again."""


def masked_body(data: bytes, charset: str | None) -> bytes:
    """Return a document as it can be read, without its secrets."""
    return (_masked_again if len(data) <= _SHORT else _masked_body)(data, charset)


def _masked_body(data: bytes, charset: str | None) -> bytes:
    text = _readable(data, charset)
    return (_masked(text) if _may_hold_secrets(text) else text).encode("utf-8", "replace")


_masked_again = lru_cache(maxsize=128)(_masked_body)


def masked_headers(headers: Headers) -> Headers:
    return [(name, _masked_header(name, value)) for name, value in headers]


@lru_cache(maxsize=128)
def _masked_header(name: str, value: str) -> str:
    return _masked_login(value) if _SECRET_HEADER.search(name) else _VALUE.sub(_hidden, value)


def _may_hold_secrets(text: str) -> bool:
    """Return quickly whether there may be secrets: most answers are large, and hold none."""
    small = text.lower()
    return any(stem in small for stem in _STEMS)


def _readable(data: bytes, charset: str | None) -> str:
    """Return the text, also where it is not in the charset that it declares: no secret may hide behind that."""
    text = text_of(data, charset)
    if "<" not in text:
        text = data.decode("utf-8", "replace")
    return text.replace("\0", "")


def _masked(text: str) -> str:
    return _VALUE.sub(_hidden, "".join(_without_contents(text)))


def _without_contents(text: str) -> Iterator[str]:
    """Yield the pieces of a document, with a mask for what stands in elements that hold a secret."""
    shown = 0
    # Found in comments and CDATA too: a login that was commented out is one.
    for opened in _OPENING.finditer(text):
        if opened.start() < shown:
            continue
        yield text[shown : opened.end()]
        shown = opened.end()
        if not (opened["rest"] or "").endswith("/>"):
            yield MASK
            shown = _end_of_contents(text, shown) if opened["rest"] else len(text)
    yield text[shown:]


def _end_of_contents(text: str, start: int) -> int:
    """Return where the closing tag is; the end of a document whose tags do not match."""
    depth = 1
    for token in _TOKEN.finditer(text, start):
        if token[0][1] in "!?":
            continue
        if token["rest"] is None:
            break
        if token["secret"] and not token["rest"].endswith("/>"):
            depth += -1 if token["end"] else 1
        if not depth:
            return token.start()
    return len(text)


def _hidden(found: re.Match[str]) -> str:
    quote = found[2][0] if found[2][0] in "\"'" else ""
    return f"{found[1]}{quote}{MASK}{quote}"


def _masked_login(value: str) -> str:
    """Mask what follows the scheme."""
    scheme = _SCHEME.match(value)
    return f"{scheme[0]} {MASK}" if scheme else MASK
