"""Numbers in words, times of day and dates, in both languages."""

from phonology import choose, harmony

HUNGARIAN_ONES = ("nulla egy kettő három négy öt hat hét nyolc kilenc").split()
HUNGARIAN_TENS = ("", "tíz", "húsz", "harminc", "negyven", "ötven", "hatvan", "hetven", "nyolcvan", "kilencven")
ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def hungarian(number, counting=False):
    """The number in words; before a noun two is "két": két jegy, but "a kettes"."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = ("" if thousands == 1 else hungarian(thousands, counting=True)) + "ezer"
        if not rest:
            return head
        return head + ("-" if number > 2000 else "") + hungarian(rest, counting)
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = ("" if hundreds == 1 else hungarian(hundreds, counting=True)) + "száz"
        return head + (hungarian(rest, counting) if rest else "")
    tens, ones = divmod(number, 10)
    last = "két" if counting and ones == 2 else HUNGARIAN_ONES[ones]
    if tens == 0:
        return last
    if ones == 0:
        return HUNGARIAN_TENS[tens]
    return {1: "tizen", 2: "huszon"}.get(tens, HUNGARIAN_TENS[tens]) + last


def english(number):
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return english(thousands) + " thousand" + (f" {english(rest)}" if rest else "")
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return ENGLISH_ONES[hundreds] + " hundred" + (f" and {english(rest)}" if rest else "")
    if number < 20:
        return ENGLISH_ONES[number]
    tens, ones = divmod(number, 10)
    return ENGLISH_TENS[tens] + (f"-{ENGLISH_ONES[ones]}" if ones else "")


def suffixed(number, back, front, rounded=None):
    """A number word with a case ending: háromtól, öttől, tízhez; final a and e do not occur."""
    word = hungarian(number)
    return word + choose(harmony(word), back, front, rounded)


def clock(hour, quarter):
    """The clock time in both languages: at half past seven is "fél nyolckor"."""
    following = hungarian(hour % 12 + 1)
    names = {
        0: (f"{english(hour)} o'clock", f"{hungarian(hour, counting=True)} órakor"),
        1: (f"quarter past {english(hour)}", f"negyed {following}kor"),
        2: (f"half past {english(hour)}", f"fél {following}kor"),
        3: (f"quarter to {english(hour % 12 + 1)}", f"háromnegyed {following}kor"),
    }
    return names[quarter]


def day_of_month(day):
    """ "on 15 March" is "március 15-én": the ending is that of the spoken ordinal with a possessive."""
    if day == 1:
        return "1-jén"
    # másodikán, but tizenkettedikén; harmadikán, hatodikán, nyolcadikán, huszadikán, harmincadikán.
    back = day % 10 in (3, 6, 8) or day in (2, 20, 30)
    return f"{day}-{'án' if back else 'én'}"


def times(number):
    """How often: egyszer, kétszer, háromszor, négyszer, ötször."""
    word = hungarian(number, counting=True)
    return word + choose(harmony(word), "szor", "szer", "ször")
