"""The one table of commands: it feeds key bindings, palette, footer, help, ``readlist keys`` and the README.

Adding a command is one row here and one action in the app (``readlist/tui/actions.py``) or one module in
``readlist/cli``. Keys are named as Textual names them; ``shown`` is how people read them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do in the app."""

    id: str  # config id and action
    title: str  # in the palette: "Star"
    keys: tuple[str, ...]
    group: str  # heading in the help: one of GROUPS
    help: str  # one line, what it does
    hint: str = ""  # in the footer; empty: not shown there
    panes: frozenset[str] = frozenset()  # where its key acts; empty: everywhere in the main screen

    @property
    def shown(self) -> str:
        """The keys as people read them: "j ↓"."""
        return " ".join(show_key(k) for k in self.keys)


_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "esc",
}


def show_key(key: str) -> str:
    """A key as people read it."""
    return _SHOWN.get(key, key)


GROUPS = ("decide", "queue", "move", "find", "in and out", "app")
_ROWS = frozenset({"papers", "queue", "detail"})
_QUEUE = frozenset({"queue"})
_AUTHORS = frozenset({"authors"})

COMMANDS: tuple[Command, ...] = (
    Command("queue", "Queue", ("a",), "decide", "Put the paper into the queue, or take it out", "queue", _ROWS),
    Command("star", "Star", ("s",), "decide", "Star the paper, or take the star back", "star", _ROWS),
    Command("read", "Read", ("r",), "decide", "Mark the paper read, or unread", "read", _ROWS),
    Command("skip", "Skip", ("x",), "decide", "Skip the paper (out of inbox and queue), or take it back", "skip",
            _ROWS),
    Command("undo", "Undo", ("u",), "decide", "Take back the newest change, as far as you like", "undo"),
    Command("redo", "Redo", ("U",), "decide", "Bring back what was undone last"),
    Command("fix", "Fix", ("f",), "decide", "Correct where the title ends, or any fact; or confirm it", "fix", _ROWS),
    Command("remove", "Remove", ("delete",), "decide", "Delete the paper from the library", "", _ROWS),
    Command("merge", "Merge", ("m",), "decide", "Join another record of the same paper into this one", "", _ROWS),
    Command("split", "Split", ("M",), "decide", "Take a merged paper apart again", "", _ROWS),
    Command("alias", "Alias", ("A",), "decide", "Say by what other name the author is known", "alias", _AUTHORS),
    Command("queue_down", "Move down", ("J",), "queue", "Move the paper one place down the queue", "down", _QUEUE),
    Command("queue_up", "Move up", ("K",), "queue", "Move the paper one place up the queue", "up", _QUEUE),
    Command("queue_top", "Move to the top", ("less_than_sign",), "queue", "Move the paper to the top of the queue",
            "top", _QUEUE),
    Command("queue_bottom", "Move to the end", ("greater_than_sign",), "queue",
            "Move the paper to the end of the queue", "end", _QUEUE),
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
    Command("authors", "Authors", ("1",), "move", "To the authors"),
    Command("papers", "Papers", ("2",), "move", "To the papers"),
    Command("queue_pane", "Queue", ("3",), "move", "To the queue"),
    Command("detail", "Detail", ("4",), "move", "To the detail"),
    Command("into", "Into", ("enter",), "move", "Into what is under the cursor: the author's papers, the detail"),
    Command("out", "Out", ("escape",), "move", "Out of the search, back to the papers"),
    Command("search", "Search", ("slash",), "find", "Search as you type, typing errors forgiven", "search"),
    Command("import", "Import", ("i",), "in and out", "Import a page: a file, the clipboard, or paste anywhere",
            "import"),
    Command("paste", "Paste", ("ctrl+v",), "in and out", "Import what the clipboard holds"),
    Command("export", "Export", ("e",), "in and out", "Write the queue to a .bib file", "export"),
    Command("copy", "Copy BibTeX", ("y",), "in and out", "Copy the paper's BibTeX entry", "copy", _ROWS),
    Command("open", "Open link", ("o",), "in and out", "Open the paper's link in the browser", "open", _ROWS),
    Command("help", "Help", ("question_mark",), "app", "Every key, those of this pane first", "keys"),
    Command("palette", "Commands", ("ctrl+p",), "app", "Every command by name"),
    Command("quit", "Quit", ("q",), "app", "Leave; everything is saved already"),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}


def key_table() -> str:
    """The README's key table, in Markdown."""
    rows = ["| key | command | what it does |", "|---|---|---|"]
    for group in GROUPS:
        for c in COMMANDS:
            if c.group == group:
                keys = " ".join(f"`{show_key(k)}`" for k in c.keys)
                rows.append(f"| {keys} | {c.title} | {c.help} |")
    return "\n".join(rows) + "\n"
