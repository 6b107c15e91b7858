"""What the main screen shows, as text: lists, lines and papers, each piece with the kind of thing it is.

Nothing here knows how that is put on a screen. So it can be shown before what does is imported, which takes longer than
all else (``view/first.py``), and the app (``readlist/tui``) shows the same.
"""
