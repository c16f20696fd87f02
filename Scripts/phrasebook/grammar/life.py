"""Health, weather, hobbies and free time."""

import english as en
import numerals
from grammar.core import (
    CITIES,
    COUNTRIES,
    FREQUENCY,
    HABITS,
    MONTHS,
    NOUNS,
    PERSON_OWNER,
    ROOTS,
    SEASONS,
    asked,
    future_time,
    join,
    local,
    month_in,
    nouns_of,
    on_day,
    past_time,
    pattern,
    sentence,
    subject,
)
from lexicon import VERBS
from phonology import with_article

BODY = nouns_of("body")
SORE = [noun for noun in BODY if noun.english not in ("arm",)]
BREAKABLE = [NOUNS[name] for name in ("arm", "leg", "finger", "tooth")]
ILLNESS = [("have a fever", "lázas"), ("be ill", "beteg"), ("have a cold", "náthás")]
HOBBIES = VERBS["hobby"]
VAN = ROOTS["van"]


@pattern(4)
def it_hurts(dice):
    """My head hurts: fáj a fejem; Anna's leg hurts: Annának fáj a lába."""
    who, part = subject(dice), dice.choice(SORE)
    while who.person in ("1p", "3p"):
        who = subject(dice)
    form = with_article(part.possessed(PERSON_OWNER[who.person]))
    kind = dice.pick("hurts", "hurt", "ask", "very", "since")
    owner = who.owner if who.is_pronoun else who.en + "'s"
    dative = "" if who.is_pronoun else who.dative
    if kind == "hurt":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(f"{owner} {part.english} hurt {when_en}", join(dative, when_hu, "fájt", form))
    if kind == "ask":
        while who.person != "2s" and not who.third:
            who = asked(dice)
        owner = who.owner if who.is_pronoun else who.en + "'s"
        form = with_article(part.possessed(PERSON_OWNER[who.person]))
        return sentence(
            f"does {owner} {part.english} hurt", join("" if who.is_pronoun else who.dative, "fáj", form), "?"
        )
    if kind == "very":
        return sentence(f"{owner} {part.english} hurts very much", join(dative, "nagyon", "fáj", form))
    if kind == "since":
        days = dice.randint(2, 10)
        return sentence(
            f"{owner} {part.english} has been hurting for {numerals.english(days)} days",
            join(dative, numerals.hungarian(days, True), "napja", "fáj", form),
        )
    return sentence(f"{owner} {part.english} hurts", join(dative, "fáj", form))


@pattern(2.5)
def broke_arm(dice):
    who, part = subject(dice), dice.choice(BREAKABLE)
    while who.person in ("1p", "3p"):
        who = subject(dice)
    when_en, when_hu = past_time(dice, none=0.2)
    form = with_article(part.possessed(PERSON_OWNER[who.person], "accusative"))
    if dice.chance(0.4):
        washed_en, washed_hu = dice.pick(
            ("hair", HAIR[who.person]), ("hands", NOUNS["hand"].possessed(PERSON_OWNER[who.person], "accusative"))
        )
        return sentence(
            join(who.en, "washed", who.owner, washed_en, when_en),
            join(who.hu, when_hu, "meg" + ROOTS["mos"].past(who.person, True), with_article(washed_hu)),
        )
    return sentence(
        join(who.en, "broke", who.owner, part.english, when_en),
        join(who.hu, when_hu, "el" + ROOTS["tör"].past(who.person, True), form),
    )


HAIR = {"1s": "hajamat", "2s": "hajadat", "3s": "haját"}


