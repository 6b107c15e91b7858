"""What the commands of the table (readlist/commands.py) do in the app: one function each."""
