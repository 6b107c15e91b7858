"""Renders quantities (siunitx) and chemical formulas (mhchem) as readable text."""

from __future__ import annotations

import re

_PREFIXES = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": "µ", "milli": "m",
    "centi": "c", "deci": "d", "deca": "da", "deka": "da", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "peta": "P", "exa": "E", "zetta": "Z", "yotta": "Y",
}  # fmt: skip
_UNITS = {
    "ampere": "A", "candela": "cd", "kelvin": "K", "kilogram": "kg", "gram": "g", "metre": "m", "meter": "m",
    "mole": "mol", "second": "s", "becquerel": "Bq", "celsius": "°C", "degreeCelsius": "°C", "coulomb": "C",
    "farad": "F", "gray": "Gy", "hertz": "Hz", "henry": "H", "joule": "J", "lumen": "lm", "lux": "lx", "newton": "N",
    "ohm": "Ω", "pascal": "Pa", "radian": "rad", "siemens": "S", "sievert": "Sv", "tesla": "T", "volt": "V",
    "watt": "W", "weber": "Wb", "minute": "min", "hour": "h", "day": "d", "degree": "°", "arcminute": "′",
    "arcsecond": "″", "litre": "L", "liter": "L", "tonne": "t", "hectare": "ha", "electronvolt": "eV", "dalton": "Da",
    "decibel": "dB", "bel": "B", "bit": "bit", "byte": "B", "percent": "%", "astronomicalunit": "au", "parsec": "pc",
    "square": "²", "cubic": "³", "squared": "²", "cubed": "³", "per": "/", "of": "", "highlight": "",
}  # fmt: skip
_NAME = re.compile(r"\\([A-Za-z]+)\s*|[.~\s]+")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_COUNT = re.compile(r"(?<=[A-Za-z)\]])\d+")


def unit_text(source: str) -> str | None:
    r""" "m/s" of ``\metre\per\second``; None where a part is no unit."""
    found: list[str] = []
    power = ""
    at = 0
    while at < len(source):
        match = _NAME.match(source, at)
        if match is None:
            return None if "\\" in source[at:] else "".join(found) + source[at:]
        at = match.end()
        name = match[1]
        if name is None:
            found.append(" " if found else "")
        elif name in ("square", "cubic"):  # before their unit
            power = _UNITS[name]
        elif name in _PREFIXES:
            found.append(_PREFIXES[name])
        elif name in _UNITS:
            parted = found and not found[-1].isspace() and found[-1] != "/" and found[-1] not in _PREFIXES.values()
            if parted and name not in ("per", "squared", "cubed"):
                found.append(" ")
            found += [_UNITS[name], power]
            power = ""
        else:
            return None
    return "".join(found)


def formula_text(source: str) -> str | None:
    """ "H₂SO₄" of "H2SO4"; None where it is more than letters, numbers and signs."""
    return None if "\\" in source or "$" in source else _COUNT.sub(lambda m: m[0].translate(_SUBSCRIPT), source)
