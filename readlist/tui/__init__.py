"""The app, the only part of readlist that knows Textual.

Textual reads its frame rate from the environment, once. At its default of 60 frames a second the results of a letter
typed in the search come 26 ms later, and the paper under a moved cursor 23 ms (10,000 papers, Textual 8.2.8).
"""

import os

_given = os.environ.get("TEXTUAL_FPS")
os.environ.setdefault("TEXTUAL_FPS", "1000")

import textual.constants  # noqa: E402, F401

if _given is None:  # programs that readlist starts must not inherit it
    del os.environ["TEXTUAL_FPS"]
