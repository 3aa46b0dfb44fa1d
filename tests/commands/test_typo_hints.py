"""Probable typing errors on the command line are accepted, with a hint on standard error."""

from __future__ import annotations

import pytest

from support.remote_commands import Commands


@pytest.mark.parametrize(
    ("arguments", "hints"),
    [
        (
            ("object", "put", "product", "chair", "--field", "statsu=inactive"),
            ["statsu: product has no such field, and keeps it as it is; did you mean status?"],
        ),
        (
            ("object", "put", "market", "se", "--xml", "<market><zzz/></market>"),
            ["zzz: market has no such field, and keeps it as it is"],
        ),
        (
            ("order", "place", "--field", "shippingAddress.city=Lund", "--field", "shippingaddress.citty=Lund"),
            [
                "shippingaddress/citty: shippingaddress has no such field, and keeps it as it is; did you mean city?",
                "shippingAddress: order has no such field, and keeps it as it is; did you mean shippingaddress?",
            ],
        ),
        (
            ("customer", "register", "--field", "emial=ada@example.com"),
            ["emial: customer has no such field, and keeps it as it is; did you mean email?"],
        ),
        (("object", "put", "product", "chair", "--field", "status=inactive"), []),
    ],
)
def test_an_unknown_field_is_stored_with_a_hint(cli: Commands, arguments: tuple[str, ...], hints: list[str]) -> None:
    for form in ((), ("--json",)):
        code, out, err = cli.run(*arguments, *form)
        assert (code, err.splitlines()) == (0, [f"centra-mock: {hint}" for hint in hints])
        assert out


def test_a_tenant_with_a_similar_name_is_created_with_a_hint(cli: Commands) -> None:
    def said(tenant: str) -> str:
        code, _, err = cli.run("queue", "--tenant", tenant)
        assert code == 0
        return err

    cli.ok("tenants", "create", "warehouses")
    hint = "centra-mock: there was no tenant Warehuoses yet, and it is made; did you mean warehouses?\n"
    for other in ("warehouses", "warehouses2", "warehouses-copy", "ams", "fjord"):
        assert said(other) == ""
    assert said("Warehuoses") == hint
    assert said("Warehuoses") == ""
