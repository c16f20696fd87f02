"""Random pairs of hypotheses and references for the goldens of the metrics.

The text is made from code point ranges, not taken from anywhere: words of all scripts, numbers, emoji, combining marks,
composed and decomposed forms, entities, every kind of white space. Hypotheses are worn copies of their references, so
that some n-grams match.
"""

import gzip
import random
import unicodedata

SCRIPTS = [
    [(0x61, 0x7A), (0x41, 0x5A)],
    [(0x61, 0x7A)],
    [(0xC0, 0x17F)],
    [(0x391, 0x3A9), (0x3B1, 0x3C9), (0x3AC, 0x3CE)],
    [(0x410, 0x44F)],
    [(0x531, 0x556), (0x561, 0x586)],
    [(0x5D0, 0x5EA)],
    [(0x621, 0x64A), (0x64B, 0x652)],
    [(0x904, 0x939), (0x93E, 0x94D)],
    [(0xE01, 0xE2E), (0xE30, 0xE39)],
    [(0x10A0, 0x10C5), (0x10D0, 0x10F0)],
    [(0x13A0, 0x13F5)],
    [(0x1E00, 0x1EFF), (0x1F00, 0x1FBC)],
    [(0x3041, 0x3096), (0x30A1, 0x30FA)],
    [(0x4E00, 0x9FFF)],
    [(0x3400, 0x4DBF), (0x20000, 0x2A6DF)],
    [(0xAC00, 0xD7A3)],
    [(0x10400, 0x1044F)],
    [(0x1F300, 0x1F64F), (0x1F900, 0x1F9FF)],
]
MARKS = [0x300, 0x301, 0x308, 0x30C, 0x327, 0x328, 0x345, 0x20E3, 0xFE0F]
SPACES = ["\t", "\u00a0", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000", "\x85", "\x0b", "\x0c", "\x1c", "\x1f",
          "\u1680", "\u205f", "\r", "  ", "\u200b", "\ufeff", "\u180e", "\u2060"]
PIECES = [
    "1.5", "1,000", "1.000.000,00", "3.", ".5", "5-", "5-a", "10-12", "5--6", "1..2", "a..b", "...", "..", ".", ",",
    ",,,", "-", "--", "\u2013", "\u2014", "\u2026", "\u3002", "\u3001", "\uff0c", "\u00ab", "\u00bb", "\u201c",
    "\u201d", "\u2019", "don't", "'s", "x-y", "$5.00", "\u20ac", "50%", "#1", "@you", "a/b", "(c)", "[d]", "{e}", "~",
    "^", "`", "|", "\\", "\"", "'", "&quot;", "&amp;", "&lt;", "&gt;", "&amp;lt;", "&amp;quot;", "&apos;", "&", ";",
    "<skipped>", "<skip<skipped>ped>", "<", ">", "=", "+", "*", "!", "?", ":", "_", "\u0663\u066b\u0661\u0664",
    "\u2167", "\u00bd", "\u00b2", "\u0967\u0968.\u0969", "\uff11\uff0c\uff12", "\u00b7", "\u00b0", "\u00b6", "\u00a7",
    "\u05be", "\u0589", "\u060c", "\u061f", "\u0964", "\u1361", "\u30fb", "\u30fc", "\u3400", "\uff01", "\uffe5",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1ed\U0001f1fa", "\U0001f44d\U0001f3fd", "\u2764\ufe0f",
    "\u0130", "I\u0307", "\u0131", "\u00df", "\u1e9e", "\u039f\u0394\u039f\u03a3", "\u03a3", "\u03a3\u0301\u0391",
    "\u0391\u03a3'", "\ufb01", "\u01c5", "\u1f88", "\u212b", "\u2126", "A\u030a", "\u00c5", "\u1100\u1161", "\uac00",
    "-\n", "\n", "\x00", "\x7f", "\u00ad", "\u202e", "\uffff", "\ufffd", "\U0010ffff", "\ue000",
]


def letter(rng, ranges):
    first, last = rng.choice(ranges)
    while True:
        character = chr(rng.randint(first, last))
        if unicodedata.category(character) != "Cn":
            return character


def any_character(rng):
    while True:
        character = chr(rng.choice([rng.randrange(0x20, 0x3000), rng.randrange(0x20, 0x20000)]))
        if unicodedata.category(character) not in ("Cn", "Cs"):
            return character


def word(rng, ranges):
    kind = rng.random()
    if kind < 0.22:
        return rng.choice(PIECES)
    if kind < 0.26:
        return "".join(any_character(rng) for _ in range(rng.randint(1, 4)))
    if kind < 0.32:
        return str(rng.randint(0, 10 ** rng.randint(1, 6)))
    text = "".join(letter(rng, ranges) for _ in range(rng.randint(1, 6)))
    if rng.random() < 0.1:
        text += "".join(chr(rng.choice(MARKS)) for _ in range(rng.randint(1, 3)))
    if rng.random() < 0.25:
        text += rng.choice(PIECES)
    return text


def join(rng, words):
    text = ""
    for one in words:
        gap = rng.random()
        text += one + (" " if gap < 0.86 else rng.choice(SPACES) if gap < 0.92 else "")
    if rng.random() < 0.4:
        text = text.rstrip() + rng.choice([".", " .", "!", "\u3002", "?", "...", " \u00a0", "\r"])
    return text


def worn(rng, words, vocabulary):
    result = list(words)
    for _ in range(rng.randint(0, 1 + len(words) // 3)):
        position = rng.randrange(len(result) + 1)
        edit = rng.random()
        if edit < 0.3 and result:
            result.pop(min(position, len(result) - 1))
        elif edit < 0.5:
            result.insert(position, rng.choice(vocabulary))
        elif edit < 0.7 and result:
            position = min(position, len(result) - 1)
            changed = result[position]
            result[position] = rng.choice([
                changed.upper(), changed.lower(), unicodedata.normalize("NFD", changed),
                unicodedata.normalize("NFC", changed), changed + rng.choice(PIECES)])
        elif result:
            start, length = rng.randrange(len(result)), rng.randint(1, 4)
            moved = result[start:start + length]
            del result[start:start + length]
            place = rng.randint(0, len(result))
            result[place:place] = moved
    return result


def pair(rng):
    """A hypothesis and one to three references."""
    ranges = rng.choice(SCRIPTS)
    vocabulary = [word(rng, ranges) for _ in range(rng.choice([2, 6, 15, 30]))]
    words = [rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 2, 4, 8, 12, 20]))]
    count = rng.choice([1, 1, 1, 2, 3])
    references = [join(rng, worn(rng, words, vocabulary) if number else words) for number in range(count)]
    if rng.random() < 0.03:
        references[-1] = ""
    form = rng.choice([None, None, None, "NFC", "NFD", "NFKC"])
    hypothesis = join(rng, worn(rng, words, vocabulary))
    return (unicodedata.normalize(form, hypothesis) if form else hypothesis), references


def pairs(count, seed):
    rng = random.Random(seed)
    return [pair(rng) for _ in range(count)]


def pairs_of_lines(paths, seed):
    """Neighbouring lines of text files as pairs, the hypothesis a worn copy of the line before it."""
    rng = random.Random(seed)
    result = []
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
            texts = [line.rstrip("\n") for line in lines]
        for first, second in zip(texts, texts[1:] + texts[:1]):
            words = first.split(" ")
            result.append((" ".join(worn(rng, words, second.split(" "))), rng.choice([[first], [first, second]])))
    return result