@pattern(3)
def at_the_doctor(dice):
    who, number = subject(dice), dice.randint(1, 4)
    how_often = ["once", "twice", "three times", "four times"][number - 1]
    kind = dice.pick("take", "ill", "was ill", "for pain", "appointment", "go", "must")
    illness_en, illness_hu = dice.choice(ILLNESS)
    part = dice.choice(SORE)
    if kind == "take":
        medicine = dice.choice(nouns_of("medical")[:1] + nouns_of("medical")[2:])
        return sentence(
            f"take this {medicine.english} {how_often} a day, please",
            f"vegye be ezt a {medicine.case('accusative')} naponta {numerals.times(number)}, kérem",
        )
    if kind == "ill" and illness_en != "be ill":
        van = "" if who.person in ("3s", "3p") else VAN.present(who.person)
        adjective = illness_hu + ("ak" if who.person in ("1p", "3p") else "")
        return sentence(f"{who.en} {who.have} {illness_en.removeprefix('have ')}", join(who.hu, adjective, van))
    if kind == "for pain":
        hurting = {"head": "fejfájásra", "tooth": "fogfájásra", "throat": "torokfájásra", "back": "hátfájásra"}
        name = dice.choice(list(hurting))
        ache = {"head": "a headache", "tooth": "toothache", "throat": "a sore throat", "back": "backache"}[name]
        return sentence(f"I would like some medicine for {ache}", f"{hurting[name]} szeretnék gyógyszert")
    job = dice.choice([NOUNS["doctor"], NOUNS["dentist"], NOUNS["lawyer"], NOUNS["hairdresser"]])
    when_en, when_hu = future_time(dice, none=0)
    if kind == "appointment":
        return sentence(
            f"{who.en} {who.present('want')} to go to the {job.english} {when_en}",
            join(who.hu, when_hu, with_article(job.case("allative")), ROOTS["akar"].present(who.person), "menni"),
        )
    if kind == "must":
        return sentence(
            f"{who.en} {who.have} to go to the {job.english} {when_en}",
            join(
                who.dative, when_hu, with_article(job.case("allative")), "kell", ROOTS["megy"].infinitive_of(who.person)
            ),
        )
    if kind == "go":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(
            f"{who.en} {who.was} at the {job.english} {when_en}",
            join(who.hu, when_hu, with_article(job.case("adessive")), VAN.past(who.person)),
        )
    return sentence(
        f"{who.en} {who.was} ill last week",
        join(who.hu, "a múlt héten", "betegek" if who.person in ("1p", "3p") else "beteg", VAN.past(who.person)),
    )


# Weather.

WEATHER = [
    ("cold", "hideg"),
    ("warm", "meleg"),
    ("cool", "hűvös"),
    ("foggy", "köd"),
    ("very warm", "nagyon meleg"),
    ("very cold", "nagyon hideg"),
]
PHENOMENA = [
    ("it is raining", "it rained", "it will rain", "esik az eső", "esett az eső", "esni fog az eső"),
    ("it is snowing", "it snowed", "it will snow", "esik a hó", "esett a hó", "esni fog a hó"),
    ("the sun is shining", "the sun shone", "the sun will shine", "süt a nap", "sütött a nap", "sütni fog a nap"),
    ("the wind is blowing", "the wind blew", "the wind will blow", "fúj a szél", "fújt a szél", "fújni fog a szél"),
]


def later(dice):
    """A future time for the weather: nobody says that it will be foggy soon."""
    while True:
        when_en, when_hu = future_time(dice, none=0)
        if when_en != "soon":
            return when_en, when_hu


