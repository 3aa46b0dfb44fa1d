"""Invalid requests, each with its expected answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from centra_mock.wire.endpoints import CENTRA, ENVELOPE, ENVELOPE_1_2, SILK
from support.wire import HEADERS, NAMESPACES, envelope

ENDPOINTS = tuple(NAMESPACES)
NO_CHARSET = {"Content-Type": "text/xml"}
TYPES = (
    "it can be all, account, customer, invoice, market, order, paymentterm, pricelist, salesrep, shippingterm, size, "
    "warehouse"
)
MISSING_ID = "id is missing; it says which"


def charset(name: str) -> dict[str, str]:
    return {"Content-Type": f"text/xml; charset={name}"}


def whole(body: str) -> str:
    return envelope(body, "$NS")


def get(inner: str = "<type>all</type>") -> str:
    return whole(f"<events_GetRequest>$LOGIN{inner}</events_GetRequest>")


def nested(depth: int) -> str:
    # These are inside the envelope, its body, the operation and the type.
    return get(f"<type>{'<a>' * (depth - 4)}{'</a>' * (depth - 4)}</type>")


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@dataclass(frozen=True)
class Bad:
    """A request that gets a fault. ``$NS`` and ``$LOGIN`` are replaced by those of the endpoint."""

    id: str
    sent: str
    fault: str
    headers: dict[str, str] = field(default_factory=lambda: HEADERS)
    encoding: str = "utf-8"
    code: str = "Client"
    endpoints: tuple[str, ...] = ("soap",)


NOT_XML = "The request is not well-formed XML: "
EMPTY = "The request is empty; a SOAP 1.1 envelope is expected."
DOCTYPE = "The request has a DOCTYPE; document types and entities are not accepted."
TOO_DEEP = "The request is nested more than 100 elements deep (policy max_depth)."
NO_OPERATION = "The Body holds no operation; it holds one."
WRONG_LOGIN = "The username or the password is wrong; they are the API's own, not an admin user's."
NO_LOGIN = "The login is missing: on the soap endpoint, <login><username/><password/></login> is the first child of"
NO_LOGIN_API = "The login is missing: on the navision-api endpoint, use HTTP Basic, or a SOAP header login with"

FAULTS = [
    Bad("empty body", "", EMPTY, endpoints=ENDPOINTS),
    Bad("white space", " \r\n\t", EMPTY),
    Bad("json", '{"type": "all"}', NOT_XML + "Start tag expected, '<' not found, line 1, column 1"),
    Bad("form", "type=all", NOT_XML + "Start tag expected", {"Content-Type": "application/x-www-form-urlencoded"}),
    Bad("cut off", whole("<events_Done>")[:80], NOT_XML, endpoints=ENDPOINTS),
    Bad("after the end", get() + "<more/>", NOT_XML + "Extra content at the end of the document, line 1"),
    Bad("prefix of nothing", get("<q:type>all</q:type>"), NOT_XML + "Namespace prefix q on type is not defined"),
    Bad("malformed declaration", "<?xml one?>" + get(), NOT_XML + "Malformed declaration expecting version"),
    Bad("unknown entity", get("<type>a&e;b</type>"), NOT_XML + "Entity 'e' not defined, line 1"),
    Bad("NUL", get("\n<type>a\0ll</type>"), NOT_XML + "the character U+0000 in line 2 is not allowed."),
    Bad("NUL at the end", get() + "\0", NOT_XML + "the character U+0000 in line 1 is not allowed."),
    Bad("nothing but NULs", "\0\0\0", EMPTY),
    Bad("NUL by reference", get("<type>a&#0;ll</type>"), NOT_XML + "xmlParseCharRef: invalid xmlChar value 0"),
    Bad("control character", get("<type>a\x0bll</type>"), NOT_XML + "the character U+000B in line 1 is not allowed."),
    Bad("half an emoji", get("<type>&#xD83D;</type>"), NOT_XML + "xmlParseCharRef: invalid xmlChar value 55357"),
    Bad("DTD", "<!DOCTYPE a>" + get(), DOCTYPE, endpoints=ENDPOINTS),
    Bad("DTD after comments", '<?xml version="1.0"?><!-- a --><?b c?>\n<!DOCTYPE a>' + get(), DOCTYPE),
    Bad("external DTD", '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">' + get(), DOCTYPE),
    Bad("external entity", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + get("<type>&e;</type>"), DOCTYPE),
    Bad("entity bomb", f'<!DOCTYPE a [<!ENTITY e0 "ha">{BOMB}]>' + get("<type>&e11;</type>"), DOCTYPE),
    Bad("bomb in an attribute", f'<!DOCTYPE a [<!ENTITY e0 "ha">{BOMB}]>' + get('<type a="&e11;"/>'), DOCTYPE),
    Bad("DTD after a byte order mark", "\ufeff<!DOCTYPE a>" + get(), DOCTYPE),
    Bad("DTD in UTF-16", "\ufeff<!DOCTYPE a>" + get(), DOCTYPE, NO_CHARSET, "utf-16-le"),
    Bad("101 deep", nested(101), TOO_DEEP),
    Bad("200 deep", nested(200), TOO_DEEP, endpoints=ENDPOINTS),
    Bad("100,000 deep", nested(100_000), TOO_DEEP),
    Bad("other document", "<html><body/></html>", "The document is html in no namespace, but a SOAP 1.1 Envelope"),
    Bad("SOAP 1.2", get().replace(ENVELOPE, ENVELOPE_1_2),
        "This is a SOAP 1.2 envelope; the API speaks SOAP 1.1.", code="VersionMismatch", endpoints=ENDPOINTS),
    Bad("no Body", f'<e:Envelope xmlns:e="{ENVELOPE}"/>', "The envelope has no Body; it has one, with one operation"),
    Bad("two Bodies", get().replace("</e:Envelope>", "<e:Body/></e:Envelope>"), "The envelope has 2 Body; it has one"),
    Bad("empty Body", whole(""), NO_OPERATION, endpoints=ENDPOINTS),
    Bad("text in the Body", whole("hello"), NO_OPERATION),
    Bad("two operations", whole("<events_Done>$LOGIN</events_Done><sizes_Update/>"),
        f"The Body holds 2 operations: events_Done in {CENTRA}, sizes_Update in {CENTRA}; it holds one."),
    Bad("unknown operation", whole("<order_Update>$LOGIN</order_Update>"),
        "There is no operation with the request element order_Update; did you mean orders_Update?",
        endpoints=ENDPOINTS),
    Bad("operation for its request", whole("<events_Get>$LOGIN</events_Get>"),
        "There is no operation with the request element events_Get; did you mean events_GetRequest?"),
    Bad("wrong namespace", get().replace("$NS", SILK),
        f"events_GetRequest is in the namespace {SILK}, but the soap endpoint expects {CENTRA} "
        f"({SILK} is that of navision-soap and navision-api)."),
    Bad("wrong namespace, silk", get().replace("$NS", CENTRA),
        f"events_GetRequest is in the namespace {CENTRA}, but the navision-soap endpoint expects {SILK} "
        f"({CENTRA} is that of soap).", endpoints=("navision-soap",)),
    Bad("no namespace", get().replace("$NS", ""),
        "events_GetRequest is in the namespace (none), but the soap endpoint"),
    Bad("wrong SOAPAction", get(),
        f'The SOAPAction is "{CENTRA}Events_Done", but the body asks for events_GetRequest; it would be '
        f'"{CENTRA}Events_Get".', {**HEADERS, "SOAPAction": f'"{CENTRA}Events_Done"'}),
    Bad("SOAPAction of another endpoint", get(), f'The SOAPAction is "{CENTRA}Events_Get", but the body asks for',
        {**HEADERS, "SOAPAction": f"{CENTRA}Events_Get"}, endpoints=("navision-soap", "navision-api")),
    Bad("no login", get().replace("$LOGIN", ""), NO_LOGIN),
    Bad("no login and nothing else", whole("<events_Done/>"), NO_LOGIN),
    Bad("wrong password",
        get().replace("$LOGIN", "<login><username>centra</username><password>möck</password></login>"),
        WRONG_LOGIN, endpoints=("soap", "navision-soap")),
    Bad("text for a login", get().replace("$LOGIN", "<login>centra</login>"), WRONG_LOGIN),
    Bad("empty login", get().replace("$LOGIN", "<login/>"), WRONG_LOGIN),
    Bad("login of another namespace", get().replace("$LOGIN", "<q:login xmlns:q='urn:q'/>"), NO_LOGIN),
    Bad("unknown type", get("<type>ordre</type>"), f"type 'ordre' is not known; {TYPES}", endpoints=ENDPOINTS),
    Bad("no type", get(""), f"type is missing; {TYPES}"),
    Bad("unknown charset", get(), "The charset 'klingon' is not known; use utf-8.", charset("klingon")),
    Bad("charset that unpacks", get(), "The charset 'zip' is not known; use utf-8.", charset("zip")),
    Bad("charset of Python's own", get(), "The charset 'idna' is not known; use utf-8.", charset("idna")),
    Bad("unknown charset declared", '<?xml version="1.0" encoding="klingon"?>' + get(),
        "The charset 'klingon' is not known; use utf-8.", NO_CHARSET),
    Bad("not UTF-8 as said", get("<type>ä</type>"), "The request is not in utf-8, as its Content-Type says: byte",
        encoding="latin-1"),
    Bad("not UTF-8 as nothing said", get("<type>ä</type>"), "The request is not in utf-8, as a document without a",
        NO_CHARSET, "latin-1"),
    Bad("not ASCII as declared", '<?xml version="1.0" encoding="us-ascii"?>' + get("<type>ä</type>"),
        "The request is not in us-ascii, as its XML declaration says: byte", NO_CHARSET),
    Bad("not UTF-16 as said", get() + " ", NOT_XML + "Start tag expected", charset("utf-16"), "utf-8"),
    Bad("not UTF-16 as begun", get(), "The request is not in utf-16, as its first bytes says", NO_CHARSET),
    Bad("gzip", get(), "The request has the Content-Encoding 'gzip'; send it as it is, without one.",
        {**HEADERS, "Content-Encoding": "gzip"}),
]  # fmt: skip


@dataclass(frozen=True)
class Wrong:
    """A request that gets ``success=false`` with exactly these ``errors``."""

    id: str
    operation: str
    inner: str
    errors: tuple[str, ...]


def account(fields: str) -> str:
    return f"<accounts><account>{fields}</account></accounts>"


def wrong_account(id: str, fields: str, error: str) -> Wrong:
    return Wrong(id, "accounts_Update", account(f"<id>A1</id>{fields}"), (f'account "A1": {error}',))


def wrong_number(value: str) -> Wrong:
    error = f"discount: {value!r} is not a number of at most 15 digits, such as 12 or 12.50"
    return wrong_account(f"number {value}", f"<discount>{value}</discount>", error)


def wrong_done(value: str, shown: str | None = None) -> Wrong:
    shown = value if shown is None else shown
    error = f"event {shown!r}: not the id of an event; ids are whole numbers, one in each event element"
    return Wrong(f"done {value[:20]}", "events_Done", f"<event>{value}</event>", (error,))


LONG = "x" * 57 + "…"
TAKES_EVENTS = "is not expected here; it takes event elements, each with the id of one event"
RESULTS = [
    Wrong("no id", "accounts_Update", account("<description>A</description>"),
          (f"account number 1 of the request: account: {MISSING_ID} account is meant",)),
    Wrong("empty id", "accounts_Update", account("<id/>"),
          (f"account number 1 of the request: account: {MISSING_ID} account is meant",)),
    Wrong("blank id", "accounts_Update", account("<id> \n </id>"),
          (f'account " \n ": account: {MISSING_ID} account is meant',)),
    Wrong("id of 256 characters", "accounts_Update", account(f"<id>{'x' * 256}</id>"),
          (f'account "{LONG}": id: an id of 256 characters is too long; at most 255 are allowed',)),
    Wrong("errors of each", "markets_Update", "<markets><market/><market><id>B</id><id>C</id></market></markets>",
          (f"market number 1 of the request: market: {MISSING_ID} market is meant",
           'market "B": market: id stands 2 times, but it can stand only once')),
    wrong_account("long reference", f"<market><id>{'x' * 256}</id></market>",
                  f"market \"{LONG}\"/id: an id of 256 characters is too long; at most 255 are allowed"),
    Wrong("blank size table", "sizes_Update", "<sizes><size><id>S</id><sizetable><id> </id></sizetable></size></sizes>",
          ('size "S": sizetable " "/id: an id of nothing but white space; send an id, or leave the element empty',)),
    wrong_account("text for fields", "<market>SE</market>",
                  "market: holds the text 'SE', but fields (id, description…) are expected"),
    wrong_account("text in a list", "<buyers>Bob</buyers>",
                  "buyers: holds the text 'Bob', but fields (buyer…) are expected"),
    wrong_account("text between fields", "<type>a</type>, <other>b</other>",
                  "account: holds the text ',', but fields (id, type, status, description…) are expected"),
    wrong_account("element for text", "<other>a <b>c</b></other>",
                  "other: holds the element b, but a text is expected"),
    wrong_account("a single one twice", "<market/><market/>",
                  "account: market stands 2 times, but it can stand only once"),
    wrong_account("reference to nothing", "<market><id>&lt;M&gt;</id></market>",
                  'market "<M>": there is no market "<M>"; send it with markets_Update first'),
    *(wrong_number(value) for value in ("ten", "1e5", "NaN", "Infinity", "1,5", "1 000", "1_000", "0x10", "--1", ".",
                                        "٣", "\u00a012", "1" * 16)),
    *(Wrong(f"int {value}", "customers_Update",
            f"<customers><customer><id>C</id><store>{value}</store></customer></customers>",
            (f'customer "C": store: {value!r} is not a whole number of at most 10 digits, such as 12',))
      for value in ("one", "1.5", "٣", "9" * 11)),
    *(Wrong(f"boolean {value}", "deliverywindows_Update",
            f"<deliverywindows><deliverywindow><id>W</id><atonce>{value}</atonce></deliverywindow></deliverywindows>",
            (f'deliverywindow "W": atonce: {value!r} is not true or false',)) for value in ("yes", "TRUE", "2")),
    *(wrong_done(value) for value in ("", "-1", "+1", "٣", "1.0", "1e5", "NaN", str(2**63))),
    wrong_done("9" * 5000, "9" * 60),
    wrong_done("<id>1</id>", ""),
    Wrong("done in a list", "events_Done", "<events><event>1</event></events>",
          (f"events_Done: the element events {TAKES_EVENTS}",)),
    Wrong("done with text", "events_Done", "1, 2",
          (f"events_Done: the text '1, 2' {TAKES_EVENTS}",)),
    Wrong("no list", "markets_Update", "<market><id>B</id></market><market><id>C</id></market>",
          ("markets_Update: the element market is not expected here; objects stand in markets/market",)),
    Wrong("list of others", "markets_Update", "<markets><market><id>B</id></market><size><id>S</id></size></markets>",
          ("markets: the element size is not expected here; objects stand in markets/market",)),
    Wrong("list of text", "markets_Update", "<markets>SE</markets>",
          ("markets: the text 'SE' is not expected here; objects stand in markets/market",)),
    Wrong("list of another namespace", "markets_Update", "<q:markets xmlns:q='urn:q'><market/></q:markets>",
          ("markets_Update: the element {urn:q}markets is not expected here; objects stand in markets/market",)),
]  # fmt: skip
