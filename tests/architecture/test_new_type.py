"""A new type needs only its grammar and one file of texts to work in all channels."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from lxml import html

from support.command import COMMAND, Remote, Serving, environment, run
from support.wire import call, poll

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "examples" / "giftwraps"
CLIENT = ROOT / "tests" / "clients" / "contract"
JSON = {"Content-Type": "application/json"}
EXTENDED = {"CENTRA_MOCK_EXTEND": str(FOLDER)}


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    """Run a server with a made-up type and a scene that uses it."""
    with Serving("--db", ":memory:", "--port", "0", "--scene", str(FOLDER / "scene.yaml"), **EXTENDED) as server:
        yield server


@pytest.fixture
def centra(serving: Serving, request: pytest.FixtureRequest) -> Remote:
    """Return a new Centra with the scene."""
    tenant = serving.tenant(f"t{abs(hash(request.node.name))}")
    state = requests.get(control(serving.tenant(), "state"), timeout=30).content
    assert requests.put(control(tenant, "state"), data=state, headers=JSON, timeout=30).status_code == 204
    return tenant


def control(centra: Remote, *steps: str) -> str:
    return "/".join((centra.server_url, "_mock", centra.name, *steps))


def fields(centra: Remote, id: str = "stars") -> dict[str, Any]:
    """Return the fields of a gift wrap from the control API."""
    reply = requests.get(control(centra, "objects", "giftwrap", id), timeout=30)
    assert reply.status_code == 200
    shown: dict[str, Any] = reply.json()["fields"]
    return shown


def commanded(centra: Remote, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, "--tenant", centra.name, CENTRA_MOCK_URL=centra.server_url, **EXTENDED)


def test_a_scene_sends_the_new_type(centra: Remote) -> None:
    assert fields(centra)["market"] == {"id": "se"}
    assert fields(centra)["colours"] == {"colour": [{"id": "gold", "name": "Gold"}]}


def test_a_wsdl_client_updates_the_new_type_and_reads_its_event(centra: Remote) -> None:
    requests.patch(control(centra, "policy"), json={"echo": True}, timeout=30)
    login = {"username": centra.login.username, "password": centra.login.password}
    with zeep.Client(f"{centra.endpoint_url()}?wsdl") as client:  # type: ignore[no-untyped-call]
        wrap = {"id": "stripes", "name": "Stripes", "price": "30.00", "market": {"id": "se"}}
        assert client.service.giftwraps_Update(login=login, giftwraps={"giftwrap": [wrap]}).success
        (event,) = client.service.events_Get(login=login, type="giftwrap")
        (by_market,) = client.service.events_GetByMarkets(login=login, type="all", markets={"market": [{"id": "se"}]})
    assert (event.type, event.entry, event.mission) == ("giftwrap", "stripes", "update")
    assert (event.data.giftwrap.id, event.data.giftwrap.name, event.data.giftwrap.market.id) == (
        "stripes", "Stripes", "se",
    )  # fmt: skip
    assert by_market.id == event.id


def test_an_update_of_the_new_type_is_validated(centra: Remote) -> None:
    def sent(inner: str) -> list[str]:
        return call(centra, "giftwraps_Update", _list("giftwrap", f"<id>x</id>{inner}")).errors

    assert "active" in sent("<active>perhaps</active>")[0]
    assert "market" in sent("<market><id>nowhere</id></market>")[0]
    assert sent("<name>Dots</name><colours><colour><id>red</id></colour></colours>") == []
    changed = "<colours><colour><id>red</id><name>Red</name></colour></colours>"
    assert sent(changed) == []
    assert fields(centra, "x")["colours"]["colour"] == [{"id": "red", "name": "Red"}]


def test_an_existing_type_has_the_reference_to_the_new_type(centra: Remote) -> None:
    placed = requests.post(control(centra, "orders"), json={"fields": {"giftwrap": {"id": "stars"}}}, timeout=30)
    assert placed.status_code == 201
    (order,) = poll(centra, "order")
    assert order.findtext("data/order/giftwrap/id") == "stars"
    refused = requests.post(control(centra, "orders"), json={"fields": {"giftwrap": {"id": "none"}}}, timeout=30)
    assert "giftwraps_Update" in refused.text


def test_a_type_is_made_on_sight_if_the_grammar_says_so(centra: Remote) -> None:
    reply = call(centra, "giftwraps_Update", _list("giftwrap", "<id>x</id><occasion><id>birthday</id></occasion>"))
    assert reply.success, reply.errors
    assert requests.get(control(centra, "objects", "occasion", "birthday"), timeout=30).ok


def test_an_id_is_unique_within_its_scope(centra: Remote) -> None:
    call(centra, "giftwraps_Update", _list("giftwrap", "<id>dots</id>"))
    for wrap in ("stars", "dots"):
        inner = f"<id>1</id><description>Of {wrap}</description><giftwrap><id>{wrap}</id></giftwrap>"
        assert call(centra, "ribbons_Update", _list("ribbon", inner)).success
    listed = requests.get(control(centra, "objects", "ribbon"), timeout=30).json()["objects"]
    assert [(each["id"], each["fields"]["description"]) for each in listed] == [("1", "Of stars"), ("1", "Of dots")]
    assert len({each["scope"] for each in listed}) == 2
    url = control(centra, "objects", "ribbon", "1")
    assert requests.get(url, timeout=30).status_code == 409
    found = requests.get(url, params={"scope": listed[1]["scope"]}, timeout=30).json()
    assert found["fields"]["description"] == "Of dots"
    assert "2 giftwraps" in call(centra, "ribbons_Update", _list("ribbon", "<id>1</id>")).errors[0]


def _list(name: str, inner: str) -> str:
    """Return a list with one object of these fields."""
    return f"<{name}s><{name}>{inner}</{name}></{name}s>"


def test_the_id_of_the_new_type_is_converted_everywhere(centra: Remote) -> None:
    put = requests.put(control(centra, "objects", "giftwrap", "stars"), json={"fields": {"name": "Stars"}}, timeout=30)
    assert put.status_code in (200, 204)
    internal = requests.get(control(centra, "objects", "giftwrap", "stars"), timeout=30).json()["internal"]
    entry = control(centra, "conversions", "giftwrap", str(internal))
    assert requests.put(entry, json={"external": "étoiles"}, timeout=30).ok
    (event,) = poll(centra, "giftwrap")
    assert event.findtext("entry") == event.findtext("data/giftwrap/id") == "étoiles"
    listed = requests.get(control(centra, "conversions"), params={"kind": "colour"}, timeout=30).json()
    assert [each["external"] for each in listed["entries"]] == ["gold"]


def test_the_control_api_puts_gets_lists_and_deletes_the_new_type(centra: Remote) -> None:
    url = control(centra, "objects", "giftwrap", "dots")
    assert requests.put(url, json={"fields": {"name": "Dots"}}, timeout=30).ok
    listed = requests.get(control(centra, "objects", "giftwrap"), timeout=30).json()["objects"]
    assert [each["id"] for each in listed] == ["stars", "dots"]
    assert requests.delete(url, timeout=30).ok
    assert requests.get(url, timeout=30).status_code == 404
    assert [event.findtext("mission") for event in poll(centra, "giftwrap")] == ["update", "delete"]


def test_the_commands_put_show_and_delete_the_new_type(centra: Remote) -> None:
    for arguments in (
        ("object", "put", "giftwrap", "dots", "--field", "name=Dots"),
        ("object", "show", "giftwrap", "dots"),
        ("object", "list", "giftwrap"),
        ("object", "delete", "giftwrap", "dots"),
    ):
        done = commanded(centra, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    assert "did you mean name" in commanded(centra, "object", "put", "giftwrap", "x", "--field", "nmae=Dots").stderr


def test_a_state_file_contains_the_new_type(centra: Remote, serving: Serving, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    assert commanded(centra, "state", "save", str(file)).returncode == 0
    other = serving.tenant(f"{centra.name}-loaded")
    done = commanded(other, "state", "load", str(file))
    assert done.returncode == 0, done.stderr
    assert fields(other) == fields(centra)


def test_the_admin_lists_and_edits_the_new_type(centra: Remote) -> None:
    base = f"{centra.server_url}/_admin/{centra.name}"
    browser = requests.Session()
    assert "giftwrap" in browser.get(f"{base}/objects", timeout=30).text
    assert "stars" in browser.get(f"{base}/objects/giftwrap", timeout=30).text
    assert "&lt;giftwrap" in browser.get(f"{base}/objects/giftwrap/stars/xml", timeout=30).text
    page: Any = html.fromstring(browser.get(f"{base}/objects/giftwrap/stars", timeout=30).text)
    (price,) = page.xpath("//*[@id='price']")
    sent = dict(price.getparent().xpath("ancestor::form")[0].form_values())
    assert sent[price.name] == "25.00"
    sent[price.name] = "27.50"
    answer = browser.post(f"{base}/objects/giftwrap/stars", data=sent, timeout=30)
    assert answer.status_code == 200
    assert fields(centra)["price"] == "27.50"


def test_the_reference_has_a_page_with_an_accepted_sample(serving: Serving, centra: Remote) -> None:
    listed = requests.get(f"{serving.server_url}/soap/index.php", timeout=30).text
    assert "Creates and updates the wraps that an order can come in." in listed
    url = f"{serving.server_url}/soap/index.php?op=giftwraps_Update"
    page: Any = html.fromstring(requests.get(url, timeout=30).text)
    assert "The price is added to the order. (assumed)" in page.text_content()
    (envelope,) = page.xpath("//textarea")
    sample = envelope.text.strip()
    assert "<price>25.00</price>" in sample
    assert "<id>gold</id>" in sample
    sample = sample.replace("{username}", centra.login.username).replace("{password}", centra.login.password)
    answer = requests.post(centra.endpoint_url(), sample.encode(), headers={"Content-Type": "text/xml"}, timeout=30)
    assert "<ns1:success>true</ns1:success>" in answer.text


def test_a_scenario_uses_the_new_type(tmp_path: Path) -> None:
    here = f"{shlex.quote(sys.executable)} {shlex.quote(str(CLIENT))} lxml_client"
    report = tmp_path / "report.json"
    done = subprocess.run(
        [COMMAND, "replay", str(FOLDER / "scenario.yaml"), "--poll", f"{here} poll", "--state", f"{here} state",
         "--json", str(report)],
        env=environment(**EXTENDED), capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    verdicts = {each["id"]: each["verdict"] for each in json.loads(report.read_text("utf-8"))["rules"]}
    assert verdicts["drains-queue"] == "passed"


def test_strategies_draw_objects_of_the_new_type() -> None:
    program = """
