"""The language server: completes and explains citation keys in editors, and reports what is wrong with them.

It reads the library as every other process does, and the editor's texts before the files on disk.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from readlist import __version__
from readlist.formats import ExportError, ExportOptions
from readlist.formats.citation import abstract_of, authors_line, citation
from readlist.library.library import Library, Touched
from readlist.model.paper import Paper
from readlist.session.library_search import LibrarySearch
from readlist.session.manuscripts import add, bibliography_of, check, whole_manuscript
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.writing.bibliographies import by_key, read_bibliography
from readlist.writing.manuscript import ManuscriptError, read_file
from readlist.writing.manuscript_checks import Finding
from readlist.writing.manuscript_kinds import kind_of

_MOST = 100  # keys offered at once
_ADD = "readlist.add"
_SEVERE = {"missing", "mistyped", "retracted", "file"}


def serve(opened: OpenLibrary, options: ExportOptions) -> None:
    """Serve an editor through standard input and output, until it ends that."""
    server = _server(opened, options)
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:  # it closes what it is given
        server.start_io(requests, answers)


def _server(opened: OpenLibrary, options: ExportOptions) -> LanguageServer:
    server = LanguageServer("readlist", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
    searches = [LibrarySearch(opened)]
    found: dict[str, tuple[int | None, list[Finding]]] = {}  # of each document, and of which of its versions

    def changed(touched: Touched) -> None:
        if not searches[0].update(touched):  # too much at once: the index is made anew when it is needed
            searches[0] = LibrarySearch(opened)

    opened.watch(changed)

    def library() -> Library:
        try:
            opened.refresh()
        except StoreError as error:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, str(error)))
        return opened.library

    def read(path: Path) -> str:
        document = server.workspace.text_documents.get(uris.from_fs_path(str(path.absolute())) or "")
        return document.source if document else read_file(path)

    def publish(uri: str) -> None:
        """Show what is wrong with the document, and its manuscript's other files that are open."""
        document = server.workspace.get_text_document(uri)
        library()
        try:
            _, findings = check(opened, Path(document.path), read)
        except (ManuscriptError, ExportError):
            return
        here = Path(document.path).resolve()
        text = _Text(document)
        found[uri] = document.version, [finding for finding in findings if finding.path.resolve() == here]
        shown = [_diagnostic(text, finding) for finding in found[uri][1]]
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, shown))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened_document(params: lsp.DidOpenTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved_document(params: lsp.DidSaveTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["{", ",", "@", "<", ":"]))
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        text = _Text(server.workspace.get_text_document(params.text_document.uri))
        at = text.offset(params.position)
        begun = _begun(text, at)
        if begun is None:
            return lsp.CompletionList(is_incomplete=False, items=[])
        papers = list(_offered(library(), searches[0], begun))
        replaced = lsp.Range(text.position(at - len(begun)), params.position)
        return lsp.CompletionList(
            is_incomplete=len(papers) == _MOST, items=[_item(paper, begun, replaced) for paper in papers]
        )

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        key = _key_at(_Text(document), params.position)
        paper = by_key(library(), key) if key else None
        if key and paper is None:
            return _entry_hover(document, key)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, _about(paper))) if paper else None

    def _entry_hover(document: TextDocument, key: str) -> lsp.Hover | None:
        try:
            manuscript = whole_manuscript(Path(document.path), read)
        except ManuscriptError:
            return None
        entry = read_bibliography(manuscript.bibliographies, read).by_key.get(key)
        text = f"{entry.facts.title or key}\n{', '.join(entry.facts.authors)}\n{entry.path.name}" if entry else ""
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, text)) if text else None

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION)
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        document = server.workspace.get_text_document(uri)
        if uri not in found or found[uri][0] != document.version:  # what was found is elsewhere in the text now
            publish(uri)
        text, lines = _Text(document), range(params.range.start.line, params.range.end.line + 1)
        here = [finding for finding in found.get(uri, (0, []))[1] if finding.line - 1 in lines]
        return [action for finding in here if (action := _action(text, finding))]

    @server.command(_ADD)
    def add_paper(path: str, key: str) -> None:
        paper = by_key(library(), key)
        if paper is None:
            return
        try:
            report = add(opened, [paper.id], bibliography_of(Path(path)), options).report
        except (ExportError, ManuscriptError) as error:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, str(error)))
            return
        server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, report))
        publish(uris.from_fs_path(path) or path)

    return server


