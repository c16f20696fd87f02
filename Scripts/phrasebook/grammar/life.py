"""Hobbies and free time."""

import english as en
import numerals
from grammar.core import asked, join, pattern, sentence, subject
from grammar.setting import CITIES, COUNTRIES, FREQUENCY, HABITS, SEASONS, future_time, local, on_day, past_time
from lexicon import NOUNS, ROOTS, VERBS, nouns_of
from phonology import with_article

HOBBIES = VERBS["hobby"]
VAN = ROOTS["van"]


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


MEALS = ("have breakfast", "have lunch", "have dinner")  # they have their times of day


@pattern(2.5)
def want_to_do(dice):
    who, verb = subject(dice), dice.choice([verb for verb in VERBS["activity"] + HOBBIES if verb.english not in MEALS])
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
    verb = dice.choice([verb for verb in VERBS["activity"] + HOBBIES if verb.english not in MEALS])
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
