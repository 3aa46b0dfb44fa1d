"""People and companies with names that are obviously made up, all of them at example.com."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

FIRST_NAMES = (
    "Testa", "Mocka", "Proba", "Fiktiva", "Exempla", "Demona", "Attrapa", "Fakira", "Placeholda", "Dummia",
    "Testo", "Mocko", "Probo", "Fiktivo", "Exemplo", "Demono", "Attrapo", "Fakiro", "Placeholdo", "Dummio",
)  # fmt: skip
LAST_NAMES = (
    "Testsson", "Mockberg", "Provdotter", "Fiktivsen", "Exempelius", "Demolund", "Attrappström", "Påhittsen",
    "Platzhalter", "Mustermensch", "Låtsasson", "Dummyborg", "Beispielmann", "Øvelsen", "Teststrand",
)  # fmt: skip
STREETS = ("Mockgatan", "Provvägen", "Testallén", "Exempelstigen", "Fiktionsgränd", "Låtsastorget", "Påhittsbacken")
CITIES = ("Teststad", "Mockköping", "Provholm", "Exempelby", "Fiktivborg", "Låtsasvik")
COMPANIES = ("Mock", "Test", "Prov", "Fiktiv", "Exempel", "Låtsas", "Attrapp", "Demo")
TRADES = ("Moden", "Stores", "Outfitters", "Trading", "Boutique", "Handel", "Möbler", "Warehouse")
COUNTRIES = ("SE", "NO", "DK", "FI", "DE", "NL")

_ASCII = str.maketrans("åäöøé", "aaooe")


def person(random: Random, number: int, country: str | None = None) -> dict[str, str]:
    """Return a person by the names of a customer's fields. The number distinguishes equal names."""
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    return {
        "firstname": first,
        "lastname": last,
        **address(random, country),
        "email": email(first, last, number),
        "telephone": telephone(random),
    }


def address(random: Random, country: str | None = None, cities: Sequence[str] = CITIES) -> dict[str, str]:
    return {
        "address1": f"{random.choice(STREETS)} {random.randint(1, 120)}",
        "address2": f"c/o {random.choice(LAST_NAMES)}" if random.random() < 0.1 else "",
        "city": random.choice(cities),
        "state": "",
        "zipcode": f"{random.randint(100, 999)} {random.randint(10, 99)}",
        "country": country or random.choice(COUNTRIES),
    }


def company(random: Random, number: int) -> str:
    return f"{random.choice(COMPANIES)} {random.choice(TRADES)} {number}"


def email(first: str, last: str, number: int) -> str:
    return f"{first}.{last}.{number}@example.com".lower().translate(_ASCII)


def telephone(random: Random) -> str:
    """Return a telephone number that is not assigned: Swedish numbers from 031-3900 are reserved for fiction."""
    return f"031-3900{random.randint(600, 699)}"
