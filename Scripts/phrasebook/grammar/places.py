"""Where things are and where people live, work and are."""

import english as en
import numerals
from grammar.core import FAMILY, asked, join, named_subject, pattern, sentence, subject, the_object
from grammar.setting import CITIES, COUNTRIES, HABITS, ROOMS, TOWN, local, past_time, place
from lexicon import NOUNS, ROOTS, VERBS, nouns_of
from phonology import with_article

SIGHTS = nouns_of("sight")
TOWN_AND_SIGHTS = list({noun.english: noun for noun in TOWN + SIGHTS}.values())
TOWNS_ONLY = [city for city in CITIES if city.english not in COUNTRIES]


def fixed(noun, tail):
    """A postposition: "a ház mellett"."""
    return with_article(f"{noun.word} {tail}")


RELATIONS = [
    ("next to the {0}", lambda noun: fixed(noun, "mellett")),
    ("behind the {0}", lambda noun: fixed(noun, "mögött")),
    ("in front of the {0}", lambda noun: fixed(noun, "előtt")),
    ("near the {0}", lambda noun: fixed(noun, "közelében")),
    ("opposite the {0}", lambda noun: with_article(noun.case("instrumental")) + " szemben"),
]


def relation(dice, noun):
    phrase, hungarian = dice.choice(RELATIONS)
    return phrase.format(noun.english), hungarian(noun)


def two_places(dice):
    one, two = dice.sample(TOWN_AND_SIGHTS, 2)
    return one, two


@pattern(5)
def where_is(dice):
    """Where is the station?"""
    kind = dice.pick("place", "place", "thing", "excuse", "nearest", "tell")
    noun = dice.choice(TOWN_AND_SIGHTS)
    if kind == "thing":
        noun = dice.choice(nouns_of("thing", "clothes", "dishes", "vehicle", "room"))
        what_en, what_hu = the_object(dice, noun, owner_chance=0.6, adjective_chance=0, case="nominative")
        be = "are" if noun.english == "sunglasses" else "is"
        return sentence(f"where {be} {what_en}", f"hol van {what_hu}", "?")
    if kind == "excuse":
        return sentence(f"excuse me, where is the {noun.english}", f"elnézést, hol van {with_article(noun.word)}", "?")
    if kind == "nearest":
        return sentence(f"where is the nearest {noun.english}", f"hol van a legközelebbi {noun.word}", "?")
    if kind == "tell":
        return sentence(
            f"could you tell me where the {noun.english} is",
            f"meg tudná mondani, hol van {with_article(noun.word)}",
            "?",
        )
    return sentence(f"where is the {noun.english}", f"hol van {with_article(noun.word)}", "?")


@pattern(4)
def it_is_next_to(dice):
    one, two = two_places(dice)
    where_en, where_hu = relation(dice, two)
    if dice.chance(0.25):
        return sentence(f"is the {one.english} {where_en}", f"{with_article(one.word)} {where_hu} van", "?")
    if dice.chance(0.2):
        return sentence(f"the {one.english} isn't {where_en}", f"{with_article(one.word)} nincs {where_hu}")
    return sentence(f"the {one.english} is {where_en}", f"{with_article(one.word)} {where_hu} van")


@pattern(1.5)
def between(dice):
    one, two, three = dice.sample(TOWN_AND_SIGHTS, 3)
    return sentence(
        f"the {one.english} is between the {two.english} and the {three.english}",
        f"{with_article(one.word)} {with_article(two.word)} és {with_article(three.word)} között van",
    )


@pattern(3)
def is_there(dice):
    one, two = two_places(dice)
    where_en, where_hu = relation(dice, two)
    kind = dice.pick("near here", "next to", "there is", "city")
    if kind == "near here":
        return sentence(f"is there {en.a(one.english)} near here", f"van a közelben {one.word}", "?")
    if kind == "next to":
        return sentence(f"is there {en.a(one.english)} {where_en}", f"van {where_hu} {one.word}", "?")
    if kind == "city":
        city = dice.choice(TOWNS_ONLY)
        return sentence(f"there is no {one.english} in {city.english}", f"{local(city, 'at')} nincs {one.word}")
    return sentence(f"there is {en.a(one.english)} {where_en}", f"{where_hu} van egy {one.word}")


