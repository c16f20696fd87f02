"""Prices, amounts, times of day, dates, ages."""

import english as en
import numerals
from grammar.core import asked, join, named_subject, pattern, sentence, subject, the_object
from grammar.setting import CITIES, COUNTRIES, MONTHS, local, on_day
from lexicon import NOUNS, ROOTS, nouns_of
from phonology import with_article

PRICED = [noun for noun in nouns_of("buyable", "clothes", "dish", "sweet") if not noun.classes & {"home", "rentable"}]
OPEN = nouns_of("open")
TRANSPORT = nouns_of("transport")
TOWNS_ONLY = [city for city in CITIES if city.english not in COUNTRIES]
EVENTS = nouns_of("event")


COSTLY = ("device", "furniture", "vehicle")
CHEAP = ("dish", "sweet", "dishes", "readable")
FORINTS = (
    500,
    600,
    700,
    800,
    900,
    1000,
    1200,
    1500,
    2000,
    2500,
    3000,
    4000,
    5000,
    6000,
    8000,
    10000,
    15000,
    20000,
    30000,
)
EUROS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 90, 100)


def price_of(dice, noun):
    """A price that the thing may have: a soup is cheap, a fridge is not."""
    if noun.classes & set(CHEAP):
        return price(dice, 2, 20)
    return price(dice, 40, 100) if noun.classes & set(COSTLY) else price(dice, 2, 100)


def price(dice, least, most):
    """("three hundred forints", "háromszáz forintba"): words or digits, forints or euros; the limits are in euros."""
    if dice.chance(0.3):
        number = dice.choice([euros for euros in EUROS if least <= euros <= most])
        unit_en, unit_hu = "euros", "euróba"
    else:
        number = dice.choice([forints for forints in FORINTS if 250 * least <= forints <= 300 * most])
        unit_en, unit_hu = "forints", "forintba"
    if dice.chance(0.5):
        return f"{number} {unit_en}", f"{number} {unit_hu}"
    return f"{numerals.english(number)} {unit_en}", f"{numerals.hungarian(number, True)} {unit_hu}"


@pattern(5)
def costs(dice):
    noun = dice.choice(PRICED)
    what_en, what_hu = the_object(dice, noun, owner_chance=0, adjective_chance=0.35, case="nominative")
    plural = noun.english.endswith(("shoes", "gloves", "boots", "trousers", "sunglasses"))
    kind = dice.pick("ask", "say", "say", "past")
    if kind == "ask":
        return sentence(f"how much {'do' if plural else 'does'} {what_en} cost", f"mennyibe kerül {what_hu}", "?")
    price_en, price_hu = price_of(dice, noun)
    if kind == "past":
        return sentence(f"{what_en} cost {price_en} last year", f"{what_hu} tavaly {price_hu} került")
    return sentence(f"{what_en} {'cost' if plural else 'costs'} {price_en}", f"{what_hu} {price_hu} kerül")


@pattern(4)
def tickets(dice):
    number, city = dice.randint(1, 12), dice.choice(TOWNS_ONLY)
    number_en = numerals.english(number) if number > 1 else "one"
    noun_en = "ticket" if number == 1 else "tickets"
    number_hu = numerals.hungarian(number, True)
    kind = dice.pick("please", "bought", "event", "how much")
    if kind == "please":
        return sentence(
            f"{number_en} {noun_en} to {city.english}, please", f"{number_hu} jegyet kérek {local(city, 'to')}"
        )
    if kind == "how much":
        return sentence(
            f"how much does a ticket to {city.english} cost", f"mennyibe kerül egy jegy {local(city, 'to')}", "?"
        )
    who = subject(dice)
    if kind == "bought":
        return sentence(
            f"{who.en} bought {number_en} {noun_en} to {city.english}",
            join(who.hu, number_hu, "jegyet", ROOTS["vesz"].past(who.person), local(city, "to")),
        )
    event = dice.choice(EVENTS)
    return sentence(
        f"{who.en} bought {number_en} {noun_en} for the {event.english}",
        join(who.hu, number_hu, "jegyet", ROOTS["vesz"].past(who.person), with_article(event.case("sublative"))),
    )


