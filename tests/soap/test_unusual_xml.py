"""Unusual XML and charsets are read, and their data is returned exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from centra_mock import Centra
from centra_mock.wire.endpoints import CENTRA, ENVELOPE, SILK, XSI
from centra_mock.wire.tree import Element, element
from support.wire import HEADERS, call, done, envelope, login, poll, post

IDS = {
    "zero": "0",
    "leading zero": "01",
    "negative": "-1",
    "other digits": "٣",
    "over 63 bits": str(2**63),
    "over 64 bits": str(2**64),
    "255 digits": "9" * 255,
    "255 characters": "ä" * 255,
    "255 emoji": "😀" * 255,
    "markup": '<a href="x">&\'</a>',
    "end of CDATA": "]]>",
    "spaces around": "  A 1 ",
    "tab and line feed": "\tA\n1",
    "carriage return": "A\r1\r\n2",
    "no-break space": "\u00a0",
    "line separators": "\u0085\u2028",
    "composed": "\u00e9",
    "decomposed": "e\u0301",
    "SQL": "' OR 1=1; --",
    "formats": "%s {0} \\1 $x",
    "byte order mark": "\ufeffA",
}


@pytest.fixture
def echo(centra: Centra) -> Centra:
    """Return a Centra in which the client's updates queue events."""
    centra.policy = replace(centra.policy, echo=True)
    return centra


def in_xml(text: str) -> str:
    return etree.tostring(element("i", text), encoding="unicode")[3:-4]


def update_market(centra: Centra, fields: str) -> Element:
    """Send a market, and return it from its event."""
    reply = call(centra, "markets_Update", f"<markets><market>{fields}</market></markets>")
    assert (reply.fault, reply.errors) == (None, [])
    return last(centra)


def last(centra: Centra) -> Element:
    market = poll(centra)[-1].find("data/market")
    assert market is not None
    return market


@pytest.mark.parametrize("id", IDS.values(), ids=IDS)
def test_any_string_is_an_id(echo: Centra, id: str) -> None:
    update_market(echo, f"<id>{in_xml(id)}</id><description>first</description>")
    market = update_market(echo, f"<id>{in_xml(id)}</id><description>again</description>")
    assert (market.findtext("id"), market.findtext("description")) == (id, "again")
    assert poll(echo)[-1].findtext("entry") == id
    assert [entry.external for entry in echo.conversions.entries("market")] == [id]
    inside = call(
        echo, "events_GetByMarkets", f"<type>all</type><markets><market><id>{in_xml(id)}</id></market></markets>"
    )
    assert len(inside.body.findall("events/event")) == 2


def test_similar_ids_are_different(echo: Centra) -> None:
    alike = ["1", "01", "A", "a", " A", "A ", "\u00e9", "e\u0301", "٣", "3"]
    for id in alike:
        update_market(echo, f"<id>{in_xml(id)}</id>")
    assert [event.findtext("entry") for event in poll(echo)] == alike


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<![CDATA[<b>fett</b> & ]]>", "<b>fett</b> & "),
        ("a<![CDATA[b]]>c", "abc"),
        ("<![CDATA[<!DOCTYPE html><!ENTITY a 'b'>]]>", "<!DOCTYPE html><!ENTITY a 'b'>"),
        ("a<!-- not this -->b<?nor this?>c", "abc"),
        ("&#228;&#xF6;&#x1F600;&amp;&lt;&gt;&quot;&apos;", "äö😀&<>\"'"),
        ("]]&gt; &amp;amp; %s", "]]> &amp; %s"),
        (" two\r\nlines\t", " two\nlines\t"),
        ("two&#13;&#10;lines&#13;", "two\r\nlines\r"),
        ("<ns1:b/>".replace("<", "&lt;"), "<ns1:b/>"),
        ('&lt;ns1:id of="market">1&lt;', '<ns1:id of="market">1<'),
    ],
    ids=lambda text: text[:30],
)
def test_texts(echo: Centra, sent: str, meant: str) -> None:
    market = update_market(echo, f"<id>A</id><description>{sent}</description><own>{sent}</own>")
    assert (market.findtext("description"), market.findtext("own")) == (meant, meant)


