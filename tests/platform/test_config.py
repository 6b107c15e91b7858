# ruff: noqa: E501 - messages are one line
"""``config.toml``: what is right counts, what is wrong is one message a mistake and has its default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.cli.setup import example
from readlist.commands import COMMANDS, key_named
from readlist.platform import config
from readlist.platform.config import Config
from readlist.platform.paths import config_file, library_folder
from readlist.settings import TABLES, Settings

Read = Callable[[str], Config]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a configuration of that text."""
    file = tmp_path / "config.toml"
    monkeypatch.setenv("READLIST_CONFIG", str(file))

    def read(text: str) -> Config:
        file.write_text(text, encoding="utf-8")
        return config.load()

    return read


def said(read: Config) -> list[str]:
    """The mistakes, without the file's name that each begins with."""
    assert all(m.startswith(f"{read.file}, ") and "\n" not in m for m in read.mistakes)
    return [m.removeprefix(f"{read.file}, ") for m in read.mistakes]


# where it is


def test_it_is_in_the_config_folder_or_where_the_environment_says(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_file() == own_home / "config" / "readlist" / "config.toml"
    monkeypatch.setenv("READLIST_CONFIG", "~/mine.toml")
    assert config_file() == own_home / "mine.toml"


def test_without_a_file_everything_has_its_default_and_none_is_made(own_home: Path) -> None:
    assert config.load() == Config()
    assert list(own_home.rglob("*")) == []


def test_a_file_that_the_environment_names_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_CONFIG", "/nowhere/config.toml")
    read = config.load()
    assert read.settings == Settings()
    assert read.mistakes == ("/nowhere/config.toml: $READLIST_CONFIG names this file, but it doesn't exist",)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\0" * 10, b"#" * (1 << 20) + b"##", None])
def test_what_is_no_configuration_counts_as_none(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.mkdir() if content is None else file.write_bytes(content)
    monkeypatch.setenv("READLIST_CONFIG", str(file))
    read = config.load()
    assert read.settings == Settings()
    assert [m.startswith(str(file)) for m in read.mistakes] == [True]


# what is right


def test_every_table_is_read(read: Read, tmp_path: Path) -> None:
    found = read(
        f"""\
        library.path = "{tmp_path}"
        [theme]
        name = 'nord'  # dark
        [columns]
        score = false
        author_width = 12
        [weights]
        starred = 30
        "fresh" = 1e1
        [export]
        abstract = false
        protect = "all"
        [services]
        arxiv = "http://127.0.0.1:8000/query"
        spacing = 0
        [keys]
        star = "*"
        down = [
            "ctrl+n",
            "down",  # both
        ]
        """
    )
    assert found.mistakes == ()
    s = found.settings
    assert s.library.path == str(tmp_path)
    assert s.theme.name == "nord"
    assert (s.columns.score, s.columns.date, s.columns.author_width) == (False, True, 12)
    assert (s.weights.starred, s.weights.fresh, s.weights.score) == (30.0, 10.0, 0.1)
    assert (s.export.abstract, s.export.protect) == (False, "all")
    assert (s.services.arxiv, s.services.spacing) == ("http://127.0.0.1:8000/query", 0.0)
    assert s.keys == {"star": ("asterisk",), "down": ("ctrl+n", "down")}


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(read: Read) -> None:
    found = read("\ufeff[weights]\r\nstarred = 1\r\n")
    assert found.mistakes == ()
    assert found.settings.weights.starred == 1


def test_the_example_names_every_entry_and_changes_nothing(read: Read) -> None:
    lines = list(example())
    found = read("\n".join(lines))
    assert (found.mistakes, found.settings) == ((), Settings())
    entries = "\n".join(line[1:] if line.startswith("#") and line[1:2].isalpha() else line for line in lines)
    found = read(entries)
    assert found.mistakes == ()
    assert found.settings == Settings(keys={c.id: c.keys for c in COMMANDS})
    assert {t: set(v) for t, v in tomllib.loads(entries).items()} == {
        **{t: set(form.__struct_fields__) for t, form in TABLES.items()},
        "keys": {c.id for c in COMMANDS},
    }


def test_command_environment_and_configuration_place_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert library_folder(None, "/configured") == Path("/configured")
    monkeypatch.setenv("READLIST_LIBRARY", "/environment")
    assert library_folder(None, "/configured") == Path("/environment")
    assert library_folder("/given", "/configured") == Path("/given")


# what is wrong

MISTAKES = [
    ("[colums]\ndate = true", "line 1: [colums]: unknown table; did you mean “columns”?"),
    ("[columns]\ndat = true", "line 2: [columns] dat: unknown entry; did you mean “date”?"),
    ("[columns]\ndate = 1", "line 2: [columns] date: expected true or false, got 1"),
    ("theme = 'nord'", "line 1: [theme]: is a table; write [theme] and put its entries below"),
    ("[weights]\n\nread = '5'", "line 3: [weights] read: expected a number, got “5”"),
    ("[weights]\nread = true", "line 2: [weights] read: expected a number, got true"),
    ("[weights]\nread = nan", "line 2: [weights] read: expected a number, got nan"),
    ("[weights]\nhalving = 0", "line 2: [weights] halving: expected a number, 0.01 or more, got 0"),
    ("[columns]\nauthor_width = 2.5", "line 2: [columns] author_width: expected a whole number, 3 or more, got 2.5"),
    ("[export]\nprotect = 'al'", "line 2: [export] protect: unknown value “al”; did you mean “all”?"),
    ("[export]\nprotect = [1]", "line 2: [export] protect: expected text in quotes, got [1]"),
    ("[services]\narxiv = 'ftp://x'", "line 2: [services] arxiv: expected an address such as \"https://host/path\", got “ftp://x”"),
    ("[library]\npath = 'x'", "line 2: [library] path: expected a full path, which begins with / or ~/, got “x”"),
    ("[weights]\nread = 1\nread = 2", "line 3: [weights] read: set twice; line 2 counts"),
    ("[weights]\nread =", "line 2: “read =” can't be read (invalid value) and is ignored"),
    ("[keys]\nstrat = 'S'", "line 2: [keys] strat: unknown command; did you mean “star”?"),
    ("[keys]\nstar = 5", "line 2: [keys] star: expected a key such as \"s\" or a list such as [\"j\", \"down\"]"),
    ("[keys]\nstar = 'hyper'", "line 2: [keys] star: unknown key “hyper”; write keys like “s”, “S”, “?”, “ctrl+d”, “f5”, “pagedown”"),
    ("[keys]\nstar = 'ctrl+q'", "line 2: [keys] star: ctrl+q always quits; choose another key"),
    ("[keys]\nstar = ['?', 'f2']", "line 2: [keys] star: ? is already the key of help; change one of them"),
    ("[queue]\nkeep_read = 'yes'", "line 2: [queue] keep_read: expected true or false, got “yes”"),
    ("[open]\nsearch = 'https://x'", "line 2: [open] search: expected an address with {title}, such as \"https://host/?q={title}\", got “https://x”"),
    ("[export]\nformat = 'bibtx'", "line 2: [export] format: unknown value “bibtx”; did you mean “bibtex”?"),
    ("[export]\nnotes = 0", "line 2: [export] notes: expected true or false, got 0"),
    ("[services]\nspacing = -1", "line 2: [services] spacing: expected a number, 0 or more, got -1"),
    ("[services]\nmail = 3", "line 2: [services] mail: expected text in quotes, got 3"),
    ("[weights]\nfresh = 1e400", "line 2: [weights] fresh: expected a number, got inf"),
    ("[library]\npath = 3", "line 2: [library] path: expected a full path, which begins with / or ~/, got 3"),
    ("[keys]\nqueue = ['a', 1]", "line 2: [keys] queue: expected a key such as \"s\" or a list such as [\"j\", \"down\"]"),
    ("[keys]\nstar = 'ctrl+c'", "line 2: [keys] star: ctrl+c belongs to the terminal; choose another key"),
    ("keys.star = 'jj'", "line 1: [keys] star: unknown key “jj”; write keys like “s”, “S”, “?”, “ctrl+d”, “f5”, “pagedown”"),
    ("date = true", "line 1: [date]: unknown table; there are columns, export, fetch, interest, keys, library, open, pdf, queue, services, theme and weights"),
    ("[keys]\nstar = 'Z'\nread = 'Z'", "line 3: [keys] read: Z is already the key of star; change one of them"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_one_message_and_its_entry_has_the_default(text: str, message: str, read: Read) -> None:
    before = "[library]\npath = '/right'\n"
    found = read(text)
    assert said(found) == [message]
    if "twice" not in message and "of star" not in message:
        assert found.settings == Settings()
    assert read(f"{text}\n[services]\nmail = 'a@b.example'").settings.services.mail == "a@b.example"
    if "[library]" not in text and "theme" not in text:
        assert read(before + text).settings.library.path == "/right"


def test_every_mistake_of_a_file_is_said_in_its_order(read: Read) -> None:
    found = read("[keys]\nstar = 'x'\nnope = 'b'\n[weight]\n[weights]\nread = x\nstarred = 3\n")
    assert [m.split(":")[0] for m in said(found)] == ["line 2", "line 3", "line 4", "line 6"]
    assert found.settings.weights.starred == 3


def test_commands_may_swap_their_keys(read: Read) -> None:
    found = read("[keys]\nstar = 'x'\nskip = 's'\n")
    assert found.mistakes == ()
    assert found.settings.keys == {"star": ("x",), "skip": ("s",)}


def test_a_refused_key_may_make_another_clash_which_is_said_too(read: Read) -> None:
    found = read("[keys]\nstar = 'x'\nskip = 'r'\n")
    assert [m.split(":")[1] for m in said(found)] == [" [keys] star", " [keys] skip"]
    assert found.settings.keys == {}


def test_escape_sequences_in_a_configuration_are_not_repeated(read: Read) -> None:
    found = read('[keys]\n"\\u001b]52;c;x\\u0007" = "a"\n[export]\nformat = "\\u001b[31m\\u202e"\n')
    assert len(found.mistakes) == 2
    assert all(m.isprintable() for m in found.mistakes)


@given(st.text(alphabet=st.sampled_from("[]keys=star\"' \n#.x5{},")))
def test_no_text_at_all_keeps_the_app_from_starting(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "READLIST_CONFIG", str(file))
        assert isinstance(config.load().settings, Settings)


# keys


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("?", "question_mark"), ("s", "s"), ("S", "S"), ("shift+s", "S"), ("Ctrl+D", "ctrl+d"), ("esc", "escape"),
        ("PgDn", "pagedown"), ("↑", "up"), ("+", "plus"), ("ctrl++", "ctrl+plus"), (" ", "space"), ("é", "é"),
        ("f5", "f5"), ("alt+ctrl+x", "alt+ctrl+x"), ("ctrl+alt+x", "alt+ctrl+x"), ("ctrl+i", "tab"),
        ("ctrl+", None), ("", None), ("ab", None), ("hyper+shift", None), ("f99", None), ("\x1b", None),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_read_them(written: str, named: str | None) -> None:
    assert key_named(written) == named


def test_every_printable_sign_is_named_as_textual_names_it() -> None:
    from textual.keys import _character_to_key

    for sign in map(chr, range(32, 127)):
        assert key_named(sign) == _character_to_key(sign)


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
def test_a_key_that_others_may_read_is_said_and_counts(read: Read, tmp_path: Path) -> None:
    text = '[services]\nspacing = 3.0\nopenalex_key = "secret"\n'
    read(text)
    (tmp_path / "config.toml").chmod(0o644)
    found = config.load()
    assert found.settings.services.openalex_key == "secret"
    (mistake,) = found.mistakes
    assert mistake.endswith("line 3: [services] openalex_key: readable by other users; `chmod 600` this file")
    (tmp_path / "config.toml").chmod(0o600)
    assert config.load().mistakes == ()
