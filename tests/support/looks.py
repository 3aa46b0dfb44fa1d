"""The mark for browser tests that run in each look."""

from __future__ import annotations

import pytest

from support.chromium import LOOKS

every_look = pytest.mark.parametrize("look", LOOKS, indirect=True, ids=lambda look: look.name)
