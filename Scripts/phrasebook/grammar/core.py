"""What all topics share: the registry of patterns, subjects, determiners, places, times, and small helpers.

A pattern is a function that draws one sentence pair with the given dice; it returns (english, hungarian) without the
capital, with the final mark. The same English always gives the same Hungarian: generate.py checks it.
"""

import random

import english as en
from lexicon import adjectives_of, nouns_of
from phonology import capitalised, with_article
from nouns import Noun

PATTERNS = []  # (weight, function)


def pattern(weight):
    """Registers a pattern; its weight is its share of the corpus."""

    def register(function):
        PATTERNS.append((weight, function))
        return function

    return register


class Dice(random.Random):
    """Seeded choices."""

    def pick(self, *options):
        return self.choice(options)

    def chance(self, probability):
        return self.random() < probability


def join(*parts):
    """Joins what is not empty with single spaces."""
    return " ".join(part for part in parts if part)


# Subjects.


class Subject:
    """`hu` is empty for pronouns, which Hungarian drops; `person` is the verb's."""

    def __init__(self, english, hungarian, person, owner=None, dative=None):
        self.en, self.hu, self.person = english, hungarian, person
        self.owner = owner  # the English possessive that goes back to the subject: "my", "her"
        self.dative = dative  # "Annának"; empty for pronouns
        self.third = person == "3s"

    @property
    def is_pronoun(self):
        return not self.hu

    def present(self, verb):
        return en.third_person(verb) if self.third else verb

    @property
    def be(self):
        return {"1s": "am", "3s": "is"}.get(self.person, "are")

    @property
    def was(self):
        return "was" if self.person in ("1s", "3s") else "were"

    @property
    def have(self):
        return "has" if self.third else "have"

    @property
    def do(self):
        return "does" if self.third else "do"


PRONOUNS = [
    Subject("I", "", "1s", "my"),
    Subject("you", "", "2s", "your"),
    Subject("he", "", "3s", "his"),
    Subject("she", "", "3s", "her"),
    Subject("we", "", "1p", "our"),
    Subject("they", "", "3p", "their"),
]
WOMEN = ["Anna", "Éva", "Kata", "Zsófi", "Eszter", "Júlia", "Réka", "Ilona"]
MEN = ["Péter", "Gábor", "Tamás", "Balázs", "László", "Bence", "Zoltán", "Márton"]

# English possessive to the form of the Hungarian noun and the person of the owner.
OWNERS = {"my": "my", "your": "your", "his": "his", "her": "his", "our": "our", "their": "their"}
PERSON_OWNER = {"1s": "my", "2s": "your", "3s": "his", "1p": "our", "3p": "their"}


def name_noun(name):
    front = {"Eszter": "front", "Péter": "front", "Bence": "front"}
    return Noun(name, name, harmony_class=front.get(name), his=None)


NAMES = {name: name_noun(name) for name in WOMEN + MEN}
FAMILY = nouns_of("family")


def subject(dice, pronouns=True, named=0.3, family=0.2):
    """A pronoun mostly, sometimes a name or "my sister"."""
    draw = dice.random()
    if draw < named or (not pronouns and draw < 0.6):
        return named_subject(dice)
    if draw < named + family or not pronouns:
        return family_subject(dice)
    return dice.choice(PRONOUNS)


def named_subject(dice):
    name = dice.choice(WOMEN + MEN)
    return Subject(name, name, "3s", "her" if name in WOMEN else "his", NAMES[name].case("dative"))


def family_subject(dice):
    noun = dice.choice(FAMILY)
    owner = dice.pick("my", "your") if "spouse" in noun.classes else dice.pick("my", "my", "my", "your", "our")
    gender = "her" if "female" in noun.classes else "his"
    return Subject(
        f"{owner} {noun.english}",
        with_article(noun.possessed(owner)),
        "3s",
        gender,
        with_article(noun.possessed(owner, "dative")),
    )


def asked(dice):
    """The subject of a question: nobody asks what "I" did, or about "my mother"."""
    while True:
        who = subject(dice)
        if who.person not in ("1s", "1p") and not who.en.startswith(("my ", "our ")):
            return who


