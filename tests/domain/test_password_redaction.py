"""No journal and no archive contains a password, in whatever form it is sent."""

from __future__ import annotations

import json
import time

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from centra_mock import Centra
from centra_mock.domain.redaction import masked_body, masked_headers
from support.control import Control
from support.wire import envelope

HIDDEN = "hunter2"
NAMES = ("password", "Password", "PASSWORD", "w:Password", "wsse:password", "passwd", "userPassword", "clientSecret")
OPENINGS = ("", " ", ' a=">"', ' a="/>"', " a='/>' b='>'", ' Type="http://example.com/#PasswordText"', "\n")
CONTENTS = (
    "{}", " {} ", "a&amp;{}", "<![CDATA[{}]]>", "<![CDATA[</password>]]>{}", "<![CDATA[</password>{}]]>",
    "<!-- </password> -->{}", "<?x </password>?>{}", "<b>{}</b>", "<password>x</password>{}", "<password/>{}",
    "<b c='</password>'>{}</b>", "a < {}", "<b c=\">{}</b>", "]]>{}", "-->{}",
)  # fmt: skip
ATTRIBUTES = ('="{}"', "='{}'", ' = "{}"', '="a<{}"', '="a>{}"', "={}", '="{}', "='a\n{}'")
FRAMES = ("{}", "<!-- {} -->", "<![CDATA[{}]]>", "<a>{}</a>", "<a b='>{}", "<a><!-- <password> -->{}</a>")
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig")
CHARSETS = (None, "utf-8", "latin-1", "utf-16", "utf-16-be", "nonsense")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw logins with a password in an element or an attribute."""
    name = draw(st.sampled_from(NAMES))
    if draw(st.booleans()):
        end = draw(st.sampled_from((f"</{name}>", f"</{name} >", "")))
        content = draw(st.sampled_from(CONTENTS)).replace("{}", HIDDEN).replace("password", name)
        held = f"<{name}{draw(st.sampled_from(OPENINGS))}>{content}{end}"
    else:
        held = f"<login {name}{draw(st.sampled_from(ATTRIBUTES)).replace('{}', HIDDEN)}/>"
    login = f"<login><username>u</username>{held}</login>"
    declared = draw(st.sampled_from(("", '<?xml version="1.0" encoding="utf-8"?>')))
    return declared + envelope(draw(st.sampled_from(FRAMES)).replace("{}", login))


@given(document=documents(), encoding=st.sampled_from(ENCODINGS), charset=st.sampled_from(CHARSETS))
def test_a_password_is_masked_in_any_form(document: str, encoding: str, charset: str | None) -> None:
    masked = masked_body(document.encode(encoding), charset)
    assert HIDDEN.encode() not in masked.replace(b"\0", b"")
    for other in ("utf-16-le", "utf-16-be"):
        assert HIDDEN.encode(other) not in masked
        assert HIDDEN not in masked.decode("utf-8").encode(other, "replace").decode("utf-8", "replace")


HEADERS = (
    "Authorization", "Proxy-Authorization",
    "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token", "X-Password", "X-SECRET",
)  # fmt: skip


def test_headers_with_secrets_are_masked() -> None:
    headers = [(name, HIDDEN) for name in HEADERS]
    assert masked_headers(headers) == [(name, "***") for name in HEADERS]
    assert masked_headers([("Authorization", f"Basic {HIDDEN}")]) == [("Authorization", "Basic ***")]
    assert masked_headers([("Referer", f"/?password={HIDDEN}&a=b")]) == [("Referer", "/?password=***&a=b")]
    plain = [("Host", "a"), ("SOAPAction", '""'), ("WWW-Authenticate", 'Basic realm="centra"')]
    assert masked_headers(plain) == plain


@pytest.mark.parametrize(
    "held",
    [
        '<w:Password xmlns:w="urn:w">hunter2</w:Password>', "<PASSWORD>hunter2</PASSWORD>",
        '<password a="/>">hunter2</password>', "<password><![CDATA[</password>hunter2]]></password>",
    ],
)  # fmt: skip
def test_no_export_contains_a_password(centra: Centra, held: str) -> None:
    body = envelope(f'<events_GetRequest><login password="{HIDDEN}">{held}</login></events_GetRequest>')
    secrets = {name: HIDDEN for name in HEADERS if name != "Authorization"}
    for encoding in ("utf-8", "utf-16-le"):
        headers = {**secrets, "Content-Type": "text/xml; charset=utf-8"}
        requests.post(centra.url, body.encode(encoding), headers=headers, timeout=30)
    control = Control(centra)
    shown = [control.call("GET", path).text for path in ("/journal.har", "/journal/1", "/journal/2")]
    assert len(json.loads(shown[0])["log"]["entries"]) == 2
    assert HIDDEN not in "".join(shown)


def test_everything_else_is_kept_unchanged() -> None:
    body = envelope("<a key='1'><b>password: 1 &lt; 2</b><!-- c --><![CDATA[<d/>]]><password/><e token='f'/></a>")
    assert masked_body(body.encode(), None).decode() == body
    held = envelope("<login><password>x</password><username>u</username></login><type>all</type>")
    assert masked_body(held.encode(), None).decode() == held.replace(">x<", ">***<")


@pytest.mark.parametrize("part", ["<password>", "<!--", "<password ", 'password="', "password", "<![CDATA[", "<a b='"])
def test_unusual_input_takes_no_longer(part: str) -> None:
    start = time.perf_counter()
    masked_body(part.encode() * 50_000, None)
    assert time.perf_counter() - start < 5
