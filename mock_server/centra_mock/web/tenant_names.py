"""What may stand for ``{ams}`` in a path."""

from __future__ import annotations

import re

from werkzeug.routing import BaseConverter

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class TenantConverter(BaseConverter):
    """``<tenant:name>`` in a route."""

    regex = TENANT.pattern
