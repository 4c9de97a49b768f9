"""Whose standard a number is: "AS/NZS 62368.1" → Australia and New Zealand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The first letters of a number, up to what adopts something else within it ("UAE.S GSO IEC"), and who issues such numbers.
_OF: dict[str, tuple[str, ...]] = {
    "ABNT": ("BR",), "NBR": ("BR",), "ANSI": ("US",), "ASTM": ("US",), "UL": ("US",), "AS": ("AU",), "AS/NZS": ("AU", "NZ"), "NZ": ("NZ",),
    "NZS": ("NZ",), "BS": ("GB",), "CAN": ("CA",), "CSA": ("CA",), "CNAS": ("CN",), "CNS": ("TW",), "DIN": ("DE",), "VDE": ("DE",), "EN": ("EU",), "ETSI": ("EU",),
    "GB": ("CN",), "YY": ("CN",), "YD": ("CN",), "SJ": ("CN",), "QB": ("CN",), "JB": ("CN",), "GOST": ("EAEU",), "GOST R": ("RU",),
    "GSO": ("GCC",), "IS": ("IN",), "J": ("JP",), "JIS": ("JP",), "JNIOSH": ("JP",), "K": ("KR",), "KC": ("KR",), "KN": ("KR",), "KS": ("KR",), "MS": ("MY",),
    "NMX": ("MX",), "NOM": ("MX",),
    "NTC": ("CO",), "PNS": ("PH",), "SANS": ("ZA",), "SASO": ("SA",), "SLS": ("LK",), "SNI": ("ID",), "SS": ("SG",), "TCVN": ("VN",),
    "TIS": ("TH",), "UAE.S": ("AE",), "QCVN": ("VN",), "ST": ("JP",), "IRAM": ("AR",), "SI": ("IL",), "VC": ("ZA",), "SIST": ("SI",), "SRPS": ("RS",),
    "SSH": ("AL",), "EVS": ("EE",), "DSTU": ("UA",), "MKS": ("MK",), "SR": ("RO",), "NM": ("AR", "BR", "PY", "UY"), "UNE": ("ES",), "PSN": ("ID",), "ES": ("EG",),
}  # fmt: skip
_SERIES = re.compile(r"AS/NZS|GOST R\b|UAE\.S|[A-Z]+")


def issuers(standard: str) -> tuple[str, ...]:
    """The economies, or the group of them, whose body issues a standard; none of an international one or an unknown series."""
    match = _SERIES.match(standard.upper())
    return _OF.get(match[0], ()) if match else ()


def issued_in(standard: str, economies: Iterable[str]) -> bool:
    """Whether one of the economies, or a group among them, issues the standard."""
    return not set(economies).isdisjoint(issuers(standard))