# Things in a room.

SURFACES = nouns_of("surface")
SMALL = [
    noun
    for noun in nouns_of("thing", "dishes", "readable")
    if noun.english
    not in ("suitcase", "tent", "ring", "sunglasses", "contract", "message", "fairy tale", "poem", "novel", "article")
]
CONTAINERS = [NOUNS[name] for name in ("bag", "wardrobe", "drawer", "suitcase", "basket")]


def spot(dice):
    """("on the table", "az asztalon")."""
    kind = dice.pick("on", "under", "in", "room")
    if kind == "on":
        noun = dice.choice(SURFACES)
        return f"on the {noun.english}", with_article(noun.case("superessive"))
    if kind == "under":
        noun = dice.choice(SURFACES[:3])
        return f"under the {noun.english}", fixed(noun, "alatt")
    if kind == "in":
        noun = dice.choice(CONTAINERS)
        return f"in the {noun.english}", with_article(noun.case("inessive"))
    return place(dice, "at", ROOMS)


def apart(dice):
    """A small thing and a spot that is not the thing itself."""
    while True:
        thing, (where_en, where_hu) = dice.choice(SMALL), spot(dice)
        if not where_en.endswith(thing.english):
            return thing, where_en, where_hu


@pattern(5)
def thing_is_on(dice):
    thing, where_en, where_hu = apart(dice)
    what_en, what_hu = the_object(dice, thing, owner_chance=0.5, adjective_chance=0.1, case="nominative")
    kind = dice.pick("is", "is", "is not", "ask", "past")
    if kind == "ask":
        return sentence(f"is {what_en} {where_en}", f"{what_hu} {where_hu} van", "?")
    if kind == "is not":
        return sentence(f"{what_en} isn't {where_en}", f"{what_hu} nincs {where_hu}")
    if kind == "past":
        return sentence(f"{what_en} was {where_en}", f"{what_hu} {where_hu} volt")
    return sentence(f"{what_en} is {where_en}", f"{what_hu} {where_hu} van")


@pattern(3)
def there_is_on(dice):
    thing, where_en, where_hu = apart(dice)
    number = dice.randint(2, 9)
    kind = dice.pick("one", "more", "none")
    if kind == "one":
        return sentence(f"there is {en.a(thing.english)} {where_en}", f"{where_hu} van egy {thing.word}")
    if kind == "none":
        return sentence(f"there is no {thing.english} {where_en}", f"{where_hu} nincs {thing.word}")
    return sentence(
        f"there are {numerals.english(number)} {en.plural(thing.english)} {where_en}",
        f"{where_hu} {numerals.hungarian(number, True)} {thing.word} van",
    )


@pattern(4)
def put(dice):
    """I put the book on the table: az asztalra tettem a könyvet."""
    who, thing = subject(dice), dice.choice(SMALL)
    what_en, what_hu = the_object(dice, thing, owner_chance=0.2, adjective_chance=0.1)
    if dice.chance(0.5):
        noun = dice.choice(SURFACES)
        where_en, where_hu = f"on the {noun.english}", with_article(noun.case("sublative"))
    else:
        noun = dice.choice([container for container in CONTAINERS if container is not thing])
        where_en, where_hu = f"in the {noun.english}", with_article(noun.case("illative"))
    kind = dice.pick("past", "past", "order", "please")
    verb = ROOTS["tesz"]
    if kind == "past":
        return sentence(
            f"{who.en} put {what_en} {where_en} yesterday",
            join(who.hu, "tegnap", where_hu, verb.past(who.person, True), what_hu),
        )
    if kind == "order":
        return sentence(f"put {what_en} {where_en}", f"tedd {where_hu} {what_hu}", "!")
    return sentence(f"please put {what_en} {where_en}", f"kérem, tegye {where_hu} {what_hu}")


