"""Texts and attributes: the same characters, spelled in other ways."""

from __future__ import annotations

from random import Random

_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_COMMENTS = ("<!---->", "<!-- 0 -->", "<!-- </ns1:id> -->")


class TextWriter:
    """Spells texts for a document in a charset."""

    def __init__(self, random: Random, kinds: frozenset[str], rate: float, charset: str) -> None:
        self._random = random
        self._kinds = kinds
        self._rate = rate
        self._charset = charset

    def text(self, text: str) -> str:
        """Return a text in one or more pieces, each as it is or as CDATA."""
        return "".join(self._piece(piece) for piece in self._pieces(text))

    def attribute(self, value: str) -> str:
        """Return a value in quotes. Tabs and line ends become references, since parsers read them as blanks."""
        quote = "'" if self._chance("tags") else '"'
        special = {"\t", "\n", "\r", "&", "<", quote}
        return quote + "".join(self._character(each, each in special) for each in value) + quote

    def _pieces(self, text: str) -> list[str]:
        if len(text) < 2 or not (self._chance("cdata") or self._chance("split_text")):
            return [text]
        at = self._random.randrange(1, len(text))
        return [text[:at], text[at:]]

    def _piece(self, piece: str) -> str:
        after = self._random.choice(_COMMENTS) if piece and self._chance("split_text") else ""
        # A parser would take a carriage return in CDATA for a line's end.
        if piece and self._chance("cdata") and "\r" not in piece and self._can_write(piece):
            return f"<![CDATA[{piece.replace(']]>', ']]]]><![CDATA[>')}]]>{after}"
        return "".join(self._character(each, each in "&<>\r") for each in piece) + after

    def _character(self, character: str, special: bool) -> str:
        if self._chance("references") or (special and character not in _NAMED) or not self._can_write(character):
            forms = [f"&#{ord(character)};", f"&#x{ord(character):X};", f"&#x{ord(character):04x};"]
            if character in _NAMED:
                forms.append(_NAMED[character])
            return self._random.choice(forms)
        return _NAMED[character] if special else character

    def _can_write(self, text: str) -> bool:
        try:
            text.encode(self._charset)
        except UnicodeEncodeError:
            return False
        return True

    def _chance(self, kind: str) -> bool:
        return kind in self._kinds and self._random.random() < self._rate