def someone(dice, case, family=0.5):
    """A person who is not the subject: ("my sister", "a nővéremet")."""
    if dice.chance(family):
        noun = dice.choice(FAMILY)
        owner = (
            dice.pick("my", "your")
            if "spouse" in noun.classes
            else dice.pick("my", "my", "your", "our", "his", "their")
        )
        return f"{owner} {noun.english}", with_article(noun.possessed(OWNERS[owner], case))
    name = dice.choice(WOMEN + MEN)
    return name, NAMES[name].case(case)


# Things.


def described(dice, noun, adjective_chance=0.0):
    """An adjective that suits the noun, or none: ("red ", "piros ")."""
    if dice.chance(adjective_chance):
        adjective = fitting_adjective(dice, noun)
        if adjective and adjective.english not in PASSING:
            return adjective.english + " ", adjective.attributive + " "
    return "", ""


PASSING = {"clean", "dirty", "empty", "crowded", "cold", "loud"}  # said of a thing, but not what it is told apart by
COLOURED = {"clothes", "vehicle", "pack", "furniture"}


def fitting_adjective(dice, noun):
    """An adjective that can be said of the noun; classes like dish-hot name narrower sets in core.SPECIAL."""
    classes = set(noun.classes)
    classes |= {extra for extra, members in SPECIAL.items() if noun.english in members}
    if classes & COLOURED:
        classes.add("colour")
    options = adjectives_of(*classes)
    return dice.choice(options) if options else None


SPECIAL = {
    "dish-hot": ("soup", "goulash", "stew", "chicken"),
    "drink-hot": ("coffee", "tea"),
    "thing-size": (
        "bag",
        "suitcase",
        "umbrella",
        "tent",
        "map",
        "dictionary",
        "notebook",
        "present",
        "parcel",
        "basket",
        "mirror",
    ),
    "grocery-salty": ("cheese", "ham"),
    "clothes-long": ("coat", "skirt", "dress"),
}


def the_object(dice, noun, owner_chance=0.25, adjective_chance=0.15, case="accusative"):
    """A definite noun phrase in a case: the book, my book, Anna's book, this book, the red book."""
    draw = dice.random()
    if draw < owner_chance and noun.his_form and noun.classes & OWNED:
        if dice.chance(0.3):
            name = dice.choice(WOMEN + MEN)
            return f"{name}'s {noun.english}", f"{name} {noun.possessed('his', case)}"
        owner = dice.pick("my", "my", "your", "his", "her", "our", "their")
        return f"{owner} {noun.english}", with_article(noun.possessed(OWNERS[owner], case))
    if draw > 0.9 and not noun.english.endswith("s"):
        return this_object(dice, noun, case)
    english_adjective, hungarian_adjective = described(dice, noun, adjective_chance)
    return f"the {english_adjective}{noun.english}", with_article(hungarian_adjective + noun.case(case))


OWNED = {
    "thing",
    "clothes",
    "clothes-pair",
    "vehicle",
    "home",
    "room",
    "device",
    "pack",
    "gift",
    "readable",
    "dishes",
    "sendable",
    "furniture",
}

# The demonstrative takes the case too and assimilates: ezt a könyvet, ezzel a vonattal, erre a hídra.
DEMONSTRATIVES = {
    "nominative": ("ez", "az"),
    "accusative": ("ezt", "azt"),
    "instrumental": ("ezzel", "azzal"),
    "inessive": ("ebben", "abban"),
    "superessive": ("ezen", "azon"),
    "sublative": ("erre", "arra"),
    "illative": ("ebbe", "abba"),
    "delative": ("erről", "arról"),
    "dative": ("ennek", "annak"),
}


def this_object(dice, noun, case):
    which = dice.pick(0, 1)
    return (
        f"{('this', 'that')[which]} {noun.english}",
        f"{DEMONSTRATIVES[case][which]} {with_article(noun.case(case))}",
    )


def an_object(dice, noun, adjective_chance=0.3, case="accusative"):
    """An indefinite noun phrase: ("a red car", "egy piros autót"); pairs ("shoes") take no article in English."""
    english_adjective, hungarian_adjective = described(dice, noun, adjective_chance)
    phrase = english_adjective + noun.english
    if "clothes-pair" in noun.classes or noun.english == "sunglasses":
        return f"a pair of {phrase}", f"egy {hungarian_adjective}{noun.case(case)}"
    return en.a(phrase), f"egy {hungarian_adjective}{noun.case(case)}"


def sentence(english, hungarian, mark="."):
    return capitalised(english) + mark, capitalised(hungarian) + mark
