import os

os.environ.setdefault("TEXTUAL_FPS", "120")  # read when Textual is imported; a key waits half as long for its frame
