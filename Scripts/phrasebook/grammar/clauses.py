"""Sentences of two clauses: hogy, mert, de, ha, amikor."""

from grammar import actions, describing, life, numbers, owning, people, places, weather
from grammar.core import MEN, NAMES, PRONOUNS, Subject, WOMEN, join, named_subject, pattern, sentence, subject
from grammar.setting import CITIES, TOWN, local, place
from lexicon import NOUNS, ROOTS
from phonology import with_article

# Patterns whose sentences can stand after "I know that"; only statements ending in a full stop are taken.
EMBEDDABLE = [
    actions.did,
    actions.did_not,
    describing.thing_is,
    describing.person_is,
    people.profession,
    people.languages,
    places.living_in,
    places.was_at,
    places.it_is_next_to,
    numbers.opening_hours,
    numbers.costs,
    numbers.timetable,
    owning.have,
    owning.have_not,
    owning.sisters_car,
    life.can_do,
    life.likes_doing,
    weather.weather,
]
PROPER = (
    tuple(WOMEN + MEN)
    + tuple(city.english for city in CITIES)
    + tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
    + ("I ",)
)


def clause(dice, patterns=EMBEDDABLE):
    """A statement without its capital and full stop, short enough to be put into another sentence."""
    while True:
        english, hungarian = dice.choice(patterns)(dice)
        if english.endswith(".") and len(english.split()) <= 8 and not english.startswith("I "):
            return lowered(english[:-1], PROPER), lowered(hungarian[:-1], tuple(WOMEN + MEN))


def lowered(text, proper):
    """Small first letter, but for names (and for cities that begin the Hungarian clause)."""
    if text.startswith(proper) or text.split()[0] in HUNGARIAN_PROPER or text.split()[0].rstrip("'s") in proper:
        return text
    return text[0].lower() + text[1:]


HUNGARIAN_PROPER = {form for city in CITIES for form in (local(city, "at"), local(city, "to"), local(city, "from"))} | {
    case
    for name in WOMEN + MEN
    for case in (
        NAMES[name].case("dative"),
        NAMES[name].case("instrumental"),
        NAMES[name].case("sublative"),
        NAMES[name].case("accusative"),
    )
}

OPINIONS = [
    ("I think that", "azt hiszem, hogy"),
    ("I know that", "tudom, hogy"),
    ("I hope that", "remélem, hogy"),
    ("do you know that", "tudod, hogy"),
    ("I heard that", "azt hallottam, hogy"),
    ("it is true that", "igaz, hogy"),
    ("I am sure that", "biztos vagyok benne, hogy"),
    ("we know that", "tudjuk, hogy"),
    ("it is possible that", "lehet, hogy"),
    ("I am glad that", "örülök, hogy"),
]


@pattern(6)
def that_clause(dice):
    (start_en, start_hu), (clause_en, clause_hu) = dice.choice(OPINIONS), clause(dice)
    while start_en.startswith("do you") and clause_en.startswith("you "):
        clause_en, clause_hu = clause(dice)
    mark = "?" if start_en.startswith("do you") else "."
    return sentence(f"{start_en} {clause_en}", f"{start_hu} {clause_hu}", mark)


@pattern(3)
def said_that(dice):
    who, (clause_en, clause_hu) = subject(dice, named=0.5), clause(dice)
    verb_en, azt, root = dice.pick(("say", "azt", "mond"), ("think", "azt", "hisz"), ("know", "", "tud"))
    return sentence(
        f"{who.en} {who.present(verb_en)} that {clause_en}",
        join(who.hu, azt, ROOTS[root].present(who.person, True)) + f", hogy {clause_hu}",
    )