def _offered(library: Library, searching: LibrarySearch, begun: str) -> Iterator[Paper]:
    """Papers for the beginning of a key: those whose key begins so, then those that the words find; else the newest."""
    low = begun.lower()
    ids = dict.fromkeys(
        heir
        for key, id in library.keys.items()
        if low and key.startswith(low) and (heir := library.heir(id)) is not None
    )
    if low and len(ids) < _MOST:
        ids |= dict.fromkeys(searching.search(searching.parse(re.sub(r"[^\w]+", " ", begun))).ids[:_MOST])
    for id in list(ids or dict.fromkeys(library.newest))[:_MOST]:
        yield library.papers[id]


def _item(paper: Paper, begun: str, replaced: lsp.Range) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=paper.key,
        kind=lsp.CompletionItemKind.Reference,
        detail=citation(paper),
        documentation=abstract_of(paper)[:1000],
        filter_text=begun if begun and not paper.key.startswith(begun) else paper.key,  # found by its words
        text_edit=lsp.TextEdit(replaced, paper.key),
    )


def _about(paper: Paper) -> str:
    abstract = abstract_of(paper)
    return "\n".join(filter(None, (citation(paper), authors_line(paper), abstract and f"\n{abstract}")))


class _Text:
    """A document's text, with places as the protocol counts them: by its own ends of lines, in the client's units."""

    def __init__(self, document: TextDocument) -> None:
        self.document, self.source = document, document.source
        self.kind = kind_of(document.path or "")
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.source))]

    def offset(self, position: lsp.Position) -> int:
        """The place in the source; that of the end where there is no such line."""
        if position.line >= len(self._starts):
            return len(self.source)
        start, end = self._starts[position.line], (*self._starts[position.line + 1 :][:1], len(self.source))[0]
        codec = self.document.position_codec
        at = codec.position_from_client_units([self.source[start:end]], lsp.Position(0, position.character))
        return min(start + at.character, end)

    def position(self, offset: int) -> lsp.Position:
        line = bisect_right(self._starts, offset) - 1
        units = self.document.position_codec.client_num_units(self.source[self._starts[line] : offset])
        return lsp.Position(line, units)

    def range(self, finding: Finding) -> lsp.Range:
        """The key that a finding is about, else its line."""
        if finding.start >= 0:
            return lsp.Range(self.position(finding.start), self.position(finding.end))
        line = min(finding.line, len(self._starts)) - 1
        end = (*self._starts[line + 1 :][:1], len(self.source))[0]
        length = len(self.source[self._starts[line] : end].rstrip())
        return lsp.Range(lsp.Position(line, 0), self.position(self._starts[line] + length))


_LINE_END = re.compile(r"\r\n|\n|\r")


def _begun(text: _Text, at: int) -> str | None:
    """The beginning of the key that the cursor is in; None where it is in none."""
    before = text.source[max(text.source.rfind("\n\n", 0, at) + 1, at - 2000, 0) : at]
    match = text.kind.open.search(before) if text.kind else None
    groups = match.groupdict() if match else {}
    return next((value for name, value in groups.items() if name.startswith("begun") and value is not None), None)


def _key_at(text: _Text, position: lsp.Position) -> str | None:
    if text.kind is None:
        return None
    at = text.offset(position)
    return next((c.key for c in text.kind.citations(text.kind.blanked(text.source)) if c.start <= at <= c.end), None)


def _diagnostic(text: _Text, finding: Finding) -> lsp.Diagnostic:
    severe = finding.check in _SEVERE
    level = lsp.DiagnosticSeverity.Error if severe else lsp.DiagnosticSeverity.Warning
    return lsp.Diagnostic(text.range(finding), finding.text, level, code=finding.check, source="readlist")


def _action(text: _Text, finding: Finding) -> lsp.CodeAction | None:
    """What an editor offers to do about a finding."""
    diagnostics = [_diagnostic(text, finding)]
    if finding.check == "missing" and finding.paper and finding.fix != "key":
        arguments: list[Any] = [text.document.path, finding.paper]
        title = f"Add {finding.paper} to the bibliography"
        command = lsp.Command(title, _ADD, arguments=arguments)
        kind = lsp.CodeActionKind.QuickFix
        if finding.paper == finding.key:
            return lsp.CodeAction(title, kind=kind, diagnostics=diagnostics, command=command)
        edit = _corrected(text, finding, finding.paper)
        return lsp.CodeAction(f"Cite {finding.paper}, and add it to the bibliography", kind=kind,
                              diagnostics=diagnostics, edit=edit, command=command)  # fmt: skip
    if finding.fix == "key":
        return lsp.CodeAction(f"Cite {finding.new}", kind=lsp.CodeActionKind.QuickFix, diagnostics=diagnostics,
                              edit=_corrected(text, finding, finding.new))  # fmt: skip
    return None


def _corrected(text: _Text, finding: Finding, key: str) -> lsp.WorkspaceEdit:
    return lsp.WorkspaceEdit(changes={text.document.uri: [lsp.TextEdit(text.range(finding), key)]})
