"""Debian's Chromium, and the checks of pages in it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page, sync_playwright
from playwright.sync_api import Request as Sent

from support.node import npm_ci

CHROMIUM = "chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
NODE = Path(__file__).parent.parent / "browser"
AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


class NotInstalled(Exception):
    """Raised if this machine lacks what the browser tests need."""


@dataclass(frozen=True)
class Look:
    """How a page is shown: colours and width."""

    name: str
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 800


LIGHT = Look("light")
DARK = Look("dark", scheme="dark")
NARROW = Look("narrow", width=400, height=800)
LOOKS = (LIGHT, DARK, NARROW)


PATIENCE = 60.0
"""Seconds that a browser may take to close a tab."""

Launch = Callable[[], Browser]


@contextmanager
def launcher() -> Iterator[Launch]:
    """Return a function that returns a running browser, the same one if possible. Raise ``NotInstalled``."""
    path = shutil.which(CHROMIUM)
    if path is None:
        raise NotInstalled(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        browser: Browser | None = None

        def launch() -> Browser:
            nonlocal browser
            if browser is None or not browser.is_connected():
                browser = playwright.chromium.launch(executable_path=path, args=QUIET)
            return browser

        try:
            yield launch
        finally:
            if browser is not None:
                browser.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Launch Chromium. Raise ``NotInstalled``."""
    with launcher() as launch:
        yield launch()


@dataclass
class Troubles:
    """The errors of a page: console errors, exceptions, failed requests and dialogs."""

    found: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)

    def allow(self, text: str) -> None:
        """Expect messages with this text, such as ``403`` if the test requests a refused page."""
        self._allowed.append(text)

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))
        page.on("requestfailed", self._failed)
        page.on("dialog", self._asked)

    def check(self) -> None:
        left = [each for each in self.found if not any(text in each for text in self._allowed)]
        assert not left, "\n".join(left)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _failed(self, request: Sent) -> None:
        # Leaving a page aborts its pending requests.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url} {request.failure}")


@contextmanager
def tab(browser: Browser, look: Look, troubles: Troubles, **options: Any) -> Iterator[Page]:
    """Return a page in a new browser context."""
    size: Any = {"width": look.width, "height": look.height}
    context = browser.new_context(viewport=size, color_scheme=look.scheme, reduced_motion="reduce", **options)
    try:
        page = context.new_page()
        page.set_default_timeout(15_000)
        troubles.watch(page)
        yield page
    finally:
        _close(context)


def _close(context: BrowserContext) -> None:
    """Close a context. Chromium hangs here once in thousands of times; it is then killed, and launched again."""
    browser = context.browser
    assert browser is not None
    end = Timer(PATIENCE, os.kill, (_process_of(browser), signal.SIGKILL))
    end.start()
    try:
        context.close()
    except Error:
        if browser.is_connected():
            raise
    finally:
        end.cancel()


@cache
def _process_of(browser: Browser) -> int:
    session = browser.new_browser_cdp_session()
    (process,) = (
        each["id"] for each in session.send("SystemInfo.getProcessInfo")["processInfo"] if each["type"] == "browser"
    )
    return int(process)


def axe(page: Page) -> None:
    """Check the page by the rules of axe-core. Raise ``AssertionError`` for a serious finding."""
    if reason := npm_ci(NODE):
        raise NotInstalled(reason)
    # Evaluated by the debugger of the browser, to which the page's policy for scripts does not apply.
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [each for each in result["violations"] if each["impact"] in GRAVE]
    assert not grave, "\n".join(_describe(each) for each in grave)


def fits(page: Page) -> None:
    """Check that a page fits into the width of its window; only tables and the like may scroll."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"the page is {wide} pixels wide, in a window of {window}"


def _describe(violation: dict[str, Any]) -> str:
    nodes = "; ".join(str(node["html"])[:200] for node in violation["nodes"][:5])
    return f"{violation['impact']} {violation['id']}: {violation['help']}: {nodes}"


def go_back(page: Page) -> None:
    """Go back in the history. Playwright's own call fails at times where pages are just swapped."""
    page.wait_for_load_state()
    with page.expect_navigation():
        page.evaluate("history.back()")