def clock(dice):
    return numerals.clock(dice.randint(1, 12), dice.randint(0, 3))


@pattern(4)
def opening_hours(dice):
    noun = dice.choice(OPEN)
    the = with_article(noun.word)
    hour, later = dice.randint(6, 11), dice.randint(3, 10)
    kind = dice.pick("ask open", "ask close", "opens", "closes", "from to", "day", "closed")
    clock_en, clock_hu = numerals.clock(dice.randint(*((6, 10) if kind == "opens" else (3, 11))), dice.randint(0, 3))
    if kind == "ask open":
        return sentence(f"when does the {noun.english} open", f"mikor nyit {the}", "?")
    if kind == "ask close":
        return sentence(f"when does the {noun.english} close", f"mikor zár {the}", "?")
    if kind == "opens":
        return sentence(f"the {noun.english} opens at {clock_en}", f"{the} {clock_hu} nyit")
    if kind == "closes":
        return sentence(f"the {noun.english} closes at {clock_en}", f"{the} {clock_hu} zár")
    day_en, day_hu = on_day(dice)
    if kind == "day":
        return sentence(f"is the {noun.english} open {day_en}", f"{the} nyitva van {day_hu}", "?")
    if kind == "closed":
        return sentence(f"the {noun.english} is closed {day_en}", f"{the} {day_hu} zárva van")
    return sentence(
        f"the {noun.english} is open from {numerals.english(hour)} to {numerals.english(later)}",
        f"{the} {numerals.suffixed(hour, 'tól', 'től')} {numerals.hungarian(later)}ig van nyitva",
    )


REACHED = {
    "tram": ("Budapest",),
    "ship": ("Budapest", "Esztergom", "Vienna"),
    "plane": ("Budapest", "Paris", "London", "Vienna", "Berlin", "Prague", "Rome", "Warsaw", "Brussels", "Zagreb"),
}


@pattern(6)
def timetable(dice):
    noun, city = dice.choice(TRANSPORT), dice.choice(TOWNS_ONLY)
    if noun.english in ("tram", "ship", "plane"):  # they do not go everywhere
        city = dice.choice([city for city in TOWNS_ONLY if city.english in REACHED[noun.english]])
    the, clock_pair = with_article(noun.word), clock(dice)
    leaves = dice.chance(0.5)
    day_en, day_hu = on_day(dice)
    minutes = dice.choice((2, 3, 5, 10, 12, 15, 20, 25, 30, 40))
    minutes_en, minutes_hu = numerals.english(minutes), numerals.hungarian(minutes, True)
    kind = dice.pick("for", "from", "ask", "day", "in", "ago", "digits", "late", "how long")
    if noun.english == "tram":
        kind = dice.pick("day", "in", "ago", "digits")
    verb_en, verb_hu = ("leaves", "indul") if leaves else ("arrives", "érkezik")
    if kind == "for":
        return sentence(
            f"the {noun.english} leaves for {city.english} at {clock_pair[0]}",
            f"{the} {clock_pair[1]} indul {local(city, 'to')}",
        )
    if kind == "from":
        return sentence(
            f"the {noun.english} arrives from {city.english} at {clock_pair[0]}",
            f"{the} {clock_pair[1]} érkezik {local(city, 'from')}",
        )
    if kind == "ask":
        direction = (
            ("for " + city.english, local(city, "to")) if leaves else ("from " + city.english, local(city, "from"))
        )
        return sentence(
            f"when does the {noun.english} {'leave' if leaves else 'arrive'} {direction[0]}",
            f"mikor {verb_hu} {the} {direction[1]}",
            "?",
        )
    if kind == "day":
        return sentence(
            f"the {noun.english} {verb_en} {day_en} at {clock_pair[0]}", f"{the} {day_hu} {clock_pair[1]} {verb_hu}"
        )
    if kind == "in":
        return sentence(
            f"the {noun.english} {verb_en} in {minutes_en} minutes", f"{the} {minutes_hu} perc múlva {verb_hu}"
        )
    if kind == "ago":
        return sentence(f"the {noun.english} left {minutes_en} minutes ago", f"{the} {minutes_hu} perce ment el")
    if kind == "late":
        return sentence(
            f"the {noun.english} from {city.english} is {minutes_en} minutes late",
            f"{with_article(local(city, 'from'))} érkező {noun.word} {minutes_hu} percet késik",
        )
    if kind == "how long":
        return sentence(
            f"how long does the {noun.english} take to {city.english}",
            f"mennyi ideig megy {the} {local(city, 'to')}",
            "?",
        )
    hour, minute = dice.randint(6, 22), dice.choice((5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55))
    return sentence(f"the {noun.english} {verb_en} at {hour}:{minute:02}", f"{the} {hour}:{minute:02}-kor {verb_hu}")


