#!/usr/bin/env python3
"""Writes lines that make translation models hallucinate or loop: what `nmt-translate --guard` is measured on.

    Scripts/guard_noise.py [--lines 300] [--seed 1] > noise.txt

Six kinds, one after the other: a sentence's beginning repeated, one word repeated, words in random order, letters
without sense, symbols and digits, a sentence with letters changed. The same seed gives the same lines (Python 3.2 or
later). Every word here was chosen by this project.
"""

import argparse
import random

NOUNS = "man woman dog child girl boy street car ball house tree water bike horse crowd train river shirt".split()
VERBS = "runs sits stands jumps plays walks sleeps works waits looks talks rides".split()
ADJECTIVES = "red old small happy two many blue young wet green tall three".split()
PLACES = "in the park,on a bench,near the river,at night,with a friend,under a bridge,in front of a shop".split(",")
SYMBOLS = "0123456789.,;:!?-_/\\|()[]{}<>@#$%^&*+=~"


def phrase(rng):
    return f"a {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} {rng.choice(VERBS)} {rng.choice(PLACES)}"


def letters(rng, alphabet, shortest, longest):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(shortest, longest)))


def repeated_phrase(rng):
    words = phrase(rng).split()
    part = " ".join(words[: rng.randint(2, len(words))])
    return " ".join([part] * rng.randint(3, 14))


def repeated_word(rng):
    return rng.choice([" ", ", ", " "]).join([rng.choice(NOUNS + VERBS + ADJECTIVES)] * rng.randint(4, 40))


def shuffled(rng):
    return " ".join(rng.choice(NOUNS + VERBS + ADJECTIVES) for _ in range(rng.randint(3, 30)))


def mashed(rng):
    return " ".join(letters(rng, "abcdefghijklmnopqrstuvwxyz", 1, 12) for _ in range(rng.randint(1, 15)))


def symbols(rng):
    return " ".join(letters(rng, SYMBOLS + "xyz", 1, 8) for _ in range(rng.randint(1, 12)))


def damaged(rng):
    text = list(phrase(rng) + " and " + phrase(rng) + ".")
    for _ in range(len(text) // 4):
        text[rng.randrange(len(text))] = rng.choice("abcdefghijklmnopqrstuvwxyz ")
    return " ".join("".join(text).split())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    kinds = [repeated_phrase, repeated_word, shuffled, mashed, symbols, damaged]
    for number in range(arguments.lines):
        print(kinds[number % len(kinds)](rng))


if __name__ == "__main__":
    main()
