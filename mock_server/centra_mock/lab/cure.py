"""The cures: the request that frees a queue tonight, and the change of the client that keeps it free."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from shlex import quote
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from centra_mock.lab.diagnosis import Diagnosis
from centra_mock.wire.endpoints import ENDPOINTS, ENVELOPE, Endpoint
from centra_mock.wire.operations import DONE

Form: TypeAlias = Literal["curl", "xml", "php"]

_LINE = 8
"""Ids in a line of the request."""


@dataclass(frozen=True)
class Remedy:
    """How a client is changed so that it keeps a rule."""

    promise: str
    passing: str
    php: str
    zeep: str
    node: str


@cache
def remedies() -> dict[str, Remedy]:
    """Return the remedies by the ids of the rules."""
    text = files(__package__).joinpath("remedies.toml").read_text("utf-8")
    return {rule: Remedy(**fields) for rule, fields in tomllib.loads(text).items()}


def request_for_tonight(diagnosis: Diagnosis, form: Form) -> str:
    """Return the events_Done request for the stuck events, ready to be sent; empty where none is stuck.

    The login comes from the environment variables ``CENTRA_USERNAME`` and ``CENTRA_PASSWORD``, the address from
    ``CENTRA_URL``. Nothing that was recorded but numbers and the address gets into the text, since it is run.
    """
    ids = [id for id in diagnosis.stuck if id.isascii() and id.isdigit()]
    if not ids:
        return ""
    endpoint = _endpoint(diagnosis)
    return {"curl": _curl, "xml": _xml, "php": _php}[form](ids, endpoint, _address(diagnosis.address))


def warnings(diagnosis: Diagnosis) -> list[str]:
    """Return what is lost for a client whose stuck events are marked done."""
    found = []
    for held in diagnosis.held:
        what = f"{held.events:,} of type {held.type}, dated {held.first_date} to {held.last_date}"
        entries = ", ".join(held.entries) + (", …" if held.events > len(held.entries) else "")
        if held.is_known:
            found.append(f"{what} (entries {entries}): data that an ERP may need. Import it first, or keep the list.")
        else:
            found.append(f"{what} (entries {entries}): Centra's API does not document this type.")
    return found


def _endpoint(diagnosis: Diagnosis) -> Endpoint:
    path = urlsplit(diagnosis.address).path
    by_path = next((each for each in ENDPOINTS if path.endswith(each.path)), None)
    return by_path or next((each for each in ENDPOINTS if each.namespace == diagnosis.namespace), ENDPOINTS[0])


def _address(recorded: str) -> str:
    """Return the recorded address without a login and a query; empty for what is none."""
    try:
        parts = urlsplit(recorded)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if parts.scheme in ("http", "https") and host else ""


def _envelope(ids: list[str], endpoint: Endpoint, login: str) -> str:
    lines = (ids[start : start + _LINE] for start in range(0, len(ids), _LINE))
    events = "\n".join("      " + "".join(f"<event>{id}</event>" for id in line) for line in lines)
    inner = f"      {login}\n" if endpoint.login == "body" else ""
    return (
        f'<e:Envelope xmlns:e="{ENVELOPE}">\n  <e:Body>\n    <{DONE.request} xmlns="{endpoint.namespace}">\n'
        f"{inner}{events}\n    </{DONE.request}>\n  </e:Body>\n</e:Envelope>"
    )


def _login(username: str, password: str) -> str:
    return f"<login><username>{username}</username><password>{password}</password></login>"


def _xml(ids: list[str], endpoint: Endpoint, _address: str) -> str:
    return _envelope(ids, endpoint, _login("${CENTRA_USERNAME}", "${CENTRA_PASSWORD}"))


def _curl(ids: list[str], endpoint: Endpoint, address: str) -> str:
    # What a variable holds is not expanded again, and CDATA keeps its & and <.
    login = _login("<![CDATA[${CENTRA_USERNAME:?}]]>", "<![CDATA[${CENTRA_PASSWORD:?}]]>")
    basic = "" if endpoint.login == "body" else ' --user "${CENTRA_USERNAME:?}:${CENTRA_PASSWORD:?}"'
    return (f"CENTRA_URL=${{CENTRA_URL:-{quote(address)}}}\n" if address and quote(address) == address else "") + (
        f'curl --silent --show-error "${{CENTRA_URL:?}}"{basic} \\\n'
        f"  --header 'Content-Type: text/xml; charset=utf-8' \\\n"
        f"  --header 'SOAPAction: \"{DONE.soap_action(endpoint.namespace)}\"' \\\n"
        f"  --data-binary @- <<XML\n{_envelope(ids, endpoint, login)}\nXML"
    )


def _php(ids: list[str], endpoint: Endpoint, address: str) -> str:
    login = _login("' . htmlspecialchars(getenv('CENTRA_USERNAME'), ENT_XML1) . '",
                   "' . htmlspecialchars(getenv('CENTRA_PASSWORD'), ENT_XML1) . '")  # fmt: skip
    default = f" ?: '{address}'" if address and "'" not in address and "\\" not in address else ""
    basic = "" if endpoint.login == "body" else (
        "\n    CURLOPT_USERPWD => getenv('CENTRA_USERNAME') . ':' . getenv('CENTRA_PASSWORD'),"
    )  # fmt: skip
    return (
        f"<?php\n$request = '{_envelope(ids, endpoint, login)}';\n"
        f"$call = curl_init(getenv('CENTRA_URL'){default});\n"
        "curl_setopt_array($call, [\n    CURLOPT_POSTFIELDS => $request,\n    CURLOPT_RETURNTRANSFER => true,\n"
        "    CURLOPT_HTTPHEADER => ['Content-Type: text/xml; charset=utf-8', "
        f'\'SOAPAction: "{DONE.soap_action(endpoint.namespace)}"\'],{basic}\n]);\necho curl_exec($call), "\\n";'
    )
