"""Going, travelling, asking the way, meeting: inner and outer local cases of direction."""

import numerals
from grammar.core import asked, join, pattern, sentence, someone, subject
from grammar.setting import CITIES, COUNTRIES, HABITS, TOWN, future_time, local, on_day, past_time, place
from grammar.places import TOWNS_ONLY, TOWN_AND_SIGHTS, fixed, relation, two_places
from lexicon import ROOTS
from phonology import with_article

VEHICLES = {
    "by train": "vonattal",
    "by bus": "busszal",
    "by car": "autóval",
    "by tram": "villamossal",
    "by ship": "hajóval",
    "by plane": "repülővel",
    "by taxi": "taxival",
    "by bicycle": "kerékpárral",
    "on foot": "gyalog",
    "by underground": "metróval",
}
IN_TOWN = ["by bus", "by car", "by tram", "by taxi", "by bicycle", "on foot", "by underground"]
BETWEEN_CITIES = ["by train", "by bus", "by car"]
PORTS = ("Vienna", "Budapest", "Esztergom")  # on the Danube
ABROAD = ("Paris", "London", "Vienna", "Berlin", "Prague", "Rome", "Warsaw", "Brussels", "Zagreb", *COUNTRIES)
FOG = {"1s": "fogok", "2s": "fogsz", "3s": "fog", "1p": "fogunk", "3p": "fognak"}
AKAR = ROOTS["akar"]


@pattern(5)
def going_in_town(dice):
    """I am going to the shop: a boltba megyek."""
    who, (to_en, to_hu) = subject(dice), place(dice, "to", TOWN)
    verb, kind = ROOTS["megy"], dice.pick("now", "past", "habit", "by", "by past", "want", "not")
    vehicle = dice.choice(IN_TOWN)
    if kind == "past":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(f"{who.en} went {to_en} {when_en}", join(who.hu, when_hu, to_hu, verb.past(who.person)))
    if kind == "habit":
        when_en, when_hu = dice.choice(list(HABITS.items()))
        return sentence(
            f"{who.en} {who.present('go')} {to_en} {when_en}", join(who.hu, when_hu, to_hu, verb.present(who.person))
        )
    if kind == "by":
        return sentence(
            f"{who.en} {who.present('go')} {to_en} {vehicle}",
            join(who.hu, VEHICLES[vehicle], verb.present(who.person), to_hu),
        )
    if kind == "by past":
        return sentence(
            f"{who.en} went {to_en} {vehicle}", join(who.hu, VEHICLES[vehicle], verb.past(who.person), to_hu)
        )
    if kind == "want":
        return sentence(
            f"{who.en} {who.present('want')} to go {to_en}", join(who.hu, to_hu, AKAR.present(who.person), "menni")
        )
    if kind == "not":
        return sentence(f"{who.en} didn't go {to_en}", join(who.hu, "nem", verb.past(who.person), to_hu))
    return sentence(f"{who.en} {who.be} going {to_en}", join(who.hu, to_hu, verb.present(who.person)))


@pattern(6)
def travelling(dice):
    """Anna is travelling to Vienna by train on Monday: Anna hétfőn vonattal utazik Bécsbe."""
    who, (to_en, to_hu) = subject(dice), place(dice, "to", CITIES)
    verb, name = ROOTS["utazik"], to_en.removeprefix("to ")
    vehicle = dice.choice(BETWEEN_CITIES + ["by plane"] * (name in ABROAD) + ["by ship"] * (name in PORTS))
    kind = dice.pick("present", "past", "will", "by", "want", "when", "by past")
    when_en, when_hu = future_time(dice, none=0)
    if kind == "present":
        return sentence(
            f"{who.en} {who.be} travelling {to_en} {when_en}", join(who.hu, when_hu, to_hu, verb.present(who.person))
        )
    if kind == "past":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(f"{who.en} travelled {to_en} {when_en}", join(who.hu, when_hu, to_hu, verb.past(who.person)))
    if kind == "by":
        return sentence(
            f"{who.en} {who.be} travelling {to_en} {vehicle} {when_en}",
            join(who.hu, when_hu, VEHICLES[vehicle], verb.present(who.person), to_hu),
        )
    if kind == "by past":
        when_en, when_hu = past_time(dice, none=0.3)
        return sentence(
            join(who.en, "travelled", to_en, vehicle, when_en),
            join(who.hu, when_hu, VEHICLES[vehicle], verb.past(who.person), to_hu),
        )
    if kind == "want":
        return sentence(
            f"{who.en} {who.present('want')} to travel {to_en} {when_en}",
            join(who.hu, when_hu, to_hu, AKAR.present(who.person), "utazni"),
        )
    if kind == "when":
        who = asked(dice)
        return sentence(
            f"when {who.be} {who.en} travelling {to_en}", f"mikor {join(verb.present(who.person), who.hu, to_hu)}", "?"
        )
    return sentence(f"{who.en} will travel {to_en} {when_en}", join(who.hu, when_hu, to_hu, FOG[who.person], "utazni"))


