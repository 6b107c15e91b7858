import os

os.environ.setdefault("TEXTUAL_FPS", "240")  # read when Textual is imported; a key need not wait for its frame