@pattern(5)
def weather(dice):
    """It was cold in Szeged yesterday: tegnap Szegeden hideg volt."""
    city, kind = dice.choice(CITIES), dice.pick("now", "past", "future", "now is", "past is", "season", "month", "ask")
    where, (word_en, word_hu) = local(city, "at"), dice.choice(WEATHER)
    now, past, future, now_hu, past_hu, future_hu = dice.choice(PHENOMENA)
    past_en, past_time_hu = past_time(dice, none=0)
    future_en, future_time_hu = later(dice)
    season_en, season_hu = dice.choice(list(SEASONS.items()))
    if kind == "now":
        return sentence(f"{now} in {city.english} now", f"most {where} {now_hu}")
    if kind == "past":
        return sentence(f"{past} in {city.english} {past_en}", f"{past_time_hu} {where} {past_hu}")
    if kind == "future":
        return sentence(f"{future} in {city.english} {future_en}", f"{future_time_hu} {where} {future_hu}")
    if kind == "now is":
        return sentence(f"it is {word_en} in {city.english} today", f"ma {where} {word_hu} van")
    if kind == "past is":
        return sentence(f"it was {word_en} in {city.english} {past_en}", f"{past_time_hu} {where} {word_hu} volt")
    if kind == "ask":
        return sentence(
            f"what is the weather like in {city.english} in {season_en}", f"milyen az időjárás {where} {season_hu}", "?"
        )
    often_en, often_hu = dice.choice([pair for pair in FREQUENCY.items() if pair[0] != "never"])
    month_en, month_hu = dice.choice(list(MONTHS.items()))
    rain_en, rain_hu = dice.pick(("rains", "esik az eső"), ("snows", "esik a hó"))
    when = (season_en, season_hu) if kind == "season" else (month_en, month_in(month_hu))
    return sentence(
        f"in {when[0]} it {often_en} {rain_en} in {city.english}", f"{when[1]} {where} {often_hu} {rain_hu}"
    )


@pattern(2)
def weather_tomorrow(dice):
    city, (word_en, word_hu) = dice.choice(CITIES), dice.choice(WEATHER)
    when_en, when_hu = later(dice)
    if dice.chance(0.35):
        degrees = dice.randint(1, 35)
        return sentence(
            f"it is {numerals.english(degrees)} degrees in {city.english} today",
            f"ma {local(city, 'at')} {numerals.hungarian(degrees, True)} fok van",
        )
    return sentence(
        f"it will be {word_en} in {city.english} {when_en}", f"{when_hu} {local(city, 'at')} {word_hu} lesz"
    )


# Hobbies.


@pattern(5)
def likes_doing(dice):
    """I like swimming: szeretek úszni."""
    who, hobby = subject(dice), dice.choice(HOBBIES)
    like, infinitive = ROOTS["szeret"].present(who.person), hobby.root.infinitive()
    doing = en.ing(hobby.english)
    kind = dice.pick("like", "not", "ask", "season", "best", "with", "more")
    if kind == "not":
        return sentence(f"{who.en} {who.do}n't like {doing}", join(who.hu, "nem", like, infinitive))
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"{who.do} {who.en} like {doing}", join(who.hu, ROOTS["szeret"].present(who.person), infinitive), "?"
        )
    if kind == "season":
        season_en, season_hu = dice.choice(list(SEASONS.items()))
        return sentence(
            f"{who.en} {who.present('like')} {doing} in {season_en}", join(who.hu, season_hu, like, infinitive)
        )
    other = dice.choice(HOBBIES)
    if kind in ("best", "more") and other is not hobby:
        return sentence(
            f"{who.en} {who.present('like')} {doing} and {en.ing(other.english)}",
            join(who.hu, like, infinitive, "és", other.root.infinitive()),
        )
    return sentence(f"{who.en} {who.present('like')} {doing}", join(who.hu, like, infinitive))


@pattern(4)
def can_do(dice):
    who, hobby = subject(dice), dice.choice(
        [hobby for hobby in HOBBIES if hobby.english not in ("go on trips", "fish", "travel")]
    )
    can, infinitive = ROOTS["tud"].present(who.person), hobby.root.infinitive()
    kind = dice.pick("can", "well", "not", "ask", "learn")
    if kind == "well":
        return sentence(f"{who.en} can {hobby.english} well", join(who.hu, "jól", can, infinitive))
    if kind == "not":
        return sentence(f"{who.en} can't {hobby.english}", join(who.hu, "nem", can, infinitive))
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"can {who.en} {hobby.english}", join(who.hu, ROOTS["tud"].present(who.person), infinitive), "?"
        )
    if kind == "learn":
        return sentence(
            f"{who.en} {who.be} learning to {hobby.english}",
            join(who.hu, infinitive, ROOTS["tanul"].present(who.person)),
        )
    return sentence(f"{who.en} can {hobby.english}", join(who.hu, can, infinitive))