@pattern(3)
def coming_from(dice):
    who = subject(dice)
    from_en, from_hu = place(dice, "from", TOWN + TOWNS_ONLY)
    kind = dice.pick("home", "when", "arrive")
    clock_en, clock_hu = numerals.clock(dice.randint(1, 12), dice.randint(0, 3))
    if kind == "home":
        return sentence(
            f"{who.en} came home {from_en} at {clock_en}",
            join(who.hu, clock_hu, ROOTS["jön"].past(who.person), "haza", from_hu),
        )
    if kind == "when":
        who = asked(dice)
        return sentence(
            f"when did {who.en} come home {from_en}",
            f"mikor {join(ROOTS['jön'].past(who.person), 'haza', who.hu, from_hu)}",
            "?",
        )
    to_en, to_hu = place(dice, "to", TOWNS_ONLY)
    return sentence(
        f"{who.en} arrived in {to_en.removeprefix('to ')} at {clock_en}",
        join(who.hu, clock_hu, ROOTS["érkezik"].past(who.person), to_hu),
    )


@pattern(4)
def way_to(dice):
    one, two = two_places(dice)
    one_to = local(one, "to") if one.english != "bridge" else "a hídra"
    kind = dice.pick("how", "far", "turn", "straight", "stop", "excuse", "ticket")
    side_en, side_hu = dice.pick(("left", "balra"), ("right", "jobbra"))
    if kind == "how":
        return sentence(f"how do I get to the {one.english}", f"hogy jutok el {one_to}", "?")
    if kind == "excuse":
        return sentence(
            f"excuse me, how do I get to the {one.english} from the {two.english}",
            f"elnézést, hogy jutok el {local(two, 'from')} {one_to}",
            "?",
        )
    if kind == "far":
        return sentence(
            f"how far is the {one.english} from the {two.english}",
            f"milyen messze van {with_article(one.word)} {with_article(two.case('ablative'))}",
            "?",
        )
    if kind == "turn":
        return sentence(
            f"please turn {side_en} at the {one.english}",
            f"kérem, forduljon {side_hu} {with_article(one.case('adessive'))}",
        )
    if kind == "straight":
        return sentence(
            f"go straight ahead to the {one.english}, please",
            f"menjen egyenesen {with_article(one.case('terminative'))}, kérem",
        )
    if kind == "stop":
        return sentence(f"please stop in front of the {one.english}", f"kérem, álljon meg {fixed(one, 'előtt')}")
    minutes = dice.choice((2, 5, 10, 15, 20))
    return sentence(
        f"the {one.english} is {numerals.english(minutes)} minutes from the {two.english}",
        f"{with_article(one.word)} {numerals.hungarian(minutes, True)} percre van "
        f"{with_article(two.case('ablative'))}",
    )


@pattern(3)
def walked_from_to(dice):
    who, (one, two), verb = subject(dice), two_places(dice), ROOTS["sétál"]
    when_en, when_hu = past_time(dice, none=0.4)
    from_hu, to_hu = with_article(one.case("ablative")), with_article(two.case("terminative"))
    return sentence(
        join(who.en, f"walked from the {one.english} to the {two.english}", when_en),
        join(who.hu, when_hu, from_hu, to_hu, verb.past(who.person)),
    )


@pattern(3)
def meeting(dice):
    """Let's meet in front of the station at six o'clock!"""
    who, noun = subject(dice, named=0.2), dice.choice(TOWN_AND_SIGHTS)
    where_en, where_hu = relation(dice, noun)
    clock_en, clock_hu = numerals.clock(dice.randint(1, 12), dice.randint(0, 3))
    with_en, with_hu = someone(dice, "instrumental")
    kind = dice.pick("let", "let", "with", "where", "day")
    if kind == "let":
        return sentence(f"let's meet {where_en} at {clock_en}", f"találkozzunk {clock_hu} {where_hu}", "!")
    if kind == "day":
        day_en, day_hu = on_day(dice)
        return sentence(f"let's meet {where_en} {day_en}", f"találkozzunk {day_hu} {where_hu}", "!")
    if with_en == who.en:
        with_en, with_hu = "a friend", "egy baráttal"
    if kind == "where":
        who = asked(dice)
        if with_en == who.en:
            with_en, with_hu = "the guests", "a vendégekkel"
        return sentence(
            f"where did {who.en} meet {with_en}",
            f"hol {join(ROOTS['találkozik'].past(who.person), who.hu, with_hu)}",
            "?",
        )
    at_en, at_hu = place(dice, "at", TOWN)
    return sentence(
        f"{who.en} met {with_en} {at_en}", join(who.hu, ROOTS["találkozik"].past(who.person), with_hu, at_hu)
    )
