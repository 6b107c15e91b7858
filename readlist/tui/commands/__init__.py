"""The actions of the app's commands: one function for each row of ``readlist/commands.py``."""