# English, Hungarian verb, what follows it, and the hours at which people do it.
DAILY = [
    ("get up", "kel", "fel", (5, 9)),
    ("have breakfast", "reggelizik", "", (6, 10)),
    ("have lunch", "ebédel", "", (11, 14)),
    ("have dinner", "vacsorázik", "", (5, 9)),
    ("go home", "megy", "haza", (2, 11)),
    ("go to bed", "fekszik", "le", (8, 12)),
    ("start work", "kezd", "dolgozni", (6, 10)),
]


@pattern(5)
def daily_routine(dice):
    """I get up at six o'clock: hat órakor kelek fel."""
    who, (verb_en, root, tail, hours) = subject(dice), dice.choice(DAILY)
    clock_en, clock_hu = numerals.clock((dice.randint(*hours) - 1) % 12 + 1, dice.randint(0, 3))
    verb, kind = ROOTS[root], dice.pick("habit", "habit", "past", "ask", "day")
    if kind == "past":
        return sentence(
            f"{who.en} {en.past(verb_en)} at {clock_en} yesterday",
            join(who.hu, "tegnap", clock_hu, verb.past(who.person), tail),
        )
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"when {who.do} {who.en} {verb_en}", f"mikor {join(verb.present(who.person), tail, who.hu)}", "?"
        )
    if kind == "day":
        day_en, day_hu = on_day(dice)
        return sentence(
            f"{who.en} {who.present(verb_en)} at {clock_en} {day_en}s",
            join(who.hu, EVERY[day_en[3:]], clock_hu, verb.present(who.person), tail),
        )
    return sentence(
        f"{who.en} {who.present(verb_en)} at {clock_en}", join(who.hu, clock_hu, verb.present(who.person), tail)
    )


EVERY = {
    "Monday": "hétfőnként",
    "Tuesday": "keddenként",
    "Wednesday": "szerdánként",
    "Thursday": "csütörtökönként",
    "Friday": "péntekenként",
    "Saturday": "szombatonként",
    "Sunday": "vasárnaponként",
}


@pattern(2)
def time_now(dice):
    hour, quarter = dice.randint(1, 12), dice.randint(0, 3)
    clock_en, clock_hu = numerals.clock(hour, quarter)
    return sentence(f"it is {clock_en}", f"{clock_hu.removesuffix('kor')} van")


@pattern(3)
def dates(dice):
    month_en, month_hu = dice.choice(list(MONTHS.items()))
    day = dice.randint(1, 28)
    date_hu = f"{month_hu} {numerals.day_of_month(day)}"
    kind = dice.pick("birthday", "event", "born", "arrive", "closed")
    if kind == "birthday":
        who = named_subject(dice)
        if dice.chance(0.4):
            owner = dice.pick("my", "your")
            form = {"my": "születésnapom", "your": "születésnapod"}[owner]
            return sentence(f"{owner} birthday is on {day} {month_en}", f"{date_hu} van a {form}")
        return sentence(f"{who.en}'s birthday is on {day} {month_en}", f"{date_hu} van {who.hu} születésnapja")
    if kind == "event":
        event = dice.choice(EVENTS)
        return sentence(
            f"the {event.english} will be on {day} {month_en}", f"{with_article(event.word)} {date_hu} lesz"
        )
    if kind == "closed":
        noun = dice.choice(OPEN)
        return sentence(
            f"the {noun.english} is closed on {day} {month_en}", f"{with_article(noun.word)} {date_hu} zárva van"
        )
    who, city = subject(dice), dice.choice(TOWNS_ONLY)
    if kind == "born":
        return sentence(f"{who.en} {who.was} born on {day} {month_en}", join(who.hu, date_hu, BORN[who.person]))
    return sentence(
        f"{who.en} will arrive in {city.english} on {day} {month_en}",
        join(who.hu, date_hu, FOG[who.person], f"{local(city, 'to')} érkezni"),
    )


