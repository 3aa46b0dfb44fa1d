"""Repeats an events_Done whose answer was lost until the answer says that the events are done by this call.

That they were done already is all that Centra has to say, with a notice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import lxml_client
from erp import Refused


class Client(lxml_client.Client):
    def drain(self) -> None:
        unanswered = self.centra.workdir / "unanswered.json"
        if unanswered.exists():
            answer = self.call("events_Done", "events_Done", {"event": json.loads(unanswered.read_text())})
            if list(self.below(answer, "notices", "message")):
                raise Refused("events that have to be marked done are not there")
        super().drain()

    def mark_done(self, ids: Sequence[str]) -> None:
        unanswered = self.centra.workdir / "unanswered.json"
        unanswered.write_text(json.dumps(ids))
        super().mark_done(ids)
        unanswered.unlink()


poll, state = Client.entries()
