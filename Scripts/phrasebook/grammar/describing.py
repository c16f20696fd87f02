"""Adjectives: a szoba drága, a szobák drágák, drágább, a legdrágább, túl drága."""

import english as en
from grammar.core import PASSING, asked, fitting_adjective, join, pattern, sentence, someone, subject
from grammar.setting import CITIES, local
from lexicon import ROOTS, adjectives_of, nouns_of
from phonology import with_article

THINGS = [
    noun
    for noun in nouns_of(
        "thing",
        "clothes",
        "vehicle",
        "home",
        "furniture",
        "device",
        "dish",
        "drink",
        "town",
        "sight",
        "sweet",
        "fruit",
        "readable",
        "watchable",
        "room",
        "dishes",
        "sendable",
    )
    if noun.english not in ("sunglasses", "heating")
]
STATES = adjectives_of("person-state")
TRAITS = adjectives_of("person-trait")
VOLT = ROOTS["van"]


def thing_and_adjective(dice, nouns=None):
    while True:
        noun = dice.choice(nouns or THINGS)
        adjective = fitting_adjective(dice, noun)
        if adjective:
            return noun, adjective


POSITIVE = (
    "új",
    "szép",
    "olcsó",
    "jó",
    "friss",
    "finom",
    "könnyű",
    "gyors",
    "kényelmes",
    "csendes",
    "tiszta",
    "modern",
    "érdekes",
    "híres",
    "tágas",
)
NEGATIVE = (
    "régi",
    "kicsi",
    "drága",
    "rossz",
    "nehéz",
    "lassú",
    "hangos",
    "zsúfolt",
    "piszkos",
    "unalmas",
    "sós",
    "csípős",
)


def degree(dice, adjective):
    """Very, too, quite, or nothing; colours have no degrees."""
    return ("", "") if "colour" in adjective.classes else dice.choice(DEGREES)


DEGREES = [("", ""), ("", ""), ("very ", "nagyon "), ("too ", "túl "), ("quite ", "elég ")]


@pattern(5)
def thing_is(dice):
    noun, adjective = thing_and_adjective(dice)
    degree_en, degree_hu = degree(dice, adjective)
    start_en, start_hu = f"the {noun.english}", with_article(noun.word)
    if dice.chance(0.2):
        which = dice.pick(0, 1)
        start_en, start_hu = (
            f"{('this', 'that')[which]} {noun.english}",
            f"{('ez', 'az')[which]} {with_article(noun.word)}",
        )
    kind = dice.pick("is", "is", "was", "not", "ask")
    if kind == "was":
        return sentence(
            f"{start_en} was {degree_en}{adjective.english}", f"{start_hu} {degree_hu}{adjective.word} volt"
        )
    if kind == "not":
        return sentence(f"{start_en} isn't {adjective.english}", f"{start_hu} nem {adjective.word}")
    if kind == "ask":
        return sentence(f"is {start_en} {adjective.english}", f"{start_hu} {adjective.word}", "?")
    return sentence(f"{start_en} is {degree_en}{adjective.english}", f"{start_hu} {degree_hu}{adjective.word}")


@pattern(4)
def things_are(dice):
    """The rooms are expensive: a szobák drágák."""
    noun, adjective = thing_and_adjective(
        dice, [noun for noun in THINGS if "drink" not in noun.classes and noun.english not in COUNTLESS]
    )
    degree_en, degree_hu = degree(dice, adjective)
    plural_en, plural_hu = en.plural(noun.english), with_article(noun.plural())
    kind = dice.pick("are", "are", "were", "not")
    if kind == "were":
        return sentence(
            f"the {plural_en} were {degree_en}{adjective.english}",
            f"{plural_hu} {degree_hu}{adjective.plural()} voltak",
        )
    if kind == "not":
        return sentence(f"the {plural_en} aren't {adjective.english}", f"{plural_hu} nem {adjective.plural()}")
    return sentence(
        f"the {plural_en} are {degree_en}{adjective.english}", f"{plural_hu} {degree_hu}{adjective.plural()}"
    )


COUNTLESS = ("soup", "goulash", "fish", "stew", "chicken")


