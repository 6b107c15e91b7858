"""The table of the app's commands, from which key bindings, palette, footer, help and manual are made.

A new command is a row here and the function that it names. Keys are named as Textual names them; ``shown`` is how
people read them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do in the app."""

    id: str  # its name in the configuration
    title: str  # in the palette: "Star"
    keys: tuple[str, ...]
    group: str  # heading in the help: one of GROUPS
    action: str  # "module:function" in readlist/tui/commands, called with the main screen
    help: str  # what it does, in at most 60 characters
    hint: str = ""  # in the footer; empty: not shown there
    panes: frozenset[str] = frozenset()  # where its key acts; empty: everywhere in the main screen

    @property
    def shown(self) -> str:
        """The keys as people read them: "j ↓"."""
        return " ".join(show_key(k) for k in self.keys)

    def load(self) -> Callable[[Any], object]:
        """The function that carries the command out; its module is imported now. Raises ImportError, AttributeError."""
        module, _, function = self.action.partition(":")
        action: Callable[[Any], object] = getattr(import_module(f"readlist.tui.commands.{module}"), function)
        return action


PANES = ("authors", "papers", "queue", "detail")
"""The panes of the main screen, as `tab` walks them."""

GROUPS = ("decide", "queue", "select", "move", "find", "in and out", "app")
_ROWS = frozenset({"papers", "queue", "detail", "triage"})
_LISTS = frozenset({"papers", "queue"})
_QUEUE = frozenset({"queue"})
_AUTHORS = frozenset({"authors"})
_TRIAGE = frozenset({"triage"})

