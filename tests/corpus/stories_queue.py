"""Stories about the queue, the login, HTTP and XML."""

from __future__ import annotations

from dataclasses import replace

from corpus.exchanges import Control, Request
from corpus.steps import Endpoint, Tale, emit, policy, put
from corpus.story_endpoint import ENVELOPE, LOGIN
from support.bad_input import FAULTS, RESULTS, Bad

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def login(e: Endpoint) -> Tale:
    """Logins that are missing, wrong or misplaced."""
    ask = "<type>all</type>"
    in_header = f'<e:Header><login xmlns="{e.namespace}">{{}}</login></e:Header><e:Body'
    plain = replace(e, login_in_body=True)
    yield "as the endpoint wants it", e.poll()
    yield "in the body", plain.poll()
    yield "none", replace(plain.poll(), body=plain.poll().body.replace(LOGIN.encode(), b""))
    yield "Basic", e_basic(e, "Y2VudHJhOm1vY2s=")
    for title, given in (
        ("wrong", "Y2VudHJhOndyb25n"),
        ("empty", "Og=="),
        ("no base64", "!!!"),
        ("no UTF-8", "/////w=="),
    ):
        yield f"Basic, {title}", e_basic(e, given)
    yield "Digest", replace(e_basic(e, ""), headers={**plain.headers, "Authorization": "Digest x"})
    for title, inner in (
        ("right", "<username>centra</username><password>mock</password>"),
        ("wrong", "<username>centra</username><password>möck</password>"),
        ("half", "<username>centra</username>"),
        ("empty", ""),
    ):
        bare = plain.send(f"<events_GetRequest>{ask}</events_GetRequest>")
        yield (
            f"SOAP header, {title}",
            replace(bare, body=bare.body.replace(b"<e:Body", in_header.format(inner).encode())),
        )
        within = f"<events_GetRequest><login>{inner}</login>{ask}</events_GetRequest>"
        yield f"body, {title}", plain.send(within)
    yield "second in the body", plain.send(f"<events_GetRequest>{ask}{LOGIN}</events_GetRequest>")
    yield "a text", plain.send(f"<events_GetRequest><login>centra</login>{ask}</events_GetRequest>")
    yield "of another namespace", plain.send(f"<events_GetRequest><q:login xmlns:q='urn:q'/>{ask}</events_GetRequest>")
    yield "(failures are results)", policy(login_failure="result")
    yield "wrong, as a result", plain.send("<events_Done><login/><event>1</event></events_Done>")
    yield "wrong, of a read", plain.send(f"<events_GetRequest><login/>{ask}</events_GetRequest>")
    yield "none, of an update", plain.send("<sizes_Update/>")
    yield "wrong Basic, of an update", replace(e_basic(e, "Og=="), body=plain.send("<sizes_Update/>").body)


def e_basic(e: Endpoint, given: str) -> Request:
    """Return a read with HTTP Basic credentials and without a login in its body."""
    bare = replace(e, login_in_body=True).send("<events_GetRequest><type>all</type></events_GetRequest>")
    return replace(bare, headers={**bare.headers, "Authorization": f"Basic {given}"})


def http(e: Endpoint) -> Tale:
    """The endpoint over HTTP: methods, the WSDL, limits and SOAPActions."""
    yield "GET", Request("GET")
    for query in ("?wsdl", "?singleWsdl"):
        yield f"GET {query}", Request("GET", query)
    yield "HEAD", Request("HEAD")
    yield "HEAD ?wsdl", Request("HEAD", "?wsdl")
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        yield method, Request(method)
    right = f"{e.namespace}Events_Get"
    for title, action in (
        ("right", right),
        ("quoted", f'"{right}"'),
        ("empty", '""'),
        ("of another operation", f'"{e.namespace}Events_Done"'),
        ("of another namespace", f"{e.others_namespace}Events_Get"),
        ("in small letters", f"{e.namespace}events_Get"),
        ("the element's name", "events_GetRequest"),
    ):
        yield f"SOAPAction, {title}", replace(e.poll(), headers={**e.headers, "SOAPAction": action})
    yield "(SOAPActions are ignored)", policy(soap_action="ignore")
    yield "SOAPAction, ignored", replace(e.poll(), headers={**e.headers, "SOAPAction": "urn:other"})
    for coding in ("gzip", "identity", "br"):
        yield f"Content-Encoding {coding}", replace(e.poll(), headers={**e.headers, "Content-Encoding": coding})
    yield "from a page elsewhere", replace(e.poll(), headers={**e.headers, "Origin": "https://other.example"})
    yield "(small limits)", policy(max_body=600, max_depth=6)
    yield "as deep as it may be", e.call("events_GetRequest", "<type><a><b/></a></type>")
    yield "too deep", e.call("events_GetRequest", "<type><a><b><c/></b></a></type>")
    yield "too large", e.call("events_GetRequest", f"<type>all{' ' * 600}</type>")
    yield "all the same", e.poll()


