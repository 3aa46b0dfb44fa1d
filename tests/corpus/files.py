"""Stories as files: readable YAML that keeps each byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from corpus.exchanges import Exchange
from corpus.story_endpoint import StoryEndpoint, step_data, step_of

STORIES = Path(__file__).parent / "stories"
STORED = Path(__file__).parent / "stored"
"""A database and a state file of an earlier version, and their answers."""

Played = Mapping[StoryEndpoint, Sequence[Exchange]]
"""A story on each endpoint."""


def story_files() -> list[Path]:
    """Return the files of all stories."""
    return sorted(STORIES.glob("*.yaml"))


def save(file: Path, played: Played) -> None:
    """Write a story into a file: the answers of the first endpoint, and under ``but`` those that differ on others."""
    places = list(played)
    data = {
        "endpoints": {
            place.endpoint: {
                "path": place.path,
                "namespace": place.namespace,
                "login": "body" if place.login_in_body else "header",
            }
            for place in places
        },
        "exchanges": [
            _exchange_data(dict(zip(places, exchanges, strict=True)))
            for exchanges in zip(*played.values(), strict=True)
        ],
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100_000)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")


def load(file: Path) -> Played:
    """Read a story from its file."""
    data = yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    places = [
        StoryEndpoint(file.stem, name, each["path"], each["namespace"], each["login"] == "body")
        for name, each in data["endpoints"].items()
    ]
    return {place: [_exchange(each, place) for each in data["exchanges"]] for place in places}


def _exchange_data(on: Mapping[StoryEndpoint, Exchange]) -> dict[str, Any]:
    (first, exchange), *others = on.items()
    data: dict[str, Any] = {
        "title": exchange.title,
        "send": step_data(exchange.step, first),
        "answer": first.answer_data(exchange.answer, exchange.step),
    }
    but = {place.endpoint: dict(_differences(data, exchange, place)) for place, exchange in others}
    but = {endpoint: differences for endpoint, differences in but.items() if differences}
    return {**data, **({"but": but} if but else {})}


def _differences(data: Mapping[str, Any], exchange: Exchange, place: StoryEndpoint) -> Iterator[tuple[str, Any]]:
    if step_of(data["send"], place) != exchange.step:
        yield "send", step_data(exchange.step, place)
    if place.answer(data["answer"], exchange.step) != exchange.answer:
        yield "answer", place.answer_data(exchange.answer, exchange.step)


def _exchange(data: Mapping[str, Any], place: StoryEndpoint) -> Exchange:
    own = {**data, **data.get("but", {}).get(place.endpoint, {})}
    step = step_of(own["send"], place)
    return Exchange(data["title"], step, place.answer(own["answer"], step))