@pattern(4)
def compare(dice):
    """The train is faster than the bus: a vonat gyorsabb, mint a busz."""
    group = dice.choice(("vehicle", "clothes", "home", "thing", "town", "dish", "fruit", "furniture", "device", "room"))
    nouns = [noun for noun in nouns_of(group) if noun.english not in ("sunglasses", "heating")]
    while True:
        one, two = dice.sample(nouns, 2)
        adjective = fitting_adjective(dice, one)
        if (
            adjective
            and "colour" not in adjective.classes
            and adjective.word not in ("üres", "érett")
            and (adjective.classes & two.classes or adjective.word in ("drága", "olcsó"))
        ):
            break
    kind = dice.pick("is", "is", "much", "not as", "ask")
    first, second = with_article(one.word), with_article(two.word)
    more = en.comparative(adjective.english)
    if kind == "much":
        return sentence(
            f"the {one.english} is much {more} than the {two.english}",
            f"{first} sokkal {adjective.comparative()}, mint {second}",
        )
    if kind == "not as":
        return sentence(
            f"the {one.english} isn't as {adjective.english} as the {two.english}",
            f"{first} nem olyan {adjective.word}, mint {second}",
        )
    if kind == "ask":
        return sentence(
            f"is the {one.english} {more} than the {two.english}",
            f"{first} {adjective.comparative()}, mint {second}",
            "?",
        )
    return sentence(
        f"the {one.english} is {more} than the {two.english}", f"{first} {adjective.comparative()}, mint {second}"
    )


@pattern(4)
def superlatives(dice):
    """This is the cheapest room in the hotel: ez a legolcsóbb szoba."""
    noun, adjective = thing_and_adjective(dice)
    while "colour" in adjective.classes or adjective.word in ("üres", "érett", "nehéz"):
        noun, adjective = thing_and_adjective(dice)
    most = en.superlative(adjective.english)
    kind = dice.pick("is", "where", "which", "city", "bought")
    if kind == "where" and noun.classes & {"town", "sight"}:
        return sentence(f"where is the {most} {noun.english}", f"hol van a {adjective.superlative()} {noun.word}", "?")
    if kind == "which":
        return sentence(f"which {noun.english} is the {most}", f"melyik {noun.word} a {adjective.superlative()}", "?")
    if kind == "city" and noun.classes & {"town", "sight"}:
        city = dice.choice(CITIES)
        return sentence(
            f"this is the {most} {noun.english} in {city.english}",
            f"ez a {adjective.superlative()} {noun.word} {local(city, 'at')}",
        )
    if kind == "bought" and noun.classes & {"buyable", "clothes"} and adjective.english not in PASSING:
        who = subject(dice)
        return sentence(
            f"{who.en} bought the {most} {noun.english}",
            join(
                who.hu,
                f"a {adjective.superlative()} {noun.case('accusative')}",
                ROOTS["vesz"].past(who.person, True) + " meg",
            ),
        )
    return sentence(f"this is the {most} {noun.english}", f"ez a {adjective.superlative()} {noun.word}")


@pattern(5)
def person_is(dice):
    """I am tired: fáradt vagyok; Anna is tired: Anna fáradt."""
    who, state = subject(dice), dice.choice(STATES + TRAITS)
    kind = dice.pick("is", "very", "was", "not", "ask")
    van = {"3s": "", "3p": ""}.get(who.person, VOLT.present(who.person))
    word = state.plural() if who.person in ("1p", "3p") else state.word
    if kind == "was":
        return sentence(
            (
                f"{who.en} {who.was} {state.english} yesterday"
                if state in STATES
                else f"{who.en} {who.was} very {state.english}"
            ),
            join(who.hu, "tegnap" if state in STATES else "nagyon", word, VOLT.past(who.person)),
        )
    if kind == "not":
        negated = f"{who.be}n't" if who.be != "am" else "am not"
        return sentence(f"{who.en} {negated} {state.english}", join(who.hu, "nem", van, word))
    if kind == "ask":
        who = asked(dice)
        van = {"3s": "", "3p": ""}.get(who.person, VOLT.present(who.person))
        word = state.plural() if who.person in ("1p", "3p") else state.word
        return sentence(f"{who.be} {who.en} {state.english}", join(who.hu, word, van), "?")
    if kind == "very":
        return sentence(f"{who.en} {who.be} very {state.english}", join(who.hu, "nagyon", word, van))
    return sentence(f"{who.en} {who.be} {state.english}", join(who.hu, word, van))


