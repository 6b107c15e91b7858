"""Plans for the PDFs of papers: attach and remove them, take notes from them, record how far they were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.merging import joined_files
from readlist.model.change import Edit
from readlist.model.paper import Mark, PaperFile
from readlist.model.text import clean, clean_lines, count, identity


def attach(library: Library, files: Mapping[int, Sequence[PaperFile]], did: str = "attached") -> Plan:
    """Give papers files, the newest first; a file that a paper has already stays where it is."""
    edits, changed = [], []
    for id, new in files.items():
        old = library.papers[id]
        known = {file.sha256 for file in old.files}
        more = [file for file in new if file.sha256 not in known]
        if edit := Edit.between("papers", old, replace(old, files=(*more, *old.files))):
            edits.append(edit)
            changed.append(old)
    what = title_of(changed[0]) if len(changed) == 1 else count(len(changed), "paper")
    return Plan(tuple(edits), f"{did} the PDF of {what}")


def put_first(library: Library, id: int, file: PaperFile) -> Plan:
    """Have one of a paper's files opened first."""
    old = library.papers[id]
    files = (file, *(other for other in old.files if other != file))
    edit = Edit.between("papers", old, replace(old, files=files)) if file in old.files else None
    return Plan((edit,) if edit else (), f"chose the PDF of {title_of(old)}")


def detach(library: Library, id: int, gone: Iterable[PaperFile]) -> Plan:
    """Take files from a paper."""
    old = library.papers[id]
    chosen = set(gone)
    edit = Edit.between("papers", old, replace(old, files=tuple(f for f in old.files if f not in chosen)))
    return Plan((edit,) if edit else (), f"removed the PDF of {title_of(old)}")


def swap(library: Library, id: int, gone: PaperFile, new: PaperFile) -> Plan:
    """Put a file in the place of another."""
    old = library.papers[id]
    files = joined_files(tuple(new if file == gone else file for file in old.files), ())
    edit = Edit.between("papers", old, replace(old, files=files))
    return Plan((edit,) if edit else (), f"replaced the PDF of {title_of(old)}")


def quote(library: Library, id: int, notes: Iterable[tuple[int, str, str]]) -> Plan:
    """Append what was marked in a PDF to the paper's note: (page, quote, comment) of each. What the note has already
    is not appended again.
    """
    old = library.mark(id)
    known = identity(old.note or "")
    blocks: list[str] = []
    for page, text, comment in notes:
        quoted, remark = clean(text), clean_lines(comment).strip()
        lines = [line for line in (f"> {quoted} (p. {page})" if quoted else f"(p. {page})", remark) if line]
        new = identity("\n".join(lines))
        if (quoted or remark) and new not in known:
            known += new
            blocks.append("\n".join(lines))
    note = "\n\n".join(filter(None, (old.note, *blocks))) or None
    edit = Edit.between("marks", old, replace(old, note=note)) if blocks else None
    taken = count(len(blocks), "note")
    return Plan((edit,) if edit else (), f"took {taken} from the PDF of {title_of(library.papers[id])}")


def progress(library: Library, id: int, at: str, page: int = 0, pages: int = 0, minutes: int = 0) -> tuple[Edit, ...]:
    """That a paper's PDF was opened, or read up to a page in so many more minutes. No decision: none of the history."""
    if id not in library.papers:
        return ()
    old = library.mark(id)
    new: Mark = replace(
        old,
        opened_at=old.opened_at or at,
        page=page or old.page,
        pages=pages or old.pages,
        minutes=old.minutes + minutes,
    )
    edit = Edit.between("marks", old, new)
    return (edit,) if edit else ()


def paths_in_history(library: Library) -> set[str]:
    """The paths of files that any change of the history gave to a paper, or took from it."""
    found: set[str] = set()
    for change in library.history.values():
        for edit in library.edits_of(change):
            if edit.table == "papers":
                for document in (edit.before, edit.after):
                    found |= {str(file.get("path")) for file in (document or {}).get("files", ())}
    return found
