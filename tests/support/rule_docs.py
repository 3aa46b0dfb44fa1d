"""Write the table of the contract's rules into docs/contracts.md: ``python tests/support/rule_docs.py``."""

from __future__ import annotations

import re
from pathlib import Path

from centra_contracts.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "contracts.md"
_TABLE = re.compile(r"<!-- rules -->.*?<!-- /rules -->", re.DOTALL)


def with_rules(page: str) -> str:
    """Return the page with the table of rules replaced."""
    rows = "\n".join(f"| `{rule.id}` | {rule.promise} |" for rule in RULES.values())
    table = f"<!-- rules -->\n| rule | the client's promise |\n| --- | --- |\n{rows}\n<!-- /rules -->"
    return _TABLE.sub(lambda _: table, page)


if __name__ == "__main__":
    PAGE.write_text(with_rules(PAGE.read_text("utf-8")), "utf-8")
