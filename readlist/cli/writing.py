"""``exports``, ``pick``, ``cite``, ``check`` and ``lsp``: commands that help with writing a manuscript."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from readlist.cli.output import CommandError, UsageError, print_err, print_json, print_out
from readlist.cli.parser import add_json_option, add_keys, settings_of
from readlist.model.dates import local_time
from readlist.model.text import count
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.formats import ExportOptions
    from readlist.session.library_search import LibrarySearch

# exports


def exports_arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--update", action="store_true", help="bring all files up to date now")
    what.add_argument("--drop", nargs="+", metavar="FILE", help="keep FILE no longer; it stays as it is")
    add_json_option(parser, "the files")


def run_exports(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.platform.paths import user_path
    from readlist.session.kept_exports import drop, export_object, update_all
    from readlist.writing.ledger import kept_exports

    unknown = [name for name in args.drop or () if not drop(opened.folder, user_path(name))]
    if unknown:
        raise CommandError(f"{unknown[0]} is not kept up to date; `readlist exports` lists what is")
    if args.update:
        update_all(opened, print_err)
    exports = kept_exports(opened.folder)
    if args.json:
        print_json([export_object(kept) for kept in exports])
    elif not args.drop:
        for kept in exports:
            when = f"{local_time(kept.written):%Y-%m-%d %H:%M}" if kept.written else "never"
            entries = count(kept.entries, "entry", "entries")
            print_out(f"{kept.path}  {kept.format}  {kept.label}  {entries}  written {when}")
            if kept.problem:
                print_err(kept.problem)
        if not exports:
            print_err("no file is kept up to date; `readlist export QUERY -o FILE --keep` does that")
    return 1 if args.update and any(kept.problem for kept in exports) else 0


# pick and cite


def _add_cite_options(parser: ArgumentParser) -> None:
    from readlist.writing.cite_forms import BY_NAME

    parser.add_argument("--form", choices=tuple(BY_NAME), metavar="FORM", help=" or ".join(BY_NAME))
    parser.add_argument("--into", metavar="FILE", help="add missing entries to the bibliography that FILE names")
    parser.add_argument("--keep", action="store_true", help="with --into: keep that bibliography up to date")


def pick_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words to begin with")
    _add_cite_options(parser)


def run_pick(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.cli.inline_list import pick

    library = opened.library
    searching: list[LibrarySearch] = []

    def find(text: str) -> tuple[Sequence[int], int]:
        if not text.strip() or not library.papers:
            return library.newest[:100], len(library.papers)
        if not searching:  # the first rows need no index
            from readlist.session.library_search import LibrarySearch

            searching.append(LibrarySearch(opened))
        (search,) = searching
        parsed = search.parse(text)
        if parsed.node is None:
            return library.newest[:100], len(library.papers)
        answer = search.search(parsed)
        return answer.ids[:100], answer.count

    def row(id: int) -> str:
        line = library.papers.line(id)
        return f"{line.key}  {line.title}{f' — {line.byline}' if line.byline else ''}"

    if args.keep and not args.into:
        raise UsageError("--keep needs --into FILE")
    ids = pick(find, row, " ".join(args.query))
    if not ids:
        raise CommandError("nothing was picked")
    _print_citations(args, opened, ids)
    return 0


def cite_arguments(parser: ArgumentParser) -> None:
    add_keys(parser)
    _add_cite_options(parser)
    parser.add_argument("--style", metavar="FILE", help="print references as this CSL style has them")


def run_cite(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.cli.lists import papers_by_key, read_keys

    if args.keep and not args.into:
        raise UsageError("--keep needs --into FILE")
    ids = papers_by_key(opened.library, read_keys(args.keys))
    style = args.style or ("" if args.form or args.into else settings_of(args).export.style)
    if not style:
        _print_citations(args, opened, ids)
        return 0
    if args.form or args.into:
        raise UsageError("--style prints references: leave out --form and --into")
    from readlist.formats import ExportError
    from readlist.platform.paths import user_path
    from readlist.session.exports import papers_of
    from readlist.writing.citation_styles import formatted

    try:
        for line in formatted(papers_of(opened.library, ids), user_path(style)):
            print_out(line)
    except ExportError as error:
        raise CommandError(str(error)) from None
    return 0


def _print_citations(args: Namespace, opened: OpenLibrary, ids: Sequence[int]) -> None:
    """Print how papers are cited, after their entries were added where that is wanted. Raises CommandError."""
    from readlist.formats import ExportError
    from readlist.platform.paths import user_path
    from readlist.session.manuscripts import add, bibliography_of
    from readlist.writing.cite_forms import BY_NAME
    from readlist.writing.manuscript import ManuscriptError
    from readlist.writing.manuscript_kinds import kind_of

    papers = [paper for id in ids if (paper := opened.library.papers[id]).citable]
    if not papers:
        raise CommandError("known only by their abstract: such papers can't be cited")
    keys = {paper.id: paper.key for paper in papers}
    kind = kind_of(args.into) if args.into else None
    if args.into:
        try:
            file = bibliography_of(user_path(args.into))
            added = add(opened, list(keys), file, export_options_of(args), kept=args.keep)
        except (ExportError, ManuscriptError) as error:
            raise CommandError(str(error)) from None
        print_err(added.report)
        keys |= added.keys
    form = args.form or (kind.form if kind else "key")
    print_out(BY_NAME[form].text([(keys[paper.id], paper) for paper in papers]))


# check


def check_arguments(parser: ArgumentParser) -> None:
    from readlist.writing.manuscript_checks import CHECKS

    names = tuple(check.name for check in CHECKS)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a manuscript, with the files it includes; or a .bib")
    parser.add_argument("--fix", action="store_true", help="do what is sure: correct keys, add and renew entries")
    parser.add_argument("--online", action="store_true",
                        help="look up the cited papers of your library first (uses the network)")  # fmt: skip
    parser.add_argument("--ignore", action="append", choices=names, default=[], metavar="CHECK",
                        help=f"leave out a check, also several times: {', '.join(names)}")  # fmt: skip
    add_json_option(parser, "what is wrong")


def run_check(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.formats import ExportError
    from readlist.platform.paths import user_path
    from readlist.session.manuscripts import check, mend
    from readlist.writing.manuscript import ManuscriptError
    from readlist.writing.manuscript_checks import Finding

    every: list[Finding] = []
    failed = False
    for name in args.files:
        try:
            path = user_path(name)
            checked, found = check(opened, path)
            if args.online:
                from readlist.cli.network import complete

                complete(opened, checked.cited_papers())
                checked, found = check(opened, path)
            found = [finding for finding in found if finding.check not in args.ignore]
            if args.fix and any(finding.fix for finding in found):
                print_err(f"{name}: {mend(opened, checked, found, export_options_of(args))}")
                _, found = check(opened, path)
            every += (finding for finding in found if finding.check not in args.ignore)
        except (ManuscriptError, ExportError) as error:
            print_err(str(error))
            failed = True
    once = list({(f.path, f.line, f.column, f.check, f.text): f for f in every}.values())
    if args.json:
        print_json([finding.document() for finding in once])
    else:
        for finding in once:
            print_out(str(finding))
    sure = sum(finding.fix is not None for finding in once)
    more = f"; --fix mends {sure}" if sure and not args.fix else ""
    print_err(f"{count(len(once), 'finding')}{more}" if once else "nothing is wrong" if not failed else "not checked")
    return 1 if once or failed else 0


# lsp


def lsp_arguments(parser: ArgumentParser) -> None:
    parser.epilog = "It talks with an editor through standard input and output: `readlist help editors`."


def run_lsp(args: Namespace, opened: OpenLibrary) -> int:
    try:
        from readlist.session.language_server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise CommandError("the language server needs pygls: install readlist[lsp]") from None
    serve(opened, export_options_of(args))
    return 0


def export_options_of(args: Namespace) -> ExportOptions:
    """What the configuration says about exports."""
    from readlist.formats import ExportOptions

    export = settings_of(args).export
    return ExportOptions(**{field.name: getattr(export, field.name) for field in fields(ExportOptions)})
