"""Reads the tables in lexicon/: one word a line, columns between bars, "#" begins a remark."""

from pathlib import Path

from adjectives import Adjective
from nouns import Noun
from verbs import IRREGULAR, Verb

FOLDER = Path(__file__).parent / "lexicon"


def rows(name, columns):
    """The rows of a table with the section each stands in."""
    section = None
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) > columns:
                raise ValueError(f"{name}:{number}: {len(cells)} columns, at most {columns} expected")
            yield section, cells + [""] * (columns - len(cells))


def flags(cell):
    """ "low his=háza" is {"low": True, "his": "háza"}."""
    pairs = (word.partition("=") for word in cell.split())
    return {key: value if equals else True for key, equals, value in pairs}


def read_nouns():
    nouns = {}
    for _, (word, english, classes, details) in rows("nouns.txt", 4):
        known = flags(details)
        if english in nouns:
            raise ValueError(f"nouns.txt: two nouns for {english}")
        nouns[english] = Noun(
            word,
            english,
            classes.split(),
            stem=known.get("stem"),
            low="low" in known,
            acc=known.get("acc"),
            his=known.get("his"),
            on=known.get("on"),
            harmony_class=known.get("harmony"),
            at=known.get("at"),
            possessed={person: known[person] for person in ("my", "your", "our") if person in known},
        )
    return nouns


class Roots(dict):
    """Verbs without prefix by their third person; regular ones are made when asked for."""

    def __missing__(self, third_person):
        self[third_person] = Verb(third_person)
        return self[third_person]


def read_roots():
    roots = Roots(IRREGULAR)
    for _, (word, details) in rows("roots.txt", 2):
        known = flags(details)
        link = {"yes": True, "no": False}.get(known.get("link"))
        roots[word] = Verb(
            known.get("stem", word),
            ik="ik" in known,
            link=link,
            past=known.get("past"),
            imperative=known.get("imperative"),
            harmony_class=known.get("harmony"),
            forms={"imperative definite 2s": known["with-d"]} if "with-d" in known else None,
        )
    return roots


class LexicalVerb:
    """A verb with its prefix ("" if none), its English and the classes of its objects."""

    def __init__(self, prefix, root, english, objects=()):
        self.prefix, self.root, self.english, self.objects = prefix, root, english, frozenset(objects)

    def __repr__(self):
        return f"LexicalVerb({self.prefix}{self.root.stem})"


def read_verbs(roots):
    """The verbs by section: perfective, people, imperfective, hobby, activity."""
    sections = {}
    for section, cells in rows("verbs.txt", 4):
        prefixed = section in ("perfective", "people")
        prefix = cells.pop(0) if prefixed else ""
        word, english, objects = cells[:3]
        sections.setdefault(section, []).append(LexicalVerb(prefix, roots[word], english, objects.split()))
    return sections


def read_adjectives():
    adjectives = []
    for _, (word, english, classes, details) in rows("adjectives.txt", 4):
        known = flags(details)
        adjective = Adjective(
            word,
            english,
            classes.split(),
            comparative=known.get("comparative"),
            plural=known.get("plural"),
            adverb=known.get("adverb"),
            attributive=known.get("attributive"),
            harmony_class=known.get("harmony"),
        )
        adjectives.append(adjective)
    return adjectives


def read_phrases():
    return [tuple(cells) for _, cells in rows("phrases.txt", 2)]


NOUNS = read_nouns()
ROOTS = read_roots()
VERBS = read_verbs(ROOTS)
ADJECTIVES = read_adjectives()


def nouns_of(*classes):
    """All nouns that have one of the classes, in the order of the table."""
    wanted = set(classes)
    return [noun for noun in NOUNS.values() if noun.classes & wanted]


def adjectives_of(*classes):
    wanted = set(classes)
    return [adjective for adjective in ADJECTIVES if adjective.classes & wanted]
