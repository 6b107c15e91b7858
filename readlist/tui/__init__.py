"""The app, the only part of readlist that knows Textual.

Textual reads from the environment, once, how often it looks for something to paint. At its 60 times a second a letter
of a search waits 26 ms longer for its results, and the paper under a moved cursor 23 ms (10,000 papers, Textual 8.2.8).
"""

import os

_given = os.environ.get("TEXTUAL_FPS")
os.environ.setdefault("TEXTUAL_FPS", "1000")

import textual.constants  # noqa: E402, F401

if _given is None:  # programs that readlist starts, an editor perhaps, are told nothing
    del os.environ["TEXTUAL_FPS"]