EVERY = {
    "Monday": "hétfőnként",
    "Tuesday": "keddenként",
    "Wednesday": "szerdánként",
    "Thursday": "csütörtökönként",
    "Friday": "péntekenként",
    "Saturday": "szombatonként",
    "Sunday": "vasárnaponként",
}
PLACES_FOR = {
    "swim": ["swimming pool", "beach"],
    "run": ["park", "forest"],
    "dance": ["garden"],
    "play football": ["park", "yard"],
    "play tennis": ["park"],
    "hike": ["forest"],
    "cook": ["kitchen"],
    "play cards": ["café", "living room"],
    "play chess": ["park", "garden"],
    "ride a bike": ["park", "forest", "village"],
    "read": ["library", "garden"],
    "paint": ["garden", "balcony"],
    "draw": ["kitchen", "garden"],
    "sing": ["church"],
    "play the guitar": ["terrace", "bedroom"],
    "play the piano": ["living room"],
    "do gardening": ["garden"],
    "take photos": ["zoo", "castle", "forest"],
}


@pattern(5)
def free_time(dice):
    """On Saturdays we often play cards: szombatonként gyakran kártyázunk."""
    who, hobby = subject(dice), dice.choice(HOBBIES)
    root, kind = hobby.root, dice.pick("often", "day", "past", "future", "place", "place past", "times", "before")
    often_en, often_hu = dice.choice(list(FREQUENCY.items()))
    day_en, day_hu = dice.choice(list(EVERY.items()))
    where_en = where_hu = ""
    if hobby.english in PLACES_FOR:
        noun = NOUNS[dice.choice(PLACES_FOR[hobby.english])]
        where_en, where_hu = f"{noun.at} the {noun.english}", local(noun, "at")
    if kind == "often":
        return sentence(
            join(who.en, often_en, who.present(hobby.english), where_en),
            join(who.hu, often_hu, root.present(who.person), where_hu),
        )
    if kind == "day":
        return sentence(
            join(who.en, who.present(hobby.english), where_en, f"on {day_en}s"),
            join(who.hu, day_hu, root.present(who.person), where_hu),
        )
    if kind == "past":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(
            join(who.en, en.past(hobby.english), where_en, when_en),
            join(who.hu, when_hu, root.past(who.person), where_hu),
        )
    if kind == "times":
        number = dice.randint(2, 6)
        return sentence(
            join(who.en, who.present(hobby.english), f"{times_en(number)} a week"),
            join(who.hu, "hetente", numerals.times(number), root.present(who.person)),
        )
    if kind == "future":
        when_en, when_hu = future_time(dice, none=0)
        return sentence(
            join(who.en, "will", hobby.english, where_en, when_en),
            join(who.hu, when_hu, root.infinitive(), FOG[who.person], where_hu),
        )
    if kind == "before":
        meal = dice.pick("lunch", "dinner", "breakfast")
        before_en, before_hu = dice.pick(("before", "előtt"), ("after", "után"))
        return sentence(
            f"{who.en} {who.present(hobby.english)} {before_en} {meal}",
            join(who.hu, NOUNS[meal].word, before_hu, root.present(who.person)),
        )
    habit_en, habit_hu = dice.choice([habit for habit in HABITS.items() if habit[0] != "at night"])
    return sentence(
        join(who.en, who.present(hobby.english), where_en, habit_en),
        join(who.hu, habit_hu, root.present(who.person), where_hu),
    )


FOG = {"1s": "fogok", "2s": "fogsz", "3s": "fog", "1p": "fogunk", "3p": "fognak"}