def faults(e: Endpoint) -> Tale:
    """Requests that get a fault."""
    yield "(an event that nothing may touch)", emit("loyaltycard")
    for case in FAULTS:
        if len(case.sent) < 5000:
            yield case.id, bad(e, case)
    yield "the event is there", e.poll()


def bad(e: Endpoint, case: Bad) -> Request:
    sent = case.sent.replace("$NS", e.namespace).replace("$LOGIN", e.login)
    data = sent.encode(case.encoding)
    if case.id == "not UTF-16 as begun":
        data = b"\xff\xfe" + data + b" " * ((len(data) + 1) % 2)
    headers = {**e.headers, **case.headers}
    return Request(headers=headers, body=data)


def refusals(e: Endpoint) -> Tale:
    """Requests that get ``success=false``."""
    yield "an account", e.update("accounts", {"id": "A1", "description": "Acme", "buyers": {"buyer": {"id": "B1"}}})
    for case in RESULTS:
        if len(case.inner) < 1000:
            yield case.id, e.call(case.operation, case.inner)
    yield "nothing was stored", e.poll()


def unusual_xml(e: Endpoint) -> Tale:
    """Unusual XML and charsets."""
    yield "(the client's updates make events)", policy(echo=True)
    market = "<market><id>Ö</id><description>Smörgås &#x20AC;</description></market>"
    inner = f"<markets_Update>{e.login}<markets>{market}</markets></markets_Update>"
    for codec, content_type, declared in (
        ("utf-8", "text/xml", ""),
        ("utf-8", "text/xml; charset=UTF-8", "iso-8859-1"),
        ("utf-8-sig", "text/xml", ""),
        ("utf-16", "text/xml; charset=utf-16", "utf-16"),
        ("utf-16-le", "text/xml; charset=UTF-16LE", ""),
        ("iso-8859-1", "text/xml; charset=ISO-8859-1", ""),
        ("iso-8859-1", "text/xml", "ISO-8859-1"),
        ("windows-1252", "text/plain", "windows-1252"),
        ("utf-8", "application/x-www-form-urlencoded", ""),
        ("utf-8", "application/soap+xml", ""),
    ):
        declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
        text = declaration + e.send(inner).body.decode()
        headers = {**e.headers, "Content-Type": content_type}
        yield (
            f"{codec} as {content_type}, {declared or 'nothing'} declared",
            Request(headers=headers, body=text.encode(codec)),
        )
    for title, fields in (
        ("CDATA", "<id>A</id><description>a<![CDATA[<b> & ]]>c</description>"),
        ("comments", "<!-- d --><id>B</id> <?e f?><description>a<!-- not this -->b<?nor this?>c</description>"),
        ("references", "<id>C&#13;&#10;</id><description>&#228;&#x1F600;&lt;&amp;&quot; two\r\nlines\t</description>"),
        ("nil", f'<id>D</id><description>full</description><store xmlns:i="{XSI}" i:nil="true">1</store>'),
        ("unknown fields", '<id>E</id><own>a<b>c</b>d</own><ns1:id xmlns:ns1="urn:1">1</ns1:id><Ä-._ x="1">3</Ä-._>'),
        ("of another namespace", f'<id>F</id><s:description xmlns:s="{e.others_namespace}">2</s:description>'),
        ("forged marks", '<id of="size">G</id><description>&lt;ns1:id of="market">1&lt;</description>'),
        ("spaces in an id", "<id>  A 1 </id><description>\n</description>"),
        ("odd ids", "<id>' OR 1=1; --</id></market><market><id>٣</id></market><market><id>01</id>"),
        ("twice in one request", "<id>A</id><store>1</store></market><market><id>A</id><store>2</store>"),
        ("another order", "<description>last</description><type>t</type><id>H</id>"),
    ):
        yield title, e.update("markets", f"<market>{fields}</market>")
    begin = f'<Envelope xmlns="{ENVELOPE}"><Body><a:events_Done xmlns:a="{e.namespace}">'
    body = f"{begin}{e.login}<event>1</event></a:events_Done></Body></Envelope>"
    yield "no namespace within", Request(headers=e.headers, body=body.encode())
    yield "what is stored", e.poll()
    yield "done, with space", e.done(" 2\n", 3, 3, 999)