def test_a_very_long_text_is_accepted(centra: Centra) -> None:
    long = "x" * 11_000_000
    market = f"<market><id>A</id><description>{long}</description></market>"
    assert call(centra, "markets_Update", f"<markets>{market}</markets>").success
    shown = centra.objects.get("market", "A")
    assert shown is not None
    assert shown.findtext("description") == long


@pytest.mark.parametrize(
    "request_",
    [
        '<e:Envelope xmlns:e="$E"><e:Header/><e:Body xmlns:c="$C"><c:markets_Update>$L<c:markets><c:market>'
        "<c:id>A</c:id><c:description>ä</c:description></c:market></c:markets></c:markets_Update></e:Body></e:Envelope>",
        '<Envelope xmlns="$E"><Body><markets_Update xmlns="$C">$L<markets><market><id>A</id>'
        "<description>ä</description></market></markets></markets_Update></Body></Envelope>",
        '<ns1:Envelope xmlns:ns1="$E"><ns1:Body><a:markets_Update xmlns:a="$C">$L<markets><market><id>A</id>'
        "<description>ä</description></market></markets></a:markets_Update></ns1:Body></ns1:Envelope>",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!-- a -->\n<?b c?><e:Envelope xmlns:e="$E" a="b">\n'
        '<!-- d --> <e:Body a="b"> <?e f?>\n<markets_Update xmlns="$C"><!-- g -->\n $L <markets i="j"> <market>\n'
        "<!-- k --> <id>A</id>\n\t<description l='m'>ä</description> </market> </markets> </markets_Update>\n"
        "</e:Body>\n</e:Envelope>\n<!-- n -->\n",
        "\ufeff<e:Envelope xmlns:e='$E'><e:Body><markets_Update xmlns='$C'><markets><market>"
        "<description>ä</description><id>A</id></market></markets>$L</markets_Update></e:Body><e:After/></e:Envelope>",
    ],
    ids=["prefixes", "default namespaces", "no namespace within", "comments and space", "other order"],
)
def test_equal_documents_are_equal(echo: Centra, request_: str) -> None:
    sent = request_.replace("$E", ENVELOPE).replace("$L", login(echo).replace("<login", '<login xmlns="$C"'))
    assert post(echo.url, sent.replace("$C", CENTRA).encode()).success
    assert [(leaf.tag, leaf.text) for leaf in last(echo)] == [("id", "A"), ("description", "ä")]


