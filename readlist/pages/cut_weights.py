"""The weights of the traits, in nats: how much likelier a trait makes a cut than the other cuts of its line.

The numbers come from a conditional log-linear model (multinomial logistic regression over the cuts of a line,
with a Gaussian prior around values set by hand) fitted to labelled lines: real papers, and real titles joined
with the authors of other papers, deliberately awkward ones (acronyms, teams, initials, names written small)
among them, and titles and sentences without authors as lines that have no cut.  Traits that hardly occur keep
their hand-set value.  The comments say why a trait matters.
"""

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    # How many authors are shown.  With "et al." they are three; single authors are the exception.
    "names 1": -2.98, "names 2": 0.13, "names 3": 0.03, "et al with 1": -9.0, "et al with 2": -7.0,
    "et al with 3": 0.35,
    # The joint: two scripts meet nowhere else; names begin with capitals; a hyphen joins halves.
    "joint lower upper": 0.68, "joint upper upper": -1.94, "joint in capitals": -2.14,
    "joint digit": -0.1, "joint bracket": 0.66, "joint stop": 0.03, "joint quote": 0.46,
    "joint sign": 0.56, "joint apostrophe": -2.05, "joint hyphen": -7.51, "joint scripts": 3.26,
    "joint unicased": -0.27, "joint other": -3.33, "joint lower lower": -5.23, "joint other lower": -3.27,
    # Titles close their brackets, formulas and quotations.
    "open bracket": -8.0, "open maths": -8.0, "open quote": -3.0,
    # The last word of the title, whole: a word of titles, by the list, by its ending or by its sound.
    "end word": 1.43, "end word ending": 3.1, "end sounds word": -0.56, "end sounds neutral": -0.98,
    "end sounds name": -0.78, "end name": -0.47, "end digits": 0.05, "end capitals": 0.39,
    "end capitals short": -0.97, "end acronym": -0.35, "end camel": -0.54, "end camel word": -0.67,
    "end bare": -1.72, "title of one word": -0.86,
    # ... or not: too short, "the", "of", a lone letter.
    "end short": -1.62, "end letter": -1.25, "end function word": -2.48, "end function capital": -0.59,
    # The cut took half a name or word along: "ModelsChae|Hun", "R.|A. Fisher", "You|Tube", "5Hyun|Jin".
    "end half a name": -5.44, "end word and name": -5.44, "end hump and name": -4.09,
    "end capitals and name": -4.22, "end torn": -1.72, "end torn word": -2.04, "end capital tail": -0.72,
    "end stray capitals": -2.41,
    "joint before": -1.91, "team torn": -0.47, "splits a word": -4.71, "longer word": -2.82,
    # Names have two full words as a rule; three come with initials or particles, one with initials.
    "words 0": -5.05, "words 1": -2.79, "words 1 and initials": 1.15, "words 2": 0.24, "words 3": -0.94,
    "words 4": -2.59, "words 5": -1.51, "too long": -9.07, "many initials": -2.0,
    "ends in initial": -2.35, "another style": -0.96, "shouts one name": -1.34, "all lower": 5.75,
    # The shape of the words of a name.
    "shape name": 1.15, "shape hyphen": -0.18, "shape Mc": 1.4, "shape two syllables": 0.49,
    "shape initial": 0.35, "shape initials run": -0.54, "shape particle": -0.22, "shape suffix": -0.03,
    "shape unicased": 0.3, "shape capitals": -1.96, "shape shouted": -0.42, "shape lower": -3.26,
    "shape lower start": -4.19, "shape odd hump": -3.86, "shape double capital": -6.3,
    "shape word and hump": -6.0, "shape digits": -5.74, "shape punctuation": -4.82,
    "a function word": -3.49,
    # Their letters: known names, pinyin, diacritics; against them words of titles ("word both": both).
    "word given": 2.35, "word family": 1.61, "given first": 1.45, "family last": 1.54, "word pinyin": 2.43,
    "diacritics": 0.99, "sound name": 1.1, "sound neutral": 0.31, "sound word": -0.46,
    "word both": -0.05, "word ending": -2.35, "word of titles": -3.5,
    # Teams have names of their own kind: whole camel words, words of titles, seldom more than two.
    "group known": 5.4, "group team": 2.82, "group perhaps": 0.21, "team known": 3.93, "the team": 4.55,
    "team in title": 3.22, "team the": 1.94, "team of 1": -0.18, "team of 2": 0.77, "team of 3": -0.16,
    "team of 4": -1.12, "team title word": -0.13, "team lower": -2.22, "team digits": -1.74,
    "team camel": -1.29, "team letter": -1.69, "team odd": -4.2, "colon": 0.0,
    # A name that is known already (set by hand: it decides where the line alone leaves the cut open).
    "known": 4.0,
    # What a line weighs that has no cut, and a text that is no author list; a list shows by its "et al.".
    "no cut": -5.01, "no list": 1.07, "list et al": 4.0,
}  # fmt: skip