def queue(e: Endpoint) -> Tale:
    """Pages, types, markets, and marking done."""
    yield "empty", e.poll()
    yield "(a page is five events)", policy(page_size=5)
    yield "(markets)", put("market", "se", description="Sverige", store="1")
    yield "(another)", put("market", "fi", description="Suomi", store="2")
    yield "(an account)", put("account", "acme", description="Acme", market={"id": "fi"}, buyers={"buyer": {"id": "b"}})
    yield (
        "(an event of an unknown type)",
        emit("loyaltycard", entry="7", data="<card><points>12</points></card>", count=3),
    )
    yield "(a delete)", emit("size", entry="S", mission="delete")
    yield "(a minute later)", Control("POST", "clock/advance", {"seconds": 60})
    yield "(a size)", put("size", "S", description="Small", sizetable={"id": "SML", "description": "Small"})
    yield "(a warehouse)", put("warehouse", "main", description="Main")
    yield "the first page", e.poll()
    yield "the same again", e.poll()
    for type in ("market", "account", "size", "warehouse", "order", "loyaltycard", "Market", ""):
        yield f"type {type!r}", e.poll(type)
    yield "section for type", e.call("events_GetRequest", "<section>market</section>")
    yield "both", e.call("events_GetRequest", "<section>market</section><type>size</type>")
    yield "type twice", e.call("events_GetRequest", "<type>all</type><type>size</type>")
    yield "an unknown parameter", e.call("events_GetRequest", "<type>market</type><limit>1</limit>")
    yield "of a market", e.poll_markets("fi")
    yield "of both", e.poll_markets("fi", "se")
    yield "of one type", e.poll_markets("fi", "se", type="market")
    yield "of an unknown market", e.poll_markets("xx", "", " ", "9" * 30)
    yield "of no market", e.poll_markets()
    yield "without a list", e.call("events_GetByMarkets", "<type>all</type>")
    yield (
        "a market with more",
        e.call(
            "events_GetByMarkets",
            "<type>all</type><markets><market><id>fi</id><description>Suomi</description></market></markets>",
        ),
    )
    yield "a text for markets", e.call("events_GetByMarkets", "<type>all</type><markets>fi</markets>")
    yield "(events without a market are delivered)", policy(marketless="deliver")
    yield "of a market, and without one", e.poll_markets("fi")
    yield "done", e.done(1, 2, 3)
    yield "done already, and unknown", e.done(1, 999, 4)
    yield "done, twice in one request", e.done(5, 5)
    yield "done of none", e.call("events_Done")
    yield "done, one of them no id", e.done(6, "x")
    yield "the rest", e.poll()
    yield "(cancelled)", Control("DELETE", "queue/events/7")
    yield "done of a cancelled one", e.done(7)
    yield "(resent)", Control("POST", "queue/events/1/resend")
    yield "the last", e.poll()


def injected_faults(e: Endpoint) -> Tale:
    """Injected faults."""
    yield "(an event)", emit("loyaltycard", count=2)
    for kind, settings in (
        ("refuse", {}),
        ("reset", {"when": "after"}),
        ("truncate", {"byte": 60}),
        ("malformed", {}),
        ("html", {}),
        ("html", {"status": 502, "when": "before"}),
        ("soap_fault", {}),
        ("soap_fault", {"when": "before", "status": 503, "messages": ["One <b>", "Two"]}),
        ("status", {"status": 503, "retry_after": 7}),
        ("failure", {"operation": "events_Done"}),
        ("failure", {"operation": "events_Done", "when": "before", "messages": ["a & b", "c"]}),
        ("notices", {"operation": "events_Done", "messages": ["Mind this."]}),
        ("content_type", {"content_type": "application/json"}),
        ("chunked", {}),
        ("trickle", {"seconds": 0, "size": 100}),
    ):
        yield f"({kind} {settings})", Control("POST", "faults", {"kind": kind, **settings})
        yield f"struck by {kind} {settings}", e.done(1) if "operation" in settings else e.poll()
    yield "afterwards", e.poll()


def mutations(e: Endpoint) -> Tale:
    """Answers with added fields, or in other XML that is equal."""
    yield "(a market)", put("market", "se", description="Sverige", store="1", own="Å & <b>")
    yield "(an event of an unknown type)", emit("loyaltycard", data="<card><points>12</points></card>")
    equal = ("bom", "cdata", "comments", "declaration", "latin1", "prefixes", "references", "split_text", "tags",
             "utf16", "whitespace")  # fmt: skip
    for kind in equal:
        yield f"(equal: {kind})", Control("PUT", "mutation", {"added": False, "equal": [kind], "rate": 1, "seed": 1})
        yield f"equal: {kind}", e.poll()
    for kind in ("anywhere", "attributes", "elements", "events", "foreign"):
        yield f"(added: {kind})", Control("PUT", "mutation", {"added": [kind], "rate": 1, "seed": 2})
        yield f"added: {kind}", e.poll()
    yield "(all)", Control("PUT", "mutation", {"added": True, "equal": True, "rate": 0.3, "seed": 3})
    for title, request in (("read", e.poll()), ("read again", e.poll()), ("done", e.done(1)), ("a fault", e.send(""))):
        yield f"all: {title}", request
    yield "(none)", Control("DELETE", "mutation")
    yield "as it is", e.poll()


STORIES = (login, http, faults, refusals, unusual_xml, queue, injected_faults, mutations)
