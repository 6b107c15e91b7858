"""``pdf``: fetch, attach, open and list the PDFs of papers; print their text and annotations."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from readlist.cli.lists import paper_by_key, papers_by_key, papers_by_query, read_keys
from readlist.cli.output import CommandError, UsageError, print_err, print_json, print_out, progress_line
from readlist.cli.parser import add_json_option, add_key, add_keys, add_library_option, settings_of
from readlist.model.text import count
from readlist.session.library_pdfs import PdfError, Pdfs, named_pdf
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.model.paper import PaperFile

ACTIONS = {
    "get": "fetch PDFs that are free (uses the network)",
    "attach": "attach a PDF to a paper",
    "open": "open the PDF in the viewer",
    "list": "list attached PDFs",
    "missing": "list papers whose PDF is not here",
    "text": "print the text; without KEY read all PDFs for the search",
    "notes": "append highlights and notes of the PDF to the note",
    "remove": "take PDFs from papers",
}


def pdf_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "the list")
    actions = parser.add_subparsers(dest="action", metavar="|".join(ACTIONS))
    for name, help in ACTIONS.items():
        action = actions.add_parser(name, help=help, description=help)
        add_library_option(action)
        _ARGUMENTS[name](action)


def _of_get(action: ArgumentParser) -> None:
    add_keys(action)


def _of_attach(action: ArgumentParser) -> None:
    add_key(action)
    action.add_argument("file", metavar="FILE", help="a PDF; it is copied into the library")
    action.add_argument("--link", action="store_true", help="leave the file where it is")
    action.add_argument("--replace", action="store_true", help="put it in the place of the paper's PDF")


def _of_open(action: ArgumentParser) -> None:
    add_key(action)
    action.add_argument("--page", type=int, default=0, metavar="N", help="at this page, where the viewer can")


def _of_list(action: ArgumentParser) -> None:
    action.add_argument("keys", nargs="*", metavar="KEY", help="of these papers (default: all)")
    add_json_option(action, "the list")


def _of_missing(action: ArgumentParser) -> None:
    action.add_argument("query", nargs="*", metavar="QUERY", help="of these papers (default: the queue)")
    action.add_argument("--keys", action="store_true", help="print keys alone, for `readlist pdf get -`")
    add_json_option(action, "the list")


def _of_text(action: ArgumentParser) -> None:
    action.add_argument("keys", nargs="*", metavar="KEY", help="a citation key (default: read all for the search)")
    action.add_argument("--page", type=int, default=0, metavar="N", help="only this page")


_ARGUMENTS: dict[str, Callable[[ArgumentParser], None]] = {
    "get": _of_get,
    "attach": _of_attach,
    "open": _of_open,
    "list": _of_list,
    "missing": _of_missing,
    "text": _of_text,
    "notes": _of_get,
    "remove": _of_get,
}


def run_pdf(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.pdf.reader import ReaderError
    from readlist.platform.viewer import ViewerError

    pdfs = Pdfs(opened, settings_of(args).pdf)
    try:
        return _RUNS[args.action or "list"](args, pdfs)
    except (PdfError, ViewerError, ReaderError) as error:
        raise CommandError(str(error)) from None


# get


def _get(args: Namespace, pdfs: Pdfs) -> int:
    if pdfs.settings.fetch == "never":
        raise CommandError('[pdf] fetch is "never": nothing is fetched; `readlist pdf attach KEY FILE` attaches a file')
    ids = papers_by_key(pdfs.library, read_keys(args.keys))
    from readlist.lookup.client import BusyError  # late: a wrong key needs no network
    from readlist.lookup.services import ServicesError
    from readlist.session.pdf_fetching import fetching

    got = failed = 0
    try:
        with fetching(pdfs) as fetcher, progress_line("fetching PDFs", every=1) as show:
            for n, id in enumerate(ids):
                show(n, len(ids))
                if pdfs.has(id):
                    print_err(f"{pdfs.library.papers[id].key}: its PDF is here already")
                    continue
                found = fetcher.fetch(id)
                got += found.attached is not None
                failed += found.attached is None
                if found.attached is None:
                    print_err(f"{found.paper.key}: {found.reason}")
                    continue
                file = found.attached.file
                print_out(f"{found.paper.key}  {pdfs.shelf.place(file)}  {_pages(file)}")
                if found.attached.remark:
                    print_err(f"{found.paper.key}: {found.attached.remark}")
    except (BusyError, ServicesError) as error:
        raise CommandError(str(error)) from None
    print_err(f"fetched {count(got, 'PDF')}" + (f", {failed} not" if failed else ""))
    return 1 if failed else 0


# attach, remove, open


def _attach(args: Namespace, pdfs: Pdfs) -> int:
    id = paper_by_key(pdfs.library, args.key)
    path = named_pdf(args.file)
    files = pdfs.library.papers[id].files
    attached = pdfs.attach(id, path, link=args.link, gone=files[0] if args.replace and files else None)
    if attached.remark:
        print_err(f"{pdfs.library.papers[id].key}: {attached.remark}")
    if attached.change is None:
        print_err(f"nothing to do: {pdfs.library.papers[id].key} has that PDF already")
    else:
        print_err(f"{attached.change.summary}: {pdfs.shelf.place(attached.file)}")
    return 0


def _remove(args: Namespace, pdfs: Pdfs) -> int:
    change = pdfs.remove(papers_by_key(pdfs.library, read_keys(args.keys)))
    print_err(f"{change.summary}; `readlist undo` brings it back" if change else "nothing to do: there is no PDF")
    return 0


def _open(args: Namespace, pdfs: Pdfs) -> int:
    if args.page < 0:
        raise UsageError("--page takes a number, 1 for the first page")
    print_err(pdfs.show(paper_by_key(pdfs.library, args.key), args.page))
    return 0


# list, missing


def _list(args: Namespace, pdfs: Pdfs) -> int:
    keys = getattr(args, "keys", ())
    library = pdfs.library
    pdfs.tidy()  # another device's changes leave files where they were
    wanted = papers_by_key(library, read_keys(keys)) if keys else None
    rows = [
        _file_object(pdfs, id, file)
        for id, files in ([(id, library.papers[id].files) for id in wanted] if wanted else _in_order(pdfs))
        for file in files
    ]
    if args.json:
        print_json(rows)
        return 0
    width = max((len(row["key"]) for row in rows), default=0)
    for row in rows:
        pages = f"{row['pages']:>4} p." if row["pages"] else "       "
        print_out(f"{row['key']:{width}}  {pages}  {row['path']}{'' if row['here'] else '  (not on this machine)'}")
    return 0


def _in_order(pdfs: Pdfs) -> Iterator[tuple[int, tuple[PaperFile, ...]]]:
    library = pdfs.library
    yield from sorted(library.papers.with_files(), key=lambda found: library.papers.key(found[0]).lower())


def _file_object(pdfs: Pdfs, id: int, file: PaperFile) -> dict[str, Any]:
    """One PDF of the JSON contract."""
    from readlist.pdf import text_cache

    return {
        "key": pdfs.library.papers.key(id),
        "title": pdfs.library.papers.line(id).title,
        "path": str(pdfs.shelf.place(file) or file.path),
        "here": pdfs.shelf.find(file) is not None,
        "sha256": file.sha256 or None,
        "size": file.size or None,
        "pages": file.pages or None,
        "from": file.source or None,
        "searched": bool(file.sha256) and text_cache.is_cached(file.sha256),
    }


def _missing(args: Namespace, pdfs: Pdfs) -> int:
    query = " ".join(args.query).strip()
    library = pdfs.library
    ids: Sequence[int] = papers_by_query(pdfs.opened, query) if query else library.queue
    rows = []
    for id in ids:
        paper = library.papers[id]
        if not pdfs.has(id):
            reason = "not on this machine" if paper.files else "none attached"
            known = paper.arxiv or paper.doi
            rows.append({"key": paper.key, "title": paper.title_text, "reason": reason, "id": known})
    if args.json:
        print_json(rows)
        return 0
    width = max((len(row["key"] or "") for row in rows), default=0)
    for row in rows:
        print_out(str(row["key"]) if args.keys else f"{row['key']:{width}}  {row['reason']:19}  {row['title']}")
    return 0


# text, notes


def _text(args: Namespace, pdfs: Pdfs) -> int:
    if not args.keys:
        return _read_all(pdfs)
    for id in papers_by_key(pdfs.library, read_keys(args.keys)):
        _, found = pdfs.text(id)
        if args.page and not 1 <= args.page <= len(found.pages):
            raise UsageError(f"--page takes a number from 1 to {len(found.pages)}")
        pages = found.pages[args.page - 1 : args.page] if args.page else found.pages
        print_out("\n\n".join(pages))
        for remark in found.remarks:
            print_err(f"{pdfs.library.papers[id].key}: {remark}")
    return 0


def _read_all(pdfs: Pdfs) -> int:
    from readlist.session.full_texts import read_all, summary

    with progress_line("reading PDFs", every=50) as show:
        done = read_all(pdfs.opened, pdfs.shelf, show)
    for problem in done.problems:
        print_err(problem)
    print_err(f"{summary(done)}; `readlist list text:WORD` searches them")
    return 0


def _notes(args: Namespace, pdfs: Pdfs) -> int:
    for id in papers_by_key(pdfs.library, read_keys(args.keys)):
        change = pdfs.take_notes(id)
        key = pdfs.library.papers[id].key
        print_err(change.summary if change else f"nothing to do: the PDF of {key} has no note that is not taken yet")
    return 0


def _pages(file: PaperFile) -> str:
    return count(file.pages, "page") if file.pages else ""


_RUNS: dict[str, Callable[[Namespace, Pdfs], int]] = {
    "get": _get,
    "attach": _attach,
    "open": _open,
    "list": _list,
    "missing": _missing,
    "text": _text,
    "notes": _notes,
    "remove": _remove,
}
