"""How lines are compared for leakage, and what counts as a word form."""

import re
import unicodedata


def fold(line):
    """NFKC, case folded, only letters and digits: what two lines share when they differ in nothing that matters."""
    text = unicodedata.normalize("NFKC", line).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def forms(line):
    """The distinct word forms of a line: runs of letters, case folded."""
    return set(re.findall(r"[^\W\d_]+", line.casefold()))
