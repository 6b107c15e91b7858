"""The app. Textual is told how often to look for something to paint before anything else of it is imported."""

import os

_told = os.environ.get("TEXTUAL_FPS")
os.environ.setdefault("TEXTUAL_FPS", "1000")  # a key need not wait for its frame

import textual.constants  # noqa: E402, F401

if _told is None:  # other programs that readlist starts, an editor perhaps, are told nothing
    del os.environ["TEXTUAL_FPS"]
