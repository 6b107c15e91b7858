"""The app, the only part of readlist that knows Textual."""
