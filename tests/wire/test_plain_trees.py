"""Requests as plain trees: the quick way for what most clients send gives what the general way gives."""

from __future__ import annotations

import pytest
from lxml import etree

from centra_mock.wire import tree
from centra_mock.wire.endpoints import CENTRA

NS = f'xmlns="{CENTRA}"'
P = f'xmlns:p="{CENTRA}"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

PLAIN = {
    "default namespace": f"<a {NS}><b>1 &lt; 2 &amp; p:</b><c/> <d> </d>\n</a>",
    "prefix": f'<p:a {P} at="1"><p:b at="2">x</p:b><p:p>p:</p:p></p:a>',
    "beside an unused prefix": f'<p:a {P} xmlns:s="urn:s"><p:b>\r\n</p:b></p:a>',
    "empty": f"<p:a {P}/>",
    "without a namespace below": f"<p:a {P}><b>1</b></p:a>",
    "within an envelope": f'<s:e xmlns:s="urn:s" {NS}><a><b of="market">1</b></a></s:e>',
    "text between": f"<a {NS}>x<b/>y</a>",
}
UNUSUAL = {
    "nil": f'<a {NS} {XSI}><b xsi:nil="true">x</b></a>',
    "foreign": f'<p:a {P} xmlns:s="urn:s"><s:b/><p:c/></p:a>',
    "foreign default": f'<p:a {P} xmlns="urn:s"><b/></p:a>',
    "declared below": f'<a {NS}><q:b xmlns:q="{CENTRA}"/><c xmlns="urn:c"/></a>',
    "two prefixes": f'<p:a {P} xmlns:q="{CENTRA}"><q:b/></p:a>',
    "space": f'<a {NS}><b xml:space="preserve"> <c/> </b></a>',
    "of no namespace": "<a><b/></a>",
    "of another namespace": '<a xmlns="urn:a"><b/></a>',
    "a name in a text": f"<a {NS}><b>xmlns</b></a>",
}


@pytest.mark.parametrize("name", PLAIN | UNUSUAL)
def test_both_ways_give_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    node = etree.fromstring((PLAIN | UNUSUAL)[name])
    node = node if not str(node.tag).endswith("}e") else node[0]
    quickly = tree._stripped(node, CENTRA)
    assert (quickly is not None) == (name in PLAIN)
    found = tree.normalized(node, CENTRA)
    monkeypatch.setattr(tree, "_stripped", lambda *_: None)
    assert etree.tostring(found) == etree.tostring(tree.normalized(node, CENTRA))