COMMANDS: tuple[Command, ...] = (
    Command("queue", "Queue", ("a",), "decide", "deciding:queue",
            "Queue the paper, or take it off the queue", "queue", _ROWS),
    Command("star", "Star", ("s",), "decide", "deciding:star",
            "Star the paper, and queue it from the inbox; or unstar", "star", _ROWS),
    Command("read", "Read", ("r",), "decide", "deciding:read",
            "Mark the paper read (off the queue) or unread", "read", _ROWS),
    Command("skip", "Skip", ("x",), "decide", "deciding:skip",
            "Skip the paper (out of inbox and queue), or unskip it", "skip", _ROWS),
    Command("later", "Later", ("z",), "decide", "general:later",
            "In triage: leave the paper for the next triage", "later", _TRIAGE),
    Command("undo", "Undo", ("u",), "decide", "general:undo", "Undo the last change (repeatable)", "undo"),
    Command("redo", "Redo", ("U",), "decide", "general:redo", "Redo what was undone last"),
    Command("queue_down", "Move down", ("J",), "queue", "deciding:queue_down",
            "Move the paper one place down the queue", "down", _QUEUE),
    Command("queue_up", "Move up", ("K",), "queue", "deciding:queue_up",
            "Move the paper one place up the queue", "up", _QUEUE),
    Command("queue_top", "Move to the top", ("less_than_sign",), "queue", "deciding:queue_top",
            "Move the paper to the top of the queue", "top", _QUEUE),
    Command("queue_bottom", "Move to the end", ("greater_than_sign",), "queue", "deciding:queue_bottom",
            "Move the paper to the end of the queue", "end", _QUEUE),
    Command("suggest", "Suggest order", ("w",), "queue", "deciding:suggest",
            "Sort the queue by the points of its papers", "suggest", _QUEUE),
    Command("unpin", "Unpin", ("W",), "queue", "deciding:unpin",
            "Let the suggested order place the paper again", "", _QUEUE),
    Command("tags", "Tags", ("t",), "decide", "notes:tags", "Edit tags, with completion", "tags", _ROWS),
    Command("note", "Note", ("n",), "decide", "notes:note", "Write a note, here or in $EDITOR", "note", _ROWS),
    Command("fix", "Fix", ("f",), "decide", "repairing:fix",
            "Correct the title, authors or any fact, or confirm them", "fix", _ROWS),
    Command("remove", "Remove", ("delete",), "decide", "repairing:remove",
            "Remove the paper, or the saved search in Authors", "", _ROWS | _AUTHORS),
    Command("merge", "Merge", ("m",), "decide", "repairing:merge",
            "Merge another record of the same paper into this one", "", _ROWS),
    Command("split", "Split", ("M",), "decide", "repairing:split", "Split a merged paper again", "", _ROWS),
    Command("alias", "Alias", ("A",), "decide", "repairing:alias", "Add another name of the author", "alias", _AUTHORS),
    Command("follow", "Follow", ("F",), "decide", "deciding:follow",
            "Follow or unfollow the author", "follow", _ROWS | _AUTHORS),
    Command("theirs", "Theirs", ("b",), "decide", "news:theirs",
            "Yes, it is by the person you follow; learned", "", _ROWS),
    Command("not_theirs", "Another person's", ("B",), "decide", "news:not_theirs",
            "No, by another person of that name; remembered", "", _ROWS),
    Command("never_theirs", "Never again", ("D",), "decide", "news:never_theirs",
            "Never: the same, and nothing else in that field", "", _ROWS),
    Command("queue_author", "Queue all unread", ("Q",), "decide", "deciding:queue_author",
            "Queue all papers of the author that are in the inbox", "queue all", _AUTHORS),
    Command("triage", "Triage", ("T",), "decide", "opening:triage",
            "Decide on the listed inbox papers, one at a time", "triage"),
    Command("select", "Select", ("space",), "select", "moves:select", "Select or deselect the paper", "", _LISTS),
    Command("select_range", "Select a range", ("V",), "select", "moves:select_range",
            "Select from here to where the cursor goes", "", _LISTS),
    Command("select_all", "Select all", ("ctrl+a",), "select", "moves:select_all",
            "Select all rows, or none", "", _LISTS),
    Command("down", "Down", ("j", "down"), "move", "moves:down", "Next row; in the detail, scroll down"),
    Command("up", "Up", ("k", "up"), "move", "moves:up", "Previous row; in the detail, scroll up"),
    Command("first", "First", ("g", "home"), "move", "moves:first", "First row"),
    Command("last", "Last", ("G", "end"), "move", "moves:last", "Last row"),
    Command("half_down", "Half a page down", ("ctrl+d",), "move", "moves:half_down", "Half a page down"),
    Command("half_up", "Half a page up", ("ctrl+u",), "move", "moves:half_up", "Half a page up"),
    Command("page_down", "Page down", ("pagedown",), "move", "moves:page_down", "One page down"),
    Command("page_up", "Page up", ("pageup",), "move", "moves:page_up", "One page up"),
    Command("next_pane", "Next pane", ("tab",), "move", "moves:next_pane", "Go to the next pane"),
    Command("previous_pane", "Previous pane", ("shift+tab",), "move", "moves:previous_pane", "Go to the previous pane"),
    Command("pane_left", "Pane on the left", ("left", "h"), "move", "moves:pane_left", "Go to the pane on the left"),
    Command("pane_right", "Pane on the right", ("right", "l"), "move", "moves:pane_right",
            "Go to the pane on the right"),
    Command("pane_there", "Pane there", ("ctrl+w",), "move", "moves:pane_there",
            "Then an arrow or h j k l: the pane there; w: the next one"),
    Command("authors", "Authors pane", ("1",), "move", "moves:authors", "Go to Authors"),
    Command("papers", "Papers pane", ("2",), "move", "moves:papers", "Go to Papers"),
    Command("queue_pane", "Queue pane", ("3",), "move", "moves:queue_pane", "Go to Queue"),
    Command("detail", "Detail pane", ("4",), "move", "moves:detail", "Go to Detail"),
    Command("toggle_detail", "Show detail", ("d",), "move", "moves:toggle_detail",
            "Show or hide the detail; remembered"),
    Command("wider", "Wider", ("plus",), "move", "moves:wider", "Make the pane larger"),
    Command("narrower", "Narrower", ("minus",), "move", "moves:narrower", "Make the pane smaller"),
    Command("reset_sizes", "Reset sizes", ("equals_sign",), "move", "moves:reset_sizes", "Reset pane sizes"),
    Command("open_row", "Open", ("enter",), "move", "moves:open_row",
            "Open what the cursor is on; a match in a PDF: its page"),
    Command("back", "Back", ("escape",), "move", "moves:back", "Leave the selection or the search; back to Papers"),
    Command("search", "Search", ("slash",), "find", "general:search",
            "Search as you type; typos are forgiven", "search"),
    Command("sort", "Sort", ("S",), "find", "opening:sort",
            "Sort the papers by another field", "", frozenset({"papers"})),
    Command("next_match", "Next match", ("right_square_bracket",), "find", "opening:next_match",
            "Next match in the detail", "", _ROWS),
    Command("previous_match", "Previous match", ("left_square_bracket",), "find", "opening:previous_match",
            "Previous match in the detail", "", _ROWS),
    Command("toggle_skipped", "Show skipped", ("X",), "find", "moves:toggle_skipped",
            "Hide or show skipped papers; remembered"),
    Command("related", "Related", ("v",), "find", "opening:related",
            "List the papers nearest to this one, and why", "", _ROWS - _TRIAGE),
    Command("save_search", "Save search", ("ctrl+s",), "find", "opening:save_search",
            "Save the search under a name, listed in Authors"),
    Command("import", "Import", ("i",), "in and out", "opening:import_source",
            "Import a page, .bib, .ris…: file or clipboard; or paste", "import"),
    Command("paste", "Paste", ("ctrl+v",), "in and out", "opening:paste", "Import the clipboard"),
    Command("enrich", "Enrich", ("E",), "in and out", "opening:enrich", "Look up all authors, arXiv id, DOI and venue"),
    Command("fetch", "Fetch", ("R",), "in and out", "news:fetch", "Fetch new papers of whom you follow"),
    Command("follow_board", "Follow board", ("L",), "in and out", "news:follow_board",
            "See whom and what you follow, and what came of it"),
    Command("export", "Export", ("e",), "in and out", "opening:export",
            "Export the queue, the listing or the selection to a file", "export"),
    Command("copy", "Copy BibTeX", ("y",), "in and out", "opening:copy", "Copy the BibTeX entry", "copy", _ROWS),
    Command("copy_other", "Copy …", ("Y",), "in and out", "opening:copy_other",
            "Copy the key, citation, title, link or another format", "", _ROWS),
    Command("cite", "Cite", ("c",), "in and out", "opening:cite",
            "Cite the papers: choose a form; copy it, or add entries", "", _ROWS),
    Command("exports", "Kept exports", ("ctrl+e",), "in and out", "opening:kept_exports",
            "See the files that are kept up to date, or drop one"),
    Command("open", "Open link", ("o",), "in and out", "opening:open_paper",
            "Open the paper in the browser, or a search for its title", "open", _ROWS),
    Command("open_code", "Open code", ("O",), "in and out", "opening:open_code",
            "Open the paper's code in the browser", "", _ROWS),
    Command("pdf", "PDF", ("p",), "in and out", "pdfs:open_pdf",
            "Open the PDF; fetch it where a free one is known", "pdf", _ROWS),
    Command("pdf_files", "PDF …", ("P",), "in and out", "pdfs:manage",
            "Attach, replace, remove or read the PDF", "", _ROWS),
    Command("pdf_notes", "PDF notes", ("N",), "in and out", "pdfs:take_notes",
            "Take highlights and comments of the PDF into the note", "", _ROWS),
    Command("history", "History", ("H",), "app", "opening:history", "See every change; go back to any point"),
    Command("statistics", "Statistics", ("percent_sign",), "app", "notes:statistics",
            "This week's papers, reading per week, when you will be done"),
    Command("help", "Help", ("question_mark",), "app", "opening:show_help",
            "Keys, marks and the manual; type to filter", "help"),
    Command("palette", "Commands", ("ctrl+p",), "app", "general:palette", "Find any command by name"),
    Command("theme", "Theme", ("ctrl+t",), "app", "general:theme", "Choose a colour theme; remembered"),
    Command("open_library", "Open library", ("ctrl+o",), "app", "general:open_library", "Open another library"),
    Command("suspend", "Suspend", ("ctrl+z",), "app", "general:suspend", "Back to the shell; fg returns"),
    Command("quit", "Quit", ("q",), "app", "general:leave", "Quit; everything is already saved"),
)  # fmt: skip