from hypothesis import find, settings
from centra_fixtures.builders import tree
from centra_fixtures.strategies import full_object, objects
from centra_mock.domain.validate import validate
from centra_mock.wire.grammar import OBJECTS
field = OBJECTS["giftwrap"].field
drawn = find(objects(field), lambda values: "colours" in values, settings=settings(database=None))
validate(tree("giftwrap", drawn), field)
print(sorted(full_object(field)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(**EXTENDED), capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "['active', 'colours', 'id', 'market', 'name', 'occasion', 'price']", done.stderr


def test_an_error_in_the_grammar_prevents_the_start(tmp_path: Path) -> None:
    file = tmp_path / "grammar.txt"
    file.write_text("[objects]\ngiftwraps/giftwrap\n  id price:money", "utf-8")
    done = run("--extend", str(tmp_path), "serve", "--db", ":memory:", "--port", "0")
    assert done.returncode == 2
    assert done.stderr.startswith(f"centra-mock: {file}, line 3: giftwraps: there is no type money")


def test_an_error_in_the_texts_names_file_and_field(tmp_path: Path) -> None:
    (tmp_path / "grammar.txt").write_text("[objects]\ngiftwraps/giftwrap\n  id", "utf-8")
    file = tmp_path / "giftwraps.yaml"
    file.write_text("sentences: Creates wraps.", "utf-8")
    done = run("--extend", str(tmp_path), "serve", "--db", ":memory:", "--port", "0")
    assert done.returncode == 2
    assert done.stderr.startswith(f"centra-mock: {file}: sentences")
    assert "sentence" in done.stderr.replace("sentences", "")


def test_a_folder_without_a_grammar_is_refused(tmp_path: Path) -> None:
    done = run("--extend", str(tmp_path), "serve", "--db", ":memory:", "--port", "0")
    assert done.returncode == 2
    assert str(tmp_path / "grammar.txt") in done.stderr
