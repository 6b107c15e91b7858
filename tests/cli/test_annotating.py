"""``readlist tag``, ``note`` and ``stats``."""

from __future__ import annotations

import pytest

from tests.cli.conftest import MAPS, SMALL, SPARSE, Readlist, unwelcome


def test_tags_are_given_taken_listed_and_found(filled: Readlist) -> None:
    ran = filled("tag", SPARSE, MAPS, "+to-cite", "+Maps")
    assert (ran.code, ran.out, ran.told) == (0, "", ["readlist: tagged 2 papers +to-cite +Maps"])
    assert filled.show(SPARSE)["tags"] == ["Maps", "to-cite"]
    assert filled("tag", SPARSE, "-maps").code == 0
    assert filled.show(SPARSE)["tags"] == ["to-cite"]
    assert filled("tag").out == "    1  Maps\n    2  to-cite\n"
    assert set(filled.keys("to-cite")) == {SPARSE, MAPS}
    assert filled("undo").code == 0
    assert filled.show(SPARSE)["tags"] == ["Maps", "to-cite"]


def test_a_tag_to_remove_may_precede_the_key_and_look_like_an_option(filled: Readlist) -> None:
    filled("tag", SMALL, "+h2o", "+library", "+json")
    assert filled("tag", "-h2o", SMALL, "-library", "-json").code == 0
    assert filled.show(SMALL)["tags"] == []
    assert filled("tag", "-x", SMALL, "--library", str(filled.folder)).told == [
        "readlist: nothing to do: already tagged like this"
    ]


def test_keys_come_from_standard_input_too(filled: Readlist) -> None:
    assert filled("tag", "-", "+a", stdin=f"{SMALL}\n{MAPS}\n").told == ["readlist: tagged 2 papers +a"]


@pytest.mark.parametrize(
    "words",
    [[SMALL], [SMALL, "+"], [SMALL, "+a,b"], [SMALL, "+a", "-A"], ["+a"], [SMALL, "nokey", "+a"], [SMALL, "+[/]"]],
)
def test_what_makes_no_sense_changes_nothing(filled: Readlist, words: list[str]) -> None:
    before = filled.bytes()
    ran = filled("tag", *words)
    assert ran.code in (1, 2)
    assert len(ran.told) == 1
    assert filled.bytes() == before


def test_a_note_is_written_printed_found_and_removed(filled: Readlist) -> None:
    assert filled("note", SMALL).told == [f"readlist: {SMALL} has no note"]
    assert filled("note", SMALL, "ask", "Jun", "-about", "zygotes").code == 0
    assert filled("note", SMALL).out == "ask Jun -about zygotes\n"
    assert filled.keys("zygotes") == [SMALL]
    ran = filled("note", SMALL, "-", stdin="two\nlines\n")
    assert ran.told == ["readlist: wrote a note on “Small Language Models Remember More”"]
    assert filled.show(SMALL)["note"] == "two\nlines"
    assert filled("note", SMALL, "-", stdin="two\nlines\n").told == ["readlist: nothing to do: the note is the same"]
    assert filled("note", SMALL, "").told == ["readlist: removed the note of “Small Language Models Remember More”"]
    assert filled.show(SMALL)["note"] is None
    assert filled("undo", "3").code == 0
    assert filled.show(SMALL)["note"] is None


def test_what_a_note_holds_is_never_obeyed(filled: Readlist) -> None:
    filled("note", SMALL, "-", stdin="\x1b]52;c;x\x07[bold]\u202e\n\x9b31m=cmd")
    ran = filled("note", SMALL)
    assert not unwelcome(ran.out + ran.err)
    assert "[bold]" in ran.out


@pytest.mark.parametrize("data", [b"\xff\xfe", b"caf\xe9"])
def test_a_note_that_is_no_text_is_refused(filled: Readlist, data: bytes) -> None:
    ran = filled("note", SMALL, "-", stdin=data)
    assert (ran.code, ran.told) == (1, ["readlist: standard input is not UTF-8: nothing was changed"])


def test_in_a_query_a_hyphen_is_no_option(filled: Readlist) -> None:
    assert filled("list", "remember", "-xyzzy", "--json").code == 0
    assert filled("export", "remember", "-xyzzy").code == 0
    assert filled("list", "-h").out.startswith("usage:")
    assert filled("mark", "-x", SMALL).code == 2


def test_statistics_of_no_library_at_all_are_nought(readlist: Readlist) -> None:
    ran = readlist("stats")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 16
    assert "inbox empty" in ran.out
    assert not readlist.folder.exists()


def test_statistics_are_rows_of_weeks_and_a_forecast(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    ran = filled("stats", "--weeks", "1")
    assert ran.out.splitlines()[0] == "week of     added   read queued skipped"
    assert ran.out.splitlines()[1].split()[2] == "1"
    assert "4 in the inbox: 1 decided so far" in ran.out.splitlines()  # of one day nothing is forecast
    found = filled("stats", "--json").json
    assert len(found["weeks"]) == 12
    assert found["weeks"][-1]["read"] == 1
    assert found["inbox"]["papers"] == 4
    assert found["inbox"]["empty_on"] is None
    assert sum(a["papers"] for a in found["inbox"]["ages"]) == 4
    for weeks in ("0", "-1", "521", "x"):
        assert filled("stats", "--weeks", weeks).code == 2
