"""The one table of commands: it feeds key bindings, palette, footer, help, ``readlist keys`` and the README.

Adding a command is one row here and one action in the app (``readlist/tui/commands.py``) or one module in
``readlist/cli``. Keys are named as Textual names them; ``shown`` is how people read them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do in the app."""

    id: str  # config id and action
    title: str  # in the palette: "Star"
    keys: tuple[str, ...]
    group: str  # heading in the help: one of GROUPS
    help: str  # one line, what it does
    hint: str = ""  # in the footer, in the order of the table; empty: not shown there
    panes: frozenset[str] = frozenset()  # where its key acts; empty: everywhere in the main screen

    @property
    def shown(self) -> str:
        """The keys as people read them: "j ↓"."""
        return " ".join(show_key(k) for k in self.keys)


PANES = ("authors", "papers", "queue", "detail")
"""The panes of the main screen, as `tab` walks them."""

GROUPS = ("decide", "queue", "select", "move", "find", "in and out", "app")
_ROWS = frozenset({"papers", "queue", "detail", "triage"})
_LISTS = frozenset({"papers", "queue"})
_QUEUE = frozenset({"queue"})
_AUTHORS = frozenset({"authors"})
_TRIAGE = frozenset({"triage"})

COMMANDS: tuple[Command, ...] = (
    Command("queue", "Queue", ("a",), "decide", "Put the paper into the queue, or take it out", "queue", _ROWS),
    Command("star", "Star", ("s",), "decide", "Star the paper, or take the star back", "star", _ROWS),
    Command("read", "Read", ("r",), "decide", "Mark the paper read, or unread", "read", _ROWS),
    Command("skip", "Skip", ("x",), "decide", "Skip the paper (out of inbox and queue), or take it back", "skip",
            _ROWS),
    Command("later", "Later", ("z",), "decide", "In triage: put the paper off until triage is entered again", "later",
            _TRIAGE),
    Command("undo", "Undo", ("u",), "decide", "Take back the newest change, as far as you like", "undo"),
    Command("redo", "Redo", ("U",), "decide", "Bring back what was undone last"),
    Command("queue_down", "Move down", ("J",), "queue", "Move the paper one place down the queue", "down", _QUEUE),
    Command("queue_up", "Move up", ("K",), "queue", "Move the paper one place up the queue", "up", _QUEUE),
    Command("queue_top", "Move to the top", ("less_than_sign",), "queue", "Move the paper to the top of the queue",
            "top", _QUEUE),
    Command("queue_bottom", "Move to the end", ("greater_than_sign",), "queue",
            "Move the paper to the end of the queue", "end", _QUEUE),
    Command("suggest", "Suggest order", ("w",), "queue", "Put the queue in the order its papers' points suggest",
            "suggest", _QUEUE),
    Command("release", "Let go", ("W",), "queue", "Leave a place given by hand to the suggested order again", "",
            _QUEUE),
    Command("tags", "Tags", ("t",), "decide", "Give tags or take them, with completion", "tags", _ROWS),
    Command("note", "Note", ("n",), "decide", "Write a note, here or in $EDITOR", "note", _ROWS),
    Command("fix", "Fix", ("f",), "decide", "Correct where the title ends, or any fact; or confirm it", "fix", _ROWS),
    Command("remove", "Remove", ("delete",), "decide",
            "Delete the paper from the library; above the authors, the query that is kept", "", _ROWS | _AUTHORS),
    Command("merge", "Merge", ("m",), "decide", "Join another record of the same paper into this one", "", _ROWS),
    Command("split", "Split", ("M",), "decide", "Take a merged paper apart again", "", _ROWS),
    Command("alias", "Alias", ("A",), "decide", "Say by what other name the author is known", "alias", _AUTHORS),
    Command("follow", "Follow", ("F",), "decide", "Follow the author, or no longer: a star on the author", "follow",
            _ROWS | _AUTHORS),
    Command("queue_author", "Queue all unread", ("Q",), "decide", "Queue everything of the author that is in the inbox",
            "queue all", _AUTHORS),
    Command("triage", "Triage", ("T",), "decide", "Decide about the listing's inbox, one paper at a time", "triage"),
    Command("select", "Select", ("space",), "select", "Select the paper, or no longer", "", _LISTS),
    Command("select_range", "Select a range", ("V",), "select", "Select from here to where the cursor goes", "",
            _LISTS),
    Command("select_all", "Select all", ("ctrl+a",), "select", "Select all that is shown, or nothing", "", _LISTS),
    Command("down", "Down", ("j", "down"), "move", "To the next row; in the detail, scroll"),
    Command("up", "Up", ("k", "up"), "move", "To the row before; in the detail, scroll"),
    Command("first", "First", ("g", "home"), "move", "To the first row"),
    Command("last", "Last", ("G", "end"), "move", "To the last row"),
    Command("half_down", "Half a page down", ("ctrl+d",), "move", "Half a page down"),
    Command("half_up", "Half a page up", ("ctrl+u",), "move", "Half a page up"),
    Command("page_down", "Page down", ("pagedown",), "move", "A page down"),
    Command("page_up", "Page up", ("pageup",), "move", "A page up"),
    Command("next_pane", "Next pane", ("tab",), "move", "To the next pane"),
    Command("previous_pane", "Previous pane", ("shift+tab",), "move", "To the pane before"),
    Command("authors", "Authors pane", ("1",), "move", "To the authors"),
    Command("papers", "Papers pane", ("2",), "move", "To the papers"),
    Command("queue_pane", "Queue pane", ("3",), "move", "To the queue"),
    Command("detail", "Detail pane", ("4",), "move", "To the detail"),
    Command("wider", "Wider", ("plus",), "move", "Give the pane more room"),
    Command("narrower", "Narrower", ("minus",), "move", "Give the pane less room"),
    Command("usual_sizes", "Usual sizes", ("equals_sign",), "move", "Give all panes the room they had at first"),
    Command("into", "Into", ("enter",), "move", "Into what is under the cursor: the author's papers, the detail"),
    Command("out", "Out", ("escape",), "move", "Out of the selection, out of the search, back to the papers"),
    Command("search", "Search", ("slash",), "find", "Search as you type, typing errors forgiven", "search"),
    Command("sort", "Sort", ("S",), "find", "Sort the papers by another field", "", frozenset({"papers"})),
    Command("next_match", "Next match", ("right_square_bracket",), "find",
            "To the next match in the detail", "", _ROWS),
    Command("previous_match", "Previous match", ("left_square_bracket",), "find",
            "To the match before in the detail", "", _ROWS),
    Command("keep", "Keep the query", ("ctrl+s",), "find",
            "Keep the query by a name: it then stands above the authors"),
    Command("import", "Import", ("i",), "in and out", "Import a page, .bib, .ris…: file, clipboard, or paste anywhere",
            "import"),
    Command("paste", "Paste", ("ctrl+v",), "in and out", "Import what the clipboard holds"),
    Command("enrich", "Enrich", ("E",), "in and out", "Look the paper up: all authors, arXiv id, DOI, venue"),
    Command("export", "Export", ("e",), "in and out", "Write the queue, the listing or a selection to a file",
            "export"),
    Command("copy", "Copy BibTeX", ("y",), "in and out", "Copy the paper's BibTeX entry", "copy", _ROWS),
    Command("copy_other", "Copy …", ("Y",), "in and out",
            "Copy the key, a citation, the title, the link, or the entry in another format", "", _ROWS),
    Command("open", "Open link", ("o",), "in and out", "Open the paper's link in the browser", "open", _ROWS),
    Command("open_code", "Open code", ("O",), "in and out", "Open the link to the paper's code in the browser", "",
            _ROWS),
    Command("history", "History", ("H",), "app", "What was done, and back to any point of it"),
    Command("statistics", "Statistics", ("percent_sign",), "app", "What was done per week, and when it will be all"),
    Command("help", "Help", ("question_mark",), "app", "Every key, those of this pane first", "keys"),
    Command("palette", "Commands", ("ctrl+p",), "app", "Every command by name"),
    Command("theme", "Theme", ("ctrl+t",), "app", "Choose the colours; remembered"),
    Command("suspend", "Suspend", ("ctrl+z",), "app", "To the shell for a while; fg comes back"),
    Command("quit", "Quit", ("q",), "app", "Leave; everything is saved already"),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}