ANSWERS = (("theirs", "yes, theirs"), ("not_theirs", "no"), ("never_theirs", "never"))
"""Commands that say whose a doubtful paper is, with what the footer calls them where there is one."""
_SELDOM = frozenset({"tags", "note", "fix", "follow"})  # behind the others in the footer

BY_ID = {command.id: command for command in COMMANDS}


def with_keys(keys: Mapping[str, tuple[str, ...]]) -> tuple[Command, ...]:
    """The table, with other keys for some commands, by id."""
    return tuple(replace(c, keys=keys.get(c.id, c.keys)) for c in COMMANDS)


def acting(commands: Iterable[Command], pane: str, can_act: Callable[[Command], bool]) -> list[Command]:
    """The footer's commands that can act in a pane now, the most frequent first, the help last."""
    here = (c for c in commands if c.hint and c.keys and (not c.panes or pane in c.panes))
    return sorted(filter(can_act, here), key=lambda c: (c.id == "help", c.id in _SELDOM))


def clash(keys: Mapping[str, tuple[str, ...]], id: str) -> tuple[str, str] | None:
    """With these keys, the first key of a command that another has too, and the other's id; None if there is none."""
    table = with_keys(keys)
    own = next(c for c in table if c.id == id).keys
    return next(((k, c.id) for c in table if c.id != id for k in c.keys if k in own), None)


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
    """A key of Textual's name as people read it: "?", "↓", "alt+*"."""
    *modifiers, base = key.split("+")
    return "+".join((*modifiers, _SHOWN.get(base, _SIGN_OF.get(base, base))))


def key_named(text: str) -> str | None:
    """Textual's name of a key as a user writes it: "?", "ctrl+d", "esc", "J"; None if there is no such key."""
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
    """Textual's name of the key that types a character."""
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
