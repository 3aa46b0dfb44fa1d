"""Threads are started when they are needed, and end when they are idle."""

from __future__ import annotations

import threading

import pytest

from centra_mock.web.http import workers
from centra_mock.web.http.workers import Workers


class Task:
    """A task that waits until it is released."""

    def __init__(self, go_on: threading.Event) -> None:
        self._go_on = go_on
        self.begun = threading.Event()

    def service(self) -> None:
        self.begun.set()
        assert self._go_on.wait(30)


def threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_there_is_a_thread_for_each_task_up_to_the_limit() -> None:
    go_on = threading.Event()
    pool = Workers("few", 3)
    tasks = [Task(go_on) for _ in range(5)]
    for number, task in enumerate(tasks, 1):
        pool.add(task)
        assert len(threads("few")) == min(number, 3)
    assert all(task.begun.wait(30) for task in tasks[:3])
    assert not any(task.begun.is_set() for task in tasks[3:])
    go_on.set()
    assert all(task.begun.wait(30) for task in tasks)
    for thread in pool.stop():
        thread.join(30)
    assert threads("few") == []


def test_a_free_thread_is_used_again() -> None:
    done = threading.Event()
    done.set()
    pool = Workers("again", 3)
    for _ in range(20):
        task = Task(done)
        pool.add(task)
        assert task.begun.wait(30)
        while pool.pending:
            pass
    assert len(threads("again")) == 1
    for thread in pool.stop():
        thread.join(30)


def test_idle_threads_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_IDLE", 0.01)
    done = threading.Event()
    done.set()
    pool = Workers("idle", 3)
    for _ in range(2):
        task = Task(done)
        pool.add(task)
        assert task.begun.wait(30)
        for thread in threads("idle"):
            thread.join(30)
            assert not thread.is_alive()


def test_a_failing_task_does_not_end_its_thread(caplog: pytest.LogCaptureFixture) -> None:
    class Failing:
        def service(self) -> None:
            raise ZeroDivisionError

    done = threading.Event()
    done.set()
    pool = Workers("sturdy", 1)
    task = Task(done)
    pool.add(Failing())
    pool.add(task)
    assert task.begun.wait(30)
    assert "ZeroDivisionError" in caplog.text
    for thread in pool.stop():
        thread.join(30)