@pytest.mark.parametrize(
    ("codec", "content_type", "declared"),
    [
        ("utf-8", "text/xml", ""),
        ("utf-8", "text/xml; charset=UTF-8", "iso-8859-1"),
        ("utf-8-sig", 'text/xml;charset="utf-8"', "utf-8"),
        ("utf-8-sig", "text/xml", ""),
        ("utf-16", "text/xml; charset=utf-16", "utf-16"),
        ("utf-16", "text/xml", "utf-16"),
        ("utf-16", "application/soap+xml", ""),
        ("utf-16-le", "text/xml; charset=UTF-16LE", "utf-16"),
        ("utf-16-be", "text/xml", "utf-16"),
        ("utf-32", "text/xml", ""),
        ("iso-8859-1", "text/xml; charset=ISO-8859-1", "utf-8"),
        ("iso-8859-1", "text/xml", "ISO-8859-1"),
        ("windows-1252", "text/plain", "windows-1252"),
        ("utf-8", "", ""),
        ("utf-8", ';;;="', ""),
        ("utf-8", "application/x-www-form-urlencoded", ""),
        ("utf-8", "multipart/form-data; boundary=a", ""),
    ],
)
def test_charsets(echo: Centra, codec: str, content_type: str, declared: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    market = "<market><id>Ö</id><description>Smörgås &#x20AC;</description></market>"
    request = envelope(f"<markets_Update>{login(echo)}<markets>{market}</markets></markets_Update>")
    reply = post(echo.url, (declaration + request).encode(codec), headers={"Content-Type": content_type})
    assert (reply.fault, reply.success) == (None, True)
    assert [leaf.text for leaf in last(echo)] == ["Ö", "Smörgås €"]


def test_nil_is_an_empty_element(echo: Centra) -> None:
    update_market(echo, "<id>A</id><description>full</description><store>1</store>")
    market = update_market(echo, f'<id>A</id><description xmlns:i="{XSI}" i:nil="true">left over</description>')
    assert [(leaf.tag, leaf.text) for leaf in market] == [("id", "A"), ("store", "1"), ("description", None)]


def test_unknown_fields_of_any_namespace_are_kept(echo: Centra) -> None:
    update_market(
        echo,
        f'<id>A</id><own>a<b>c</b>d</own><ns1:id xmlns:ns1="urn:1">1</ns1:id><x:id xmlns:x="urn:2"><x:y/></x:id>'
        f'<s:description xmlns:s="{SILK}">2</s:description><xml:lang>sv</xml:lang><Ä-._>3</Ä-._>',
    )
    raw = call(echo, "events_GetRequest", "<type>market</type>").http.content
    market = etree.fromstring(raw).find(f".//{{{CENTRA}}}data/{{{CENTRA}}}market")
    assert market is not None
    assert [sub.tag for sub in market] == [
        f"{{{CENTRA}}}id",
        f"{{{CENTRA}}}own",
        "{urn:1}id",
        "{urn:2}id",
        f"{{{SILK}}}description",
        "{http://www.w3.org/XML/1998/namespace}lang",
        f"{{{CENTRA}}}Ä-._",
    ]
    assert [market[1].text, market[1][0].text, market[1][0].tail] == ["a", "c", "d"]
    assert market[3][0].tag == "{urn:2}y"


@pytest.mark.parametrize("number", ["12", " 12\n", "+12", "12.", "012", ".5", "-0", "123456789012345.0123456789"])
def test_numbers(centra: Centra, number: str) -> None:
    account = f"<account><id>A</id><discount>{number}</discount><buyers><buyer><id>B</id></buyer></buyers></account>"
    assert call(centra, "accounts_Update", f"<accounts>{account}</accounts>").errors == []
    shown = centra.objects.get("account", "A")
    assert shown is not None
    assert shown.findtext("discount") == number.strip()


def test_the_same_object_twice_in_one_request(echo: Centra) -> None:
    twice = "<market><id>A</id><description>1</description></market><market><id>A</id><store>2</store></market>"
    assert call(echo, "markets_Update", f"<markets>{twice}</markets>").success
    assert call(echo, "markets_Update", f"<markets/><markets>{twice}</markets>").success
    assert [leaf.text for leaf in last(echo)] == ["A", "2", "1"]
    assert len(echo.conversions.entries("market")) == 1


def test_thousands_of_events_are_marked_done_at_once(centra: Centra) -> None:
    queued = [centra.emit("loyaltycard") for _ in range(20)]
    reply = done(centra, *range(queued[0], queued[0] + 5000), *queued, f" {queued[0]}\n")
    assert reply.success
    assert len(reply.notices) == 4980
    assert len(centra.queue) == 0


def test_unknown_markets_have_no_events(centra: Centra) -> None:
    markets = "".join(f"<market><id>{id}</id></market>" for id in ("9" * 5000, "0", "-1", "٣", str(2**63), "", " "))
    reply = call(centra, "events_GetByMarkets", f"<type>all</type><markets>{markets}</markets>")
    assert (reply.fault, len(reply.body.findall("events/event"))) == (None, 0)


@pytest.mark.parametrize("action", ["", '""', f'"{CENTRA}Events_Get"', f"{CENTRA}Events_Get"])
def test_soap_actions(centra: Centra, action: str) -> None:
    request = envelope(f"<events_GetRequest>{login(centra)}<type> all\n</type></events_GetRequest>").encode()
    assert post(centra.url, request, headers={**HEADERS, "SOAPAction": action}).fault is None
