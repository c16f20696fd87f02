"""Where and when: cities, local cases, days, months, times."""

from lexicon import nouns_of
from phonology import with_article
from nouns import Noun

# Static, towards, away from; inner ("in") or outer ("on") local cases.

LOCAL_CASES = {
    "at": {"in": "inessive", "on": "superessive"},
    "to": {"in": "illative", "on": "sublative"},
    "from": {"in": "elative", "on": "delative"},
}
CITIES_ON = {
    "Budapest": "Budapest",
    "Szeged": "Szeged",
    "Pécs": "Pécs",
    "Miskolc": "Miskolc",
    "Siófok": "Siófok",
    "Kecskemét": "Kecskemét",
    "Szolnok": "Szolnok",
    "Hungary": "Magyarország",
}
CITIES_IN = {
    "Eger": "Eger",
    "Győr": "Győr",
    "Debrecen": "Debrecen",
    "Sopron": "Sopron",
    "Veszprém": "Veszprém",
    "Esztergom": "Esztergom",
    "Paris": "Párizs",
    "London": "London",
    "Vienna": "Bécs",
    "Berlin": "Berlin",
    "Prague": "Prága",
    "Rome": "Róma",
    "Warsaw": "Varsó",
    "Brussels": "Brüsszel",
    "Zagreb": "Zágráb",
    "Austria": "Ausztria",
    "Italy": "Olaszország",
    "Germany": "Németország",
    "France": "Franciaország",
    "England": "Anglia",
    "Poland": "Lengyelország",
}
CITY_HARMONY = {
    "Budapest": "front",
    "Szeged": "front",
    "Kecskemét": "front",
    "Eger": "front",
    "Debrecen": "front",
    "Veszprém": "front",
    "Berlin": "front",
    "Brüsszel": "front",
    "Bécs": "front",
    "Pécs": "front",
}
COUNTRIES = {"Hungary", "Austria", "Italy", "Germany", "France", "England", "Poland"}


def _city(english, hungarian, side):
    return Noun(hungarian, english, ("city", side), harmony_class=CITY_HARMONY.get(hungarian), at="in")


CITIES = [_city(e, h, "on") for e, h in CITIES_ON.items()] + [_city(e, h, "in") for e, h in CITIES_IN.items()]
TOWN = nouns_of("town")
ROOMS = nouns_of("room")


def local(noun, direction):
    """The place in a local case: at the station "az állomáson", to Paris "Párizsba"."""
    side = "on" if "on" in noun.classes else "in"
    form = noun.case(LOCAL_CASES[direction][side])
    return form if "city" in noun.classes else with_article(form)


def place(dice, direction, nouns):
    """("at the station", "az állomáson"), ("to Paris", "Párizsba"), ("from the shop", "a boltból")."""
    noun = dice.choice(nouns)
    name = noun.english if "city" in noun.classes else "the " + noun.english
    preposition = noun.at if direction == "at" else direction
    return f"{preposition} {name}", local(noun, direction)


# Times.

WEEKDAYS = {
    "Monday": "hétfőn",
    "Tuesday": "kedden",
    "Wednesday": "szerdán",
    "Thursday": "csütörtökön",
    "Friday": "pénteken",
    "Saturday": "szombaton",
    "Sunday": "vasárnap",
}
MONTHS = {
    "January": "január",
    "February": "február",
    "March": "március",
    "April": "április",
    "May": "május",
    "June": "június",
    "July": "július",
    "August": "augusztus",
    "September": "szeptember",
    "October": "október",
    "November": "november",
    "December": "december",
}
FRONT_MONTHS = {"szeptember", "október", "november", "december"}
SEASONS = {"spring": "tavasszal", "summer": "nyáron", "autumn": "ősszel", "winter": "télen"}
PAST_TIMES = {
    "yesterday": "tegnap",
    "last week": "a múlt héten",
    "last night": "tegnap este",
    "this morning": "ma reggel",
    "last month": "a múlt hónapban",
    "last year": "tavaly",
    "yesterday morning": "tegnap reggel",
    "yesterday afternoon": "tegnap délután",
    "the day before yesterday": "tegnapelőtt",
}
FUTURE_TIMES = {
    "tomorrow": "holnap",
    "next week": "a jövő héten",
    "tonight": "ma este",
    "this afternoon": "ma délután",
    "tomorrow morning": "holnap reggel",
    "next month": "a jövő hónapban",
    "soon": "hamarosan",
    "the day after tomorrow": "holnapután",
    "tomorrow evening": "holnap este",
    "at the weekend": "a hétvégén",
}
HABITS = {
    "every day": "minden nap",
    "every week": "minden héten",
    "in the morning": "reggel",
    "in the evening": "este",
    "at night": "éjszaka",
    "in the afternoon": "délután",
    "every morning": "minden reggel",
}
FREQUENCY = {
    "often": "gyakran",
    "always": "mindig",
    "sometimes": "néha",
    "usually": "általában",
    "never": "soha nem",
    "rarely": "ritkán",
}


def month_in(hungarian):
    return hungarian + ("ben" if hungarian in FRONT_MONTHS else "ban")


def on_day(dice):
    day, hungarian = dice.choice(list(WEEKDAYS.items()))
    return "on " + day, hungarian


def in_month(dice):
    month, hungarian = dice.choice(list(MONTHS.items()))
    return "in " + month, month_in(hungarian)


def past_time(dice, none=0.35, near=False):
    """A time in the past, or none; `near` for what nobody remembers for a month: opening a window, eating a soup."""
    return _time(dice, PAST_TIMES, none, near)


def future_time(dice, none=0.25, near=False):
    return _time(dice, FUTURE_TIMES, none, near)


def _time(dice, table, none, near):
    if dice.chance(none):
        return "", ""
    draw = dice.random()
    if draw < 0.25:
        return on_day(dice)
    if draw < 0.33 and not near:
        return in_month(dice)
    return dice.choice([time for time in table.items() if not near or not time[0].endswith(("month", "year", "week"))])
