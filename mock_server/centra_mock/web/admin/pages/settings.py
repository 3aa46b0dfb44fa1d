"""Settings: how a tenant runs, and what it is as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, get_args

from werkzeug.wrappers import Response

from centra_mock.control_api.endpoint import JSON
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.policy import Policy
from centra_mock.scalars import LARGEST, whole_number
from centra_mock.services.scenes.catalog import EMPTY, scene_descriptions
from centra_mock.web.admin.helpers import addresses_of
from centra_mock.web.admin.page_request import AdminPage, PageRequest
from centra_mock.web.admin.pages.clock import UNITS, set_clock
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.reference import PATHS

SWITCH = {True: "on", False: "off"}

pages = AdminSection("Settings", "settings")


@dataclass(frozen=True)
class Setting:
    """A field of the policy, as the form shows it."""

    name: str
    meaning: str
    source: str
    choices: tuple[str, ...]
    """Empty where any value of its type is one."""
    is_number: bool
    value: str
    default: str
    """What the server was started with."""


@pages.get("/{ams}/settings")
def show(page_request: PageRequest) -> AdminPage:
    centra, settings = page_request.centra, page_request.tenant.settings
    return page_request.page(
        "settings.html",
        version=version("centra-mock"),
        queue=len(centra.queue),
        journal=page_request.queries.journal.volume(),
        scenes=scene_descriptions,
        empty=EMPTY,
        now=settings.clock(),
        is_frozen=settings.clock.is_frozen,
        units=UNITS,
        seed=settings.seed,
        largest=LARGEST,
        addresses=addresses_of(page_request),
        references=PATHS,
        username=page_request.server.login.username,
        policy=_policy(settings.policy, settings.default_policy),
    )


@pages.post("/{ams}/settings/clock")
def change_clock(page_request: PageRequest) -> Response:
    told = set_clock(page_request.centra.clock, page_request.form)
    return page_request.redirect(page_request.url("settings"), told)


@pages.post("/{ams}/settings/seed")
def reseed(page_request: PageRequest) -> Response:
    written = page_request.form.get("seed", "").strip()
    seed = whole_number(written)
    if seed is None:
        raise Refused(Code.INVALID_VALUE, f"The seed is a whole number from 0 to {LARGEST}, not {written[:60]!r}.")
    page_request.centra.seed = seed
    return page_request.redirect(page_request.url("settings"), f"Sample data restarts with the seed {seed}.")


@pages.post("/{ams}/settings/policy")
def change_policy(page_request: PageRequest) -> Response:
    centra = page_request.centra
    given = {name: page_request.form[name] for name in Policy.types() if name in page_request.form}
    centra.policy = centra.policy.changed(given)
    return page_request.redirect(page_request.url("settings"), "The policy is saved.")


@pages.post("/{ams}/settings/policy/default")
def default_policy(page_request: PageRequest) -> Response:
    page_request.centra.policy = None
    return page_request.redirect(page_request.url("settings"), "The server's policy is restored.")


@pages.get("/{ams}/settings/state")
def save_state(page_request: PageRequest) -> Response:
    response = Response(page_request.centra.state.save(), content_type=JSON)
    response.headers["Content-Disposition"] = f'attachment; filename="{page_request.ams}.json"'
    return response


@pages.post("/{ams}/settings/state")
def load_state(page_request: PageRequest) -> Response:
    file = page_request.files.get("state")
    if file is None or not file.filename:
        raise Refused(
            Code.NOTHING_SELECTED, "No file was chosen; choose one that was saved here, or with centra-mock state save."
        )
    page_request.centra.state.load(file.read())
    return page_request.redirect(page_request.url("settings"), f"The state in {file.filename} is loaded.")


@pages.post("/{ams}/settings/reset")
def reset(page_request: PageRequest) -> Response:
    scene, scenes = page_request.form.get("scene", EMPTY), scene_descriptions()
    if scene not in scenes:
        raise Refused(Code.UNKNOWN_SCENE, f"There is no scene {scene!r}; there are {', '.join(scenes)}.")
    page_request.centra.reset(scene)
    return page_request.redirect(page_request.url("settings"), f"The tenant is reset with the scene {scene}.")


def _policy(policy: Policy, default: Policy) -> list[Setting]:
    types = Policy.types()
    return [
        Setting(
            name,
            meaning,
            Policy.sources()[name],
            _choices(types[name]),
            types[name] is int,
            _written(policy, name),
            _written(default, name),
        )
        for name, meaning in Policy.meanings().items()
    ]


def _choices(type: Any) -> tuple[str, ...]:
    return tuple(SWITCH.values()) if type is bool else get_args(type)


def _written(policy: Policy, name: str) -> str:
    """Return a setting as ``Policy.changed`` accepts it."""
    value = getattr(policy, name)
    return SWITCH[value] if isinstance(value, bool) else str(value)
