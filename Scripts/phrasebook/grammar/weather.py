"""The weather: today, tomorrow, in a season."""

import numerals
from grammar.core import pattern, sentence
from grammar.setting import CITIES, FREQUENCY, MONTHS, SEASONS, future_time, local, month_in, past_time

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


COLD = ("winter", "December", "January", "February")


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
    when = (season_en, season_hu) if kind == "season" else (month_en, month_in(month_hu))
    rain_en, rain_hu = "rains", "esik az eső"
    if when[0] in COLD and dice.chance(0.6):
        rain_en, rain_hu = "snows", "esik a hó"
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