# What somebody did, and why: sentences about the weather and the town, adjectives of state about the person.
WEATHER = (
    ("it was raining", "esett az eső"),
    ("it was cold", "hideg volt"),
    ("it was snowing", "esett a hó"),
    ("it was dark", "sötét volt"),
    ("the weather was bad", "rossz idő volt"),
)
TOWN_CLOSED = (
    ("the shop was closed", "a bolt zárva volt"),
    ("the museum was closed", "a múzeum zárva volt"),
    ("the library was closed", "a könyvtár zárva volt"),
)
DELAYS = (("the bus was late", "a busz késett"), ("the train was late", "a vonat késett"))
CONSEQUENCES = [
    ("stayed at home", "otthon", "", "marad", WEATHER + TOWN_CLOSED, ("tired", "ill", "busy", "sad", "nervous")),
    ("went home", "", "haza", "megy", WEATHER + TOWN_CLOSED, ("tired", "hungry", "thirsty", "ill", "sad", "nervous")),
    ("was late", "", "el", "késik", DELAYS + WEATHER, ("busy", "tired")),
    ("slept a lot", "sokat", "", "alszik", (), ("tired", "ill", "sad")),
    ("worked a lot", "sokat", "", "dolgozik", (), ("busy",)),
    ("ate a lot", "sokat", "", "eszik", (), ("hungry", "sad", "nervous")),
    ("drank a lot", "sokat", "", "iszik", (("it was very warm", "nagyon meleg volt"),), ("thirsty",)),
]


@pattern(3)
def because(dice):
    """We stayed at home because it was raining: otthon maradtunk, mert esett az eső."""
    who = subject(dice)
    verb_en, adverb, prefix, root, reasons, states = dice.choice(CONSEQUENCES)
    pronoun = who if who.is_pronoun else next(p for p in PRONOUNS if p.en == ("he" if who.owner == "his" else "she"))
    if verb_en == "was late":
        verb_en = f"{who.was} late"
    own_reasons = []
    for state in describing.STATES:
        if state.english in states:
            word = state.plural() if who.person in ("1p", "3p") else state.word
            own_reasons.append(
                (f"{pronoun.en} {pronoun.was} {state.english}", f"{word} {ROOTS['van'].past(who.person)}")
            )
    reason_en, reason_hu = dice.choice([*reasons, *own_reasons])
    main_hu = join(who.hu, adverb, prefix + ROOTS[root].past(who.person))
    return sentence(f"{who.en} {verb_en} because {reason_en}", f"{main_hu}, mert {reason_hu}")


@pattern(3)
def too_expensive(dice):
    """I didn't buy the coat because it was too expensive."""
    who = subject(dice)
    goods = [
        noun for noun in describing.THINGS if noun.classes & {"buyable", "clothes"} and "dishes" not in noun.classes
    ]
    reasons = set(describing.POSITIVE + describing.NEGATIVE) - {"tiszta", "piszkos"}
    noun, adjective = describing.thing_and_adjective(dice, goods)
    while adjective.word not in reasons:
        noun, adjective = describing.thing_and_adjective(dice, goods)
    root, bought = ROOTS["vesz"], adjective.word in describing.POSITIVE
    very = bought or adjective.english == "bad"
    too_en, too_hu = dice.pick(("", ""), ("very ", "nagyon ") if very else ("too ", "túl "))
    reason_en, reason_hu = f"it was {too_en}{adjective.english}", f"{too_hu}{adjective.word} volt"
    the_hu = with_article(noun.case("accusative"))
    if bought:
        return sentence(
            f"{who.en} bought the {noun.english} because {reason_en}",
            join(who.hu, "meg" + root.past(who.person, True), the_hu) + f", mert {reason_hu}",
        )
    return sentence(
        f"{who.en} didn't buy the {noun.english} because {reason_en}",
        join(who.hu, "nem", root.past(who.person, True), "meg", the_hu) + f", mert {reason_hu}",
    )


@pattern(3)
def when_i_was(dice):
    """When I was in Vienna, I visited the castle."""
    who = dice.choice(PRONOUNS)
    at_en, at_hu = place(dice, "at", CITIES + TOWN)
    while True:
        what = actions.action(dice, people=0.3)
        if "'" not in what.eo:
            break
    return sentence(
        f"when {who.en} {who.was} {at_en}, {who.en} {what.en_past}",
        f"amikor {at_hu} {ROOTS['van'].past(who.person)}, {what.before(what.root.past(who.person, True))}",
    )


