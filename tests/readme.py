"""``python -m tests.readme`` writes the generated parts of the README."""

from __future__ import annotations

import re
from pathlib import Path

from readlist.commands import key_table

README = Path(__file__).parent.parent / "README.md"
_MARK = "<!-- made from readlist/commands.py -->\n"


def main() -> None:
    text = README.read_text(encoding="utf-8")
    made = re.sub(f"(?<={re.escape(_MARK)}).*?(?=## Commands)", lambda _: f"{key_table()}\n", text, flags=re.DOTALL)
    README.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