BORN = {"1s": "születtem", "2s": "születtél", "3s": "született", "1p": "születtünk", "3p": "születtek"}
FOG = {"1s": "fogok", "2s": "fogsz", "3s": "fog", "1p": "fogunk", "3p": "fognak"}


PEERS = [NOUNS[name] for name in ("sister", "brother", "cousin", "friend", "colleague", "neighbour", "boss")]


def age_of(dice, who):
    """Nobody's grandmother is five."""
    role = who.en.split()[-1]
    if role.startswith("grand"):
        return dice.randint(60, 95)
    if role in ("son", "daughter"):
        return dice.randint(2, 25)
    if role in ("mother", "father", "uncle", "aunt", "wife", "husband", "boss", "colleague"):
        return dice.randint(28, 65)
    return dice.randint(8, 60)


@pattern(3)
def ages(dice):
    who = subject(dice)
    number = age_of(dice, who)
    kind = dice.pick("is", "ask", "older", "was")
    van = "" if who.third else ROOTS["van"].present(who.person)
    if kind == "is":
        return sentence(
            f"{who.en} {who.be} {numerals.english(number)} years old",
            join(who.hu, numerals.hungarian(number, True), "éves", van),
        )
    if kind == "ask":
        who = asked(dice)
        van = "" if who.third else ROOTS["van"].present(who.person)
        return sentence(f"how old {who.be} {who.en}", f"hány éves {join(van, who.hu)}".strip(), "?")
    if kind == "was":
        return sentence(
            f"{who.en} {who.was} {numerals.english(number)} years old last year",
            join(who.hu, "tavaly", numerals.hungarian(number, True), "éves", ROOTS["van"].past(who.person)),
        )
    (one, two), years = dice.sample(PEERS, 2), dice.randint(2, 9)
    return sentence(
        f"my {one.english} is {numerals.english(years)} years older than my {two.english}",
        f"{with_article(one.possessed('my'))} {numerals.hungarian(years, True)} évvel idősebb, mint "
        f"{with_article(two.possessed('my'))}",
    )


@pattern(2)
def how_many(dice):
    who = asked(dice)
    verb_en, root, nouns = dice.choice(
        [
            ("buy", "vesz", nouns_of("fruit", "vegetable", "dishes", "clothes")),
            ("read", "olvas", nouns_of("readable")),
            ("eat", "eszik", nouns_of("fruit", "sweet")),
            ("write", "ír", nouns_of("writable")),
        ]
    )
    noun = dice.choice(nouns)
    return sentence(
        f"how many {en.plural(noun.english)} did {who.en} {verb_en}",
        f"hány {join(noun.case('accusative'), ROOTS[root].past(who.person), who.hu)}",
        "?",
    )


@pattern(2)
def room_booking(dice):
    number, nights = dice.randint(1, 4), dice.randint(2, 10)
    people = dice.randint(2, 8)
    kind = dice.pick("room", "table", "night", "number")
    if kind == "room":
        return sentence(
            f"I would like a room for {numerals.english(nights)} nights",
            f"{numerals.hungarian(nights, True)} éjszakára szeretnék egy szobát",
        )
    if kind == "table":
        return sentence(
            f"a table for {numerals.english(people)}, please",
            f"egy asztalt kérek {numerals.hungarian(people, True)} főre",
        )
    if kind == "night":
        price_en, price_hu = price(dice, 40, 100)
        return sentence(f"the room costs {price_en} a night", f"a szoba {price_hu} kerül éjszakánként")
    room = dice.randint(101, 399)
    return sentence(f"the room number is {room}", f"a szobaszám {room}")