@pattern(3)
def person_compare(dice):
    """Anna is taller than her brother."""
    who, trait = subject(dice), dice.choice(TRAITS)
    other_en, other_hu = someone(dice, "nominative")
    van = {"3s": "", "3p": ""}.get(who.person, VOLT.present(who.person))
    form = trait.comparative()
    if who.person in ("1p", "3p"):
        form += "ak" if trait.klass == "back" else "ek"
    return sentence(
        f"{who.en} {who.be} {en.comparative(trait.english)} than {other_en}",
        join(who.hu, form, van) + f", mint {other_hu}",
    )


@pattern(4)
def what_kind(dice):
    """I am looking for a cheap hotel; this is a beautiful city."""
    which = dice.pick(0, 1)
    noun, adjective = thing_and_adjective(dice)
    this_en, this_hu = ("this", "that")[which], ("ez", "az")[which]
    phrase_en, phrase_hu = en.a(f"{adjective.english} {noun.english}"), f"egy {adjective.attributive} {noun.word}"
    kind = dice.pick("is", "very", "look", "not", "what")
    if "colour" in adjective.classes:
        kind = "look"
    if kind == "very":
        return sentence(
            f"{this_en} is a very {adjective.english} {noun.english}",
            f"{this_hu} egy nagyon " f"{adjective.word} {noun.word}",
        )
    if kind == "look":
        who = subject(dice)
        return sentence(
            f"{who.en} {who.be} looking for {phrase_en}",
            join(who.hu, f"egy {adjective.attributive} {noun.case('accusative')}", ROOTS["keres"].present(who.person)),
        )
    if kind == "not":
        return sentence(f"{this_en} isn't {phrase_en}", f"{this_hu} nem {phrase_hu}")
    if kind == "what":
        return sentence(f"what {phrase_en}", f"milyen {adjective.attributive} {noun.word}", "!")
    return sentence(f"{this_en} is {phrase_en}", f"{this_hu} {phrase_hu}")


@pattern(3)
def but(dice):
    """The room is big but expensive: a szoba nagy, de drága."""
    while True:
        noun, one = thing_and_adjective(dice)
        two = fitting_adjective(dice, noun)
        contradict = two.word in OPPOSITES.get(one.word, ())
        mixed = (one.word in POSITIVE and two.word in NEGATIVE) or (one.word in NEGATIVE and two.word in POSITIVE)
        if mixed and not contradict:
            break
    return sentence(
        f"the {noun.english} is {one.english} but {two.english}", f"{with_article(noun.word)} {one.word}, de {two.word}"
    )


OPPOSITES = {
    "nagy": ("kicsi",),
    "kicsi": ("nagy",),
    "drága": ("olcsó",),
    "olcsó": ("drága",),
    "jó": ("rossz",),
    "rossz": ("jó", "finom"),
    "finom": ("rossz",),
    "hideg": ("meleg",),
    "meleg": ("hideg",),
    "új": ("régi",),
    "régi": ("új", "modern"),
    "modern": ("régi",),
    "hosszú": ("rövid",),
    "rövid": ("hosszú",),
    "gyors": ("lassú",),
    "lassú": ("gyors",),
    "tiszta": ("piszkos",),
    "piszkos": ("tiszta",),
    "hangos": ("csendes",),
    "csendes": ("hangos", "zsúfolt"),
    "zsúfolt": ("csendes", "üres"),
    "üres": ("zsúfolt",),
    "érdekes": ("unalmas",),
    "unalmas": ("érdekes",),
    "nehéz": ("könnyű",),
    "könnyű": ("nehéz",),
    "tágas": ("kicsi",),
}


@pattern(3)
def in_colour(dice):
    """Anna is wearing a red dress: Anna piros ruhát visel."""
    who, noun, colour = subject(dice), dice.choice(nouns_of("clothes")), dice.choice(adjectives_of("colour"))
    if dice.chance(0.5):
        return sentence(
            f"{who.en} {who.be} wearing {en.a(colour.english + ' ' + noun.english)}",
            join(who.hu, colour.word, noun.case("accusative"), ROOTS["visel"].present(who.person)),
        )
    return sentence(
        f"{who.en} {who.present('like')} {en.plural(colour.english + ' ' + noun.english)}",
        join(
            who.hu,
            ROOTS["szeret"].present(who.person, True),
            with_article(colour.word + " " + noun.plural("accusative")),
        ),
    )
