"""The log: summaries of exchanges, advice, the command for curl, and long or hostile bodies."""

from __future__ import annotations

import os
import subprocess
from html import escape

import pytest
import requests

from centra_mock import Centra
from centra_mock.domain.exchange import Exchange
from centra_mock.error_codes import Code
from centra_mock.web.admin.replay import as_curl
from centra_mock.web.exchange_summary import sentence
from support.wire import call, done, poll


def last(shop: Centra) -> Exchange:
    return shop.journal.exchanges(before=10**9, limit=1)[0]


def test_the_summary_says_what_an_exchange_did(shop: Centra) -> None:
    shop.clock.freeze()
    poll(shop)
    assert sentence(last(shop)) == "no events"
    shop.emit("giftcard", count=3)
    first = shop.queue[0].id
    poll(shop)
    assert sentence(last(shop)) == "delivered 3 events, oldest 0 s"
    poll(shop)
    assert sentence(last(shop)) == "delivered 3 events (3 again), oldest 0 s"
    done(shop, first, first + 1)
    assert sentence(last(shop)) == "marked 2 events done; 1 left"
    done(shop, first)
    assert sentence(last(shop)) == f"1 event was not queued: {first} (done or cancelled already); 1 left"
    call(shop, "markets_Update", "<markets><market><id>a</id></market><market><id>b</id></market></markets>")
    assert sentence(last(shop)) == "made 2 markets"
    call(shop, "markets_Update", "<markets><market><id>a</id></market></markets>")
    assert sentence(last(shop)) == "changed market a"
    call(shop, "markets_Update", "<markets><market><description/></market></markets>")
    assert sentence(last(shop)).startswith("refused: market number 1 of the request: market: id is missing")
    call(shop, "markets_Update", "<markets><market><id>a</id></market><market/><market/></markets>")
    assert sentence(last(shop)).startswith(
        "changed market a; refused 2 markets: market number 2 of the request: market: id is missing"
    )
    call(shop, "events_GetRequest", "<type>odd</type>")
    assert sentence(last(shop)).startswith("fault: type 'odd' is not known")
    shop.faults.add("reset", "events_Get", when="after")
    with pytest.raises(requests.ConnectionError):
        poll(shop)
    assert sentence(last(shop)).endswith("; the answer was cut off by a fault that you set (reset)")


def test_the_log_and_the_page_of_an_exchange_show_the_code(shop: Centra) -> None:
    call(shop, "markets_Update", "<markets><market/></markets>")
    log, exchange = (
        requests.get(f"{shop.server_url}/_admin/{shop.name}/log{path}", timeout=30).text
        for path in ("", f"/{last(shop).id}")
    )
    assert "missing_field" in log
    assert "<code>missing_field</code>" in exchange
    assert escape(Code.MISSING_FIELD.remedy) in exchange


@pytest.mark.parametrize("endpoint", ["soap", "navision-api"])
def test_the_command_for_curl_sends_the_same_request(shop: Centra, endpoint: str) -> None:
    call(shop, "markets_Update", '<markets><market><id>it\'s "$HOME" `a`\\</id></market></markets>', endpoint)
    asked = last(shop)
    command = as_curl(asked, shop.endpoint_url(endpoint), shop.login.username)
    assert shop.login.password not in command.replace("centra-mock", "").replace("_mock", "")
    environment = {**os.environ, "CENTRA_PASSWORD": shop.login.password}
    answer = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert "<ns1:success>true</ns1:success>" in answer.stdout
    assert last(shop).id != asked.id
    assert last(shop).request == asked.request


def test_a_long_body_is_cut_and_can_be_downloaded(shop: Centra) -> None:
    markets = "".join(f"<market><id>w{number}</id></market>" for number in range(4000))
    call(shop, "events_GetByMarkets", f"<type>all</type><markets>{markets}</markets>")
    asked = last(shop)
    address = f"{shop.server_url}/_admin/{shop.name}/log/{asked.id}"
    page = requests.get(address, timeout=30).text
    assert "Only the beginning is shown. " in page
    assert '<span class="x-text">w9</span>' in page
    assert ">w3999<" not in page
    whole = requests.get(f"{address}/request", timeout=30)
    assert whole.content == asked.request
    assert whole.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert whole.headers["Content-Disposition"] == f'attachment; filename="{shop.name}-{asked.id}-request.xml"'
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert requests.get(f"{address}/response", timeout=30).content == asked.response
    assert requests.get(f"{address}/other", timeout=30).status_code == 404
    requests.post(shop.url, b"not XML", timeout=30)
    text = requests.get(f"{shop.server_url}/_admin/{shop.name}/log/{last(shop).id}/request", timeout=30)
    assert (text.content, text.headers["Content-Type"]) == (b"not XML", "text/plain; charset=utf-8")


@pytest.mark.parametrize("times", [1, 70_000])
@pytest.mark.parametrize("part", ["a", "<a>", "<a b='", "<!-- ", "]]>", "&", "<b/>"])
def test_any_request_is_shown(shop: Centra, part: str, times: int) -> None:
    requests.post(shop.url, ("<a>" * 2000 + part * times).encode(), timeout=30)
    page = requests.get(f"{shop.server_url}/_admin/{shop.name}/log/{last(shop).id}", timeout=30)
    assert page.ok
    assert len(page.content) < 10_000_000
