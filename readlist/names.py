from readlist.formats.bibtex_names import people


def surname(name: str) -> str:
    """The family name with its particles, or the whole name of a group; what a row shows of an author."""
    names, _ = people([name])
    if not names:
        return name
    return " ".join(filter(None, (names[0].von, names[0].last)))
