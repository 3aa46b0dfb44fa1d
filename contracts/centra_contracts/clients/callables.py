"""A client that is a Python function. Each poll calls it in a new thread."""

from __future__ import annotations

import ctypes
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from centra_contracts.clients.base import ClientError, RunOutcome, State, checked_state
from centra_contracts.clients.connection import ConnectionSettings

PollFunction = Callable[[ConnectionSettings], object]
StateFunction = Callable[[ConnectionSettings], State]


class Killed(BaseException):
    """Raised in a client's thread to end it; ``except Exception`` does not catch it."""


_IGNORED: set[int] = set()
"""The threads in which ``Killed`` was ignored: it is to be raised again."""

PAUSE = 0.1
"""Seconds between one look for such threads and the next."""


@dataclass(frozen=True)
class CallableClient:
    """``poll_function(connection)`` polls once; ``state_function(connection)`` returns what the client stores."""

    poll_function: PollFunction
    state_function: StateFunction | None = None
    polls_by_itself: bool = field(default=False, init=False)

    @property
    def has_state(self) -> bool:
        return self.state_function is not None

    def fresh(self) -> CallableInstance:
        return CallableInstance(self)


class CallableInstance:
    """The client in one history."""

    def __init__(self, client: CallableClient) -> None:
        self._client = client

    def poll(self, connection: ConnectionSettings) -> RunningThread:
        return RunningThread(self._client.poll_function, connection)

    def state(self, connection: ConnectionSettings) -> State | None:
        if self._client.state_function is None:
            return None
        try:
            return checked_state(self._client.state_function(connection), "state")
        except ClientError:
            raise
        except Exception as error:
            raise ClientError(f"state: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Do nothing: no thread of it runs on."""


class RunningThread:
    """A call of the function. A thread can't be killed, but an exception can be raised in it."""

    def __init__(self, function: PollFunction, connection: ConnectionSettings) -> None:
        self._error = ""
        self._failed = False
        self._thread = threading.Thread(target=self._run, args=(function, connection), name="client", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        until = monotonic() + seconds
        while self._thread.is_alive() and (left := until - monotonic()) > 0:
            self._thread.join(min(left, PAUSE))
            if self._thread.ident in _IGNORED:
                _IGNORED.discard(self._thread.ident)
                self.kill()
        return not self._thread.is_alive()

    def kill(self) -> None:
        """Raise ``Killed`` in the thread. It takes effect when a blocking call returns."""
        _notice_if_ignored()
        if self._thread.ident is not None and self._thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident), ctypes.py_object(Killed))

    def outcome(self, ended: str = "exit") -> RunOutcome:
        return RunOutcome(int(self._failed) if ended == "exit" else None, self._error, ended)

    def _run(self, function: PollFunction, connection: ConnectionSettings) -> None:
        try:
            function(connection)
        except Killed as killed:
            _release_frames(killed)
        except SystemExit as error:
            self._failed = error.code not in (None, 0)
            self._error = error.code if isinstance(error.code, str) else ""
        except Exception as error:
            self._failed = True
            # The traceback begins with the client's code.
            shown = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
            self._error = "".join(traceback.format_exception(shown))


def _notice_if_ignored() -> None:
    """Note threads in which ``Killed`` was ignored: Python does so in destructors and in callbacks of the collector."""
    report = sys.unraisablehook
    if getattr(report, "notices_killed", False):
        return

    def notice_or_report(ignored: sys.UnraisableHookArgs) -> None:
        if ignored.exc_type is Killed:
            _IGNORED.add(threading.get_ident())
        else:
            report(ignored)

    notice_or_report.notices_killed = True  # type: ignore[attr-defined]
    sys.unraisablehook = notice_or_report


def _release_frames(killed: Killed) -> None:
    """Release the files and sockets that the killed client left open, without a ``ResourceWarning``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        traceback.clear_frames(killed.__traceback__)
        killed.__traceback__ = killed.__context__ = None
