"""The field in which reference managers name files, in every form in which they write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.file_field import file_field, paths_of


@pytest.mark.parametrize(
    ("field", "first"),
    [
        (":Smith2020 - Title.pdf:PDF", ["Smith2020 - Title.pdf"]),  # JabRef
        ("A note:a b.pdf:PDF;:c.pdf:PDF", ["a b.pdf", "c.pdf"]),
        (r"Full Text:/home/x/Zotero/storage/AB/S.pdf:application/pdf;Snapshot:/x/s.html:text/html",
         ["/home/x/Zotero/storage/AB/S.pdf", "/x/s.html"]),
        ("/home/a.pdf;/home/b.html", ["/home/a.pdf", "/home/b.html"]),  # Better BibTeX
        (r":C$\backslash$:/Users/a{\_}b.pdf:pdf", ["C:/Users/a_b.pdf"]),  # Mendeley
        (r"C:\Users\x.pdf", [r"C:\Users\x.pdf"]),
        (r":a\:b\;c.pdf:PDF", ["a:b;c.pdf"]),
        ("", []),
        (";;::", []),
    ],
)  # fmt: skip
def test_paths_are_found(field: str, first: list[str]) -> None:
    assert [paths[0] for paths in paths_of(field)] == first


def test_mendeley_leaves_out_the_first_slash() -> None:
    assert paths_of(":home/user/x.pdf:pdf") == [["home/user/x.pdf", "/home/user/x.pdf"]]


NAMES = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="${}&%_~"), min_size=1)


@given(st.lists(NAMES.map(lambda name: f"/x/{name.strip()}y"), min_size=1, max_size=4))
def test_what_is_written_is_read(paths: list[str]) -> None:
    assert [found[0] for found in paths_of(file_field(paths))] == [path.strip() for path in paths]


@given(st.text(max_size=200))
def test_nothing_makes_it_fail(field: str) -> None:
    assert all(all(paths) for paths in paths_of(field))