@pattern(2)
def take_out(dice):
    """I took the book out of the bag: kivettem a könyvet a táskából."""
    who, noun = subject(dice), dice.choice(CONTAINERS)
    thing = dice.choice([small for small in SMALL if small is not noun])
    what_en, what_hu = the_object(dice, thing, owner_chance=0.2, adjective_chance=0.1)
    where = with_article(noun.case("elative"))
    if dice.chance(0.3):
        return sentence(f"take {what_en} out of the {noun.english}", f"vedd ki {what_hu} {where}", "!")
    return sentence(
        f"{who.en} took {what_en} out of the {noun.english}",
        join(who.hu, "ki" + ROOTS["vesz"].past(who.person, True), what_hu, where),
    )


@pattern(3)
def living_in(dice):
    who, city = subject(dice), dice.choice(CITIES)
    verb, kind, where = ROOTS["lakik"], dice.pick("now", "past", "where", "year", "not"), local(city, "at")
    if kind == "past":
        return sentence(
            f"{who.en} lived in {city.english} last year", join(who.hu, "tavaly", where, verb.past(who.person))
        )
    if kind == "where":
        who = asked(dice)
        return sentence(f"{who.do} {who.en} live in {city.english}", join(who.hu, where, verb.present(who.person)), "?")
    if kind == "year":
        number = dice.randint(2, 12)
        return sentence(
            f"{who.en} {who.have} lived in {city.english} for {numerals.english(number)} years",
            join(who.hu, numerals.hungarian(number, True), "éve", where, verb.present(who.person)),
        )
    if kind == "not":
        return sentence(
            f"{who.en} {who.do}n't live in {city.english}", join(who.hu, "nem", where, verb.present(who.person))
        )
    return sentence(f"{who.en} {who.present('live')} in {city.english}", join(who.hu, where, verb.present(who.person)))


@pattern(3)
def was_at(dice):
    """I was at the market yesterday: tegnap a piacon voltam."""
    who, (at_en, at_hu), (when_en, when_hu) = (
        subject(dice),
        place(dice, "at", TOWN + TOWNS_ONLY),
        past_time(dice, none=0.2),
    )
    verb = ROOTS["van"]
    kind = dice.pick("was", "was not", "is", "ask")
    if kind == "was":
        return sentence(join(who.en, who.was, at_en, when_en), join(who.hu, when_hu, at_hu, verb.past(who.person)))
    if kind == "was not":
        return sentence(
            join(who.en, who.was + "n't", at_en, when_en), join(who.hu, when_hu, "nem", verb.past(who.person), at_hu)
        )
    if kind == "ask":
        who = asked(dice)
        return sentence(join(who.was, who.en, at_en, when_en), join(who.hu, when_hu, at_hu, verb.past(who.person)), "?")
    return sentence(f"{who.en} {who.be} {at_en} now", join(who.hu, "most", at_hu, verb.present(who.person)))


MEALS = ("have breakfast", "have lunch", "have dinner")


@pattern(4)
def working_at(dice):
    """Anna works in a bank in Vienna; my brother is resting in the garden."""
    who, kind = subject(dice), dice.pick("works", "now", "until", "habit")
    verb = dice.choice([verb for verb in VERBS["activity"] if verb.english not in ("make phone calls",)])
    where_en, where_hu = place(dice, "at", ROOMS)
    if verb.english == "go shopping":
        where_en, where_hu = dice.pick(("at the market", "a piacon"), ("in the department store", "az áruházban"))
    if verb.english in ("sleep", "have a shower", "do the dishes", "do the cleaning", "walk"):
        where_en, where_hu = {
            "sleep": ("in the bedroom", "a hálószobában"),
            "walk": ("in the park", "a parkban"),
            "have a shower": ("in the bathroom", "a fürdőszobában"),
            "do the dishes": ("in the kitchen", "a konyhában"),
            "do the cleaning": ("in the cellar", "a pincében"),
        }[verb.english]
    root = verb.root
    if kind == "works":
        noun, city = dice.choice(WORKPLACES), dice.choice(TOWNS_ONLY)
        side = "inessive" if "in" in noun.classes else "superessive"
        return sentence(
            f"{who.en} {who.present('work')} {'at' if noun.at == 'at' else 'in'} {en.a(noun.english)} "
            f"in {city.english}",
            join(who.hu, local(city, "at"), "egy", noun.case(side), ROOTS["dolgozik"].present(who.person)),
        )
    if kind == "now":
        return sentence(
            f"{who.en} {who.be} {en.ing(verb.english)} {where_en} now",
            join(who.hu, "most", where_hu, root.present(who.person)),
        )
    if kind == "until" and verb.english in ("work", "study", "rest", "sleep", "walk", "chat", "do the cleaning"):
        hour = dice.randint(3, 11)
        return sentence(
            f"{who.en} {en.past(verb.english)} {where_en} until {numerals.english(hour)} o'clock",
            join(who.hu, numerals.hungarian(hour, True), "óráig", root.past(who.person), where_hu),
        )
    when_en, when_hu = dice.choice(list(HABITS.items()))
    if verb.english in MEALS:
        when_en, when_hu = dice.pick(("every day", "minden nap"), ("every week", "minden héten"))
    return sentence(
        f"{who.en} {who.present(verb.english)} {where_en} {when_en}",
        join(who.hu, when_hu, where_hu, root.present(who.person)),
    )