@pattern(3)
def if_clause(dice):
    """If it rains tomorrow, we will stay at home: ha holnap esni fog az eső, otthon fogunk maradni."""
    condition_en, condition_hu = dice.choice(
        [
            ("if it rains tomorrow", "ha holnap esni fog az eső"),
            ("if it is cold tomorrow", "ha holnap hideg lesz"),
            ("if it is warm tomorrow", "ha holnap meleg lesz"),
            ("if the sun shines tomorrow", "ha holnap sütni fog a nap"),
            ("if we have time", "ha lesz időnk"),
            ("if I have time", "ha lesz időm"),
            ("if you have time", "ha lesz időd"),
            ("if there is enough money", "ha lesz elég pénz"),
        ]
    )
    who = dice.choice(PRONOUNS)
    kind = dice.pick("stay", "action", "action", "hobby")
    if kind == "stay":
        return sentence(
            f"{condition_en}, {who.en} will stay at home", f"{condition_hu}, otthon {life.FOG[who.person]} maradni"
        )
    if kind == "hobby":
        hobby = dice.choice(life.HOBBIES)
        return sentence(
            f"{condition_en}, {who.en} will {hobby.english}",
            f"{condition_hu}, {hobby.root.infinitive()} {life.FOG[who.person]}",
        )
    what = actions.action(dice, wanted=True)
    return sentence(
        f"{condition_en}, {who.en} will {what.en}", f"{condition_hu}, {what.split(actions.FOG[who.person])}"
    )


@pattern(3)
def and_or_but(dice):
    """Anna bought the bread, but I bought the milk: two subjects, two things."""
    one, two = dice.choice(PRONOUNS), subject(dice, named=0.5)
    if one.en == two.en or one.third and two.third:
        one, two = Subject("I", "én", "1s"), subject(dice, pronouns=False)
    else:
        one = Subject(one.en, EMPHATIC[one.en], one.person)
        if two.is_pronoun:
            two = Subject(two.en, EMPHATIC[two.en], two.person)
    if {one.en, two.en} in ({"I", "we"}, {"you", "we"}, {"he", "they"}, {"she", "they"}):
        two = named_subject(dice)
    first, second = actions.action(dice, people=0), actions.action(dice, people=0)
    while second.verb.english != first.verb.english or second.eo == first.eo:
        first, second = actions.action(dice, people=0), actions.action(dice, people=0)
    return sentence(
        f"{one.en} {first.en_past}, but {two.en} {second.en_past}",
        f"{one.hu} {first.ho} {first.root.past(one.person, True)} {first.prefix}, de {two.hu} {second.ho}",
    )


EMPHATIC = {"I": "én", "you": "te", "he": "ő", "she": "ő", "we": "mi", "they": "ők"}


@pattern(3)
def could_you_tell_me(dice):
    """Could you tell me when the shop opens?"""
    noun = dice.choice(numbers.OPEN)
    the = with_article(noun.word)
    kind = dice.pick("open", "close", "cost", "train", "know", "know cost")
    priced, city = dice.choice(numbers.PRICED), dice.choice(numbers.TOWNS_ONLY)
    ask_en, ask_hu = dice.pick(
        ("could you tell me", "meg tudná mondani,"), ("do you know", "tudod,"), ("I don't know", "nem tudom,")
    )
    mark = "." if ask_en.startswith("I") else "?"
    if kind == "open":
        return sentence(f"{ask_en} when the {noun.english} opens", f"{ask_hu} mikor nyit {the}", mark)
    if kind == "close":
        return sentence(f"{ask_en} when the {noun.english} closes", f"{ask_hu} mikor zár {the}", mark)
    if kind == "train":
        vehicle_en, vehicle_hu = dice.pick(("train", "a vonat"), ("bus", "a busz"))
        return sentence(
            f"{ask_en} when the {vehicle_en} leaves for {city.english}",
            f"{ask_hu} mikor indul {vehicle_hu} {local(city, 'to')}",
            mark,
        )
    if kind.startswith("know"):
        who = named_subject(dice)
        return sentence(f"{ask_en} where {who.en} lives", f"{ask_hu} hol lakik {who.hu}", mark)
    if priced.english.endswith(("shoes", "gloves", "boots", "trousers", "sunglasses")):
        priced = NOUNS["bag"]
    return sentence(
        f"{ask_en} how much the {priced.english} costs", f"{ask_hu} mennyibe kerül {with_article(priced.word)}", mark
    )
