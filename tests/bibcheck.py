"""The hostile records through a checker of .bib files: ``python -m tests.bibcheck [CHECKER] [NUMBER]``.

CHECKER takes ``FILE --expect N --profile P --allow REGEX…`` and exits with 0 where it finds nothing; without one it is
``$READLIST_SEEDS/tools/check_bib.sh``. Findings that nobody could avoid are allowed, each by its name.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from readlist.formats import ExportOptions, render
from readlist.model.paper import Mark, Paper
from tests.hostile import BATCH, records

PROFILES = ("bibtex", "biblatex")
ALLOWED = (
    # alpha and abbrv cut letters in two that have no macro: names in Chinese, Japanese, Korean
    r"^the \.bbl is not UTF-8 any more \(multi-byte initial cut\)",
    # a book or a thesis of the user's stays one, also where its file has no publisher or school
    r"^Warning--empty [a-z ]+ in ",
    r"Datamodel: Entry .*(Missing mandatory field|Invalid field 'journaltitle' for entrytype 'book')",
)

EXPORTS = (
    ExportOptions(notes=True, howpublished=True),
    ExportOptions(notes=True),  # biblatex then has @online too
    ExportOptions(notes=True, howpublished=True, protect="all"),
)
"""Taken in turn, a batch each."""


def batches(papers: Sequence[tuple[Paper, Mark]]) -> Iterator[Sequence[tuple[Paper, Mark]]]:
    for start in range(0, len(papers), BATCH):
        yield papers[start : start + BATCH]


def checked(
    checker: Path,
    papers: Sequence[tuple[Paper, Mark]],
    profile: str,
    export: ExportOptions,
    *options: str,
    allowed: Sequence[str] = (),
) -> tuple[int, str]:
    """The checker's exit code and words about these papers in a profile."""
    exported = render(profile, papers, export)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{profile}.bib")
        file.write_text(exported.text, encoding="utf-8", newline="\n")
        allow = [word for pattern in allowed for word in ("--allow", pattern)]
        command = [checker, file, "--profile", profile, "--expect", str(len(exported.written)), *allow, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main(checker: Path, number: int) -> int:
    bad = 0
    papers = list(records(number))
    for profile in PROFILES:
        for n, batch in enumerate(batches(papers), 1):
            export = EXPORTS[n % len(EXPORTS)]
            code, said = checked(checker, batch, profile, export, "--require-all", allowed=ALLOWED)
            bad += bool(code)
            print(f"{profile} batch {n}: {said.strip().splitlines()[-1]}", flush=True)
            if code:
                print(said, flush=True)
    print(f"{number} records, {len(PROFILES)} profiles: {bad} batches with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    tools = Path(os.environ.get("READLIST_SEEDS", ".")) / "tools" / "check_bib.sh"
    sys.exit(main(Path(given[0]) if given else tools, int(given[1]) if len(given) > 1 else 2000))
