"""What people call keys, and what Textual calls them."""

from __future__ import annotations

import unicodedata

_SHOWN = {  # Textual's name of a key → what people read
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "esc",
}


def show_key(key: str) -> str:
    """A key, named as Textual has it, as people read it: "?", "↓", "alt+*"."""
    *modifiers, base = key.split("+")
    return "+".join((*modifiers, _SHOWN.get(base, _SIGN_OF.get(base, base))))


def key_named(text: str) -> str | None:
    """The name of a key that a person wrote, as Textual has it: "?", "ctrl+d", "esc", "J"; None if there is none."""
    base = "+" if text.endswith("+") else text.rpartition("+")[2]
    head = text.removesuffix(base)
    modifiers = sorted({m.lower() for m in head.split("+") if m})
    if not set(modifiers) <= _MODIFIERS or not base or (head and not head.endswith("+")):
        return None
    name = _named(base)
    if name and len(name) == 1 and modifiers:
        if modifiers == ["shift"]:
            return name.upper() if name.upper() != name else None
        name = name.lower()
    return _SAME.get("+".join((*modifiers, name)), "+".join((*modifiers, name))) if name else None


def _named(base: str) -> str | None:
    """The name of a key without modifiers."""
    if len(base) > 1:
        plain = base.lower()
        return _KEYS.get(plain, plain if plain in _NAMES or plain in _SIGNS.values() else None)
    if base in _SIGNS:
        return _SIGNS[base]
    return base if base.isalnum() else _KEYS.get(base)


def _sign_name(sign: str) -> str:
    """What Textual calls the key of a sign."""
    name = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    return _CALLED.get(name, name)


_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_SIGNS = {sign: _sign_name(sign) for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "}
_SIGN_OF = {name: sign for sign, name in _SIGNS.items() if sign != " "}
_MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_NAMES = frozenset(
    "up down left right home end pageup pagedown insert delete backspace tab enter escape space".split()
    + [f"f{n}" for n in range(1, 25)]
)
_KEYS = {shown.lower(): name for name, shown in _SHOWN.items()} | {"del": "delete", "return": "enter"}
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}  # terminals send the same for both