def with_keys(keys: Mapping[str, tuple[str, ...]]) -> tuple[Command, ...]:
    """The table where some commands, by their id, have other keys."""
    return tuple(replace(c, keys=keys.get(c.id, c.keys)) for c in COMMANDS)


def acting(commands: Iterable[Command], pane: str, can_act: Callable[[Command], bool]) -> list[Command]:
    """The commands with a place in the footer that act in a pane now."""
    here = (c for c in commands if c.hint and c.keys and (not c.panes or pane in c.panes))
    return [c for c in here if can_act(c)]


def clash(keys: Mapping[str, tuple[str, ...]], id: str) -> tuple[str, str] | None:
    """A key of a command that another has too, and that other's id, where these keys are given; else None."""
    table = with_keys(keys)
    own = next(c for c in table if c.id == id).keys
    return next(((k, c.id) for c in table if c.id != id for k in c.keys if k in own), None)


def key_table() -> str:
    """The README's key table, in Markdown."""
    rows = ["| key | command | what it does |", "|---|---|---|"]
    for group in GROUPS:
        for c in COMMANDS:
            if c.group == group:
                keys = " ".join(f"`{show_key(k)}`" for k in c.keys)
                rows.append(f"| {keys} | {c.title} | {c.help} |")
    return "\n".join(rows) + "\n"


# What people call keys, and what Textual calls them.


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
