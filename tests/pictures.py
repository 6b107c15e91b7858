"""``python -m tests.pictures`` draws the README's pictures from the app on the sample library."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from readlist.services.demo import sample_library
from readlist.tui.app import ReadlistApp

PICTURES = Path(__file__).parent.parent / ".github"
SIZE = (140, 42)
SHOTS = {  # picture → keys pressed
    "main": ["j", "j"],
    "search": ["slash", *"atention lng seqences"],
}


async def draw(name: str, keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = ReadlistApp(sample_library(Path(folder)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await pilot.press(*("space" if key == " " else key for key in keys))
            await pilot.pause()
            (PICTURES / f"{name}.svg").write_text(app.export_screenshot(title="readlist"), encoding="utf-8")


def main() -> None:
    for name, keys in SHOTS.items():
        asyncio.run(draw(name, keys))


if __name__ == "__main__":
    main()