def times_en(number):
    return "twice" if number == 2 else numerals.english(number) + " times"


@pattern(2.5)
def want_to_do(dice):
    who, verb = subject(dice), dice.choice(VERBS["activity"] + HOBBIES)
    when_en, when_hu = future_time(dice, none=0.3)
    kind = dice.pick("want", "must", "like", "not must")
    infinitive = verb.root.infinitive_of(who.person)
    if kind == "must":
        return sentence(
            join(who.en, who.have, "to", verb.english, when_en), join(who.dative, when_hu, infinitive, "kell")
        )
    if kind == "not must":
        return sentence(
            join(who.en, f"{who.do}n't have to", verb.english, when_en),
            join(who.dative, when_hu, "nem kell", infinitive),
        )
    if kind == "like":
        return sentence(
            join(who.en, "would like to", verb.english, when_en),
            join(who.hu, when_hu, LIKE[who.person], verb.root.infinitive()),
        )
    return sentence(
        join(who.en, who.present("want"), "to", verb.english, when_en),
        join(who.hu, when_hu, verb.root.infinitive(), ROOTS["akar"].present(who.person)),
    )


LIKE = {"1s": "szeretnék", "2s": "szeretnél", "3s": "szeretne", "1p": "szeretnénk", "3p": "szeretnének"}


@pattern(2)
def what_do_you_do(dice):
    who = asked(dice)
    day_en, day_hu = dice.choice(list(EVERY.items()))
    habit_en, habit_hu = dice.choice(list(HABITS.items()))
    verb = dice.choice(VERBS["activity"] + HOBBIES)
    kind = dice.pick("what", "where", "when", "why")
    if kind == "what":
        return sentence(
            f"what {who.do} {who.en} do on {day_en}s", f"mit {join(CSINAL.present(who.person), who.hu, day_hu)}", "?"
        )
    if kind == "where":
        return sentence(
            f"where {who.do} {who.en} {verb.english} {habit_en}",
            f"hol {join(verb.root.present(who.person), who.hu, habit_hu)}",
            "?",
        )
    if kind == "when":
        return sentence(f"when did {who.en} {verb.english}", f"mikor {join(verb.root.past(who.person), who.hu)}", "?")
    return sentence(f"why didn't {who.en} {verb.english}", f"miért nem {join(verb.root.past(who.person), who.hu)}", "?")


CSINAL = ROOTS["csinál"]


@pattern(2.5)
def going_to_events(dice):
    """We are going to a concert on Saturday: szombaton egy koncertre megyünk."""
    who, event = subject(dice), dice.choice(nouns_of("event"))
    day_en, day_hu = on_day(dice)
    kind = dice.pick("going", "was", "like", "tickets")
    if kind == "was":
        return sentence(
            f"{who.en} {who.was} at {en.a(event.english)} {day_en}",
            join(who.hu, day_hu, "egy", event.case("superessive"), VAN.past(who.person)),
        )
    if kind == "like":
        return sentence(
            f"{who.en} liked the {event.english}",
            join(who.dative, "tetszett", "" if who.dative else PRONOUN_DATIVE[who.person], with_article(event.word)),
        )
    city = dice.choice([city for city in CITIES if city.english not in COUNTRIES])
    if kind == "tickets":
        return sentence(
            f"the {event.english} starts at {numerals.clock(7, 2)[0]} {day_en} in {city.english}",
            f"{with_article(event.word)} {day_hu} {numerals.clock(7, 2)[1]} kezdődik {local(city, 'at')}",
        )
    return sentence(
        f"{who.en} {who.be} going to {en.a(event.english)} {day_en}",
        join(who.hu, day_hu, "egy", event.case("sublative"), ROOTS["megy"].present(who.person)),
    )


PRONOUN_DATIVE = {"1s": "nekem", "2s": "neked", "3s": "neki", "1p": "nekünk", "3p": "nekik"}