WORKPLACES = [noun for noun in TOWN if noun.english not in ("beach", "park", "castle", "swimming pool")]


@pattern(2.5)
def people_at(dice):
    """There are many people at the market: a piacon sok ember van."""
    at_en, at_hu = place(dice, "at", TOWN)
    group = dice.choice(nouns_of("people"))
    plural = en.plural(group.english)
    number = dice.randint(2, 20)
    kind = dice.pick("many", "few", "number", "past")
    if kind == "number":
        return sentence(
            f"there are {numerals.english(number)} {plural} {at_en}",
            f"{at_hu} {numerals.hungarian(number, True)} {group.word} van",
        )
    word_en, word_hu = {"many": ("many", "sok"), "few": ("few", "kevés"), "past": ("many", "sok")}[kind]
    if kind == "past":
        return sentence(f"there were {word_en} {plural} {at_en}", f"{at_hu} {word_hu} {group.word} volt")
    return sentence(f"there are {word_en} {plural} {at_en}", f"{at_hu} {word_hu} {group.word} van")


@pattern(2)
def stairs(dice):
    """The office is on the third floor; the train leaves from the second platform."""
    ordinals = [
        ("first", "első"),
        ("second", "második"),
        ("third", "harmadik"),
        ("fourth", "negyedik"),
        ("fifth", "ötödik"),
        ("sixth", "hatodik"),
        ("seventh", "hetedik"),
        ("eighth", "nyolcadik"),
        ("ninth", "kilencedik"),
        ("tenth", "tizedik"),
    ]
    one_en, one_hu = dice.choice(ordinals)
    if dice.chance(0.5):
        noun = dice.choice(nouns_of("home") + [NOUNS["office"], NOUNS["restaurant"], NOUNS["library"], NOUNS["café"]])
        if noun.english == "house":
            noun = NOUNS["terrace"]
        what_en, what_hu = the_object(dice, noun, owner_chance=0.5, adjective_chance=0, case="nominative")
        return sentence(f"{what_en} is on the {one_en} floor", f"{what_hu} {with_article(one_hu)} emeleten van")
    city = dice.choice(TOWNS_ONLY)
    return sentence(
        f"the train to {city.english} leaves from the {one_en} platform",
        f"a vonat {with_article(one_hu)} vágányról indul {local(city, 'to')}",
    )


@pattern(1.5)
def relatives_abroad(dice):
    """My uncle's family lives in Italy; where does your cousin live?"""
    noun, city = dice.choice(FAMILY), dice.choice(CITIES)
    if dice.chance(0.3):
        return sentence(
            f"where does your {noun.english} live", f"hol lakik {with_article(noun.possessed('your'))}", "?"
        )
    who = named_subject(dice)
    if noun.english in ("wife", "husband"):
        noun = NOUNS["wife" if who.owner == "his" else "husband"]
    return sentence(
        f"{who.en}'s {noun.english} lives in {city.english}",
        f"{who.hu} {noun.possessed('his')} {local(city, 'at')} lakik",
    )
