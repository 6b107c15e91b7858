"""readlist's own JSON, read back whole: papers with their keys, marks and profiles."""

from __future__ import annotations

from readlist.formats import library_json
from readlist.formats.library_json import NotALibraryError
from readlist.formats.reader import Progress, Records
from readlist.pages.page import Entry, PageError

_HEAD = 3  # lines before the first paper


class _Readlist:
    name = "readlist"

    def starts(self, text: str) -> bool:
        return library_json.starts(text)

    def read(self, text: str, progress: Progress | None = None) -> Records:
        try:
            whole = library_json.read(text)
        except NotALibraryError as error:
            raise PageError(str(error)) from None
        entries = tuple(
            Entry(
                line=n,
                title=paper.title,
                authors=paper.authors,
                et_al=paper.et_al,
                category=paper.category,
                date=paper.date,
                code=paper.code,
                abstract=paper.abstract,
                to_check=paper.to_check,
                keys=(paper.key, *paper.aliases),
                whole=(paper, mark),
            )
            for n, (paper, mark) in enumerate(whole.papers, _HEAD + 1)
        )
        return Records(entries, profiles=whole.profiles)


READER = _Readlist()
