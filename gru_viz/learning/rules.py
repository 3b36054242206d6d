"""Rules of the tasks: how each draws its sequences, and which answer each step of any sequence asks for."""

import math
import random
from collections.abc import Callable

#: (random source, length) -> symbols or rows of numbers
Draw = Callable[[random.Random, int], list]
#: symbols or rows of numbers -> the answer at each step, None where nothing is asked or nothing can be known
Label = Callable[[list], list]

LETTERS = "abcdef"
DEEPEST = 4
#: What may come at each depth, brackets twice as often as letters.
_ALLOWED = tuple("a" + "((" * (depth < DEEPEST) + "))" * (depth > 0) for depth in range(DEEPEST + 1))
_PULSES = -1.0, 1.0
#: Steps of a signal before its next value is asked for.
WARM_UP = 4
#: (subjects, negations, praise, blame, full stop) of each language
GRAMMAR = (
    (
        [["the", noun, "was"] for noun in ("film", "music", "food", "book")],
        ["not", "never"],
        ["good", "great", "funny"],
        ["bad", "dull", "awful"],
        ".",
    ),
    (
        [[noun] for noun in ("电影", "音乐", "饭菜", "书")],
        ["不", "没"],
        ["好", "精彩", "有趣"],
        ["差", "无聊", "难看"],
        "。",
    ),
)


def draw_letters(source: random.Random, length: int) -> list:
    """Letters; one is marked by a "!" before it, and the last step asks for it."""
    row = source.choices(LETTERS, k=length - 1)
    row[source.randrange(length - 2)] = "!"
    return [*row, "?"]


def marked_letter(row: list) -> list:
    """At each "?" the letter after the last "!" so far."""
    labels, letter = [], None
    for before, symbol in zip([None, *row], row, strict=False):
        if before == "!" and symbol in LETTERS:
            letter = LETTERS.index(symbol)
        labels.append(letter if symbol == "?" else None)
    return labels


def draw_quotes(source: random.Random, length: int) -> list:
    """Letters and spaces with quotation marks between them."""
    return ['"' if source.random() < 0.15 else source.choice("abc ") for _ in range(length)]


def inside_quotes(row: list) -> list:
    """Inside from the opening quotation mark on, outside from the closing one on."""
    return _odd(row, '"')


def draw_bits(source: random.Random, length: int) -> list:
    """Zeros and ones."""
    return source.choices("01", k=length)


def odd_ones(row: list) -> list:
    """Whether the number of ones so far is odd."""
    return _odd(row, "1")


def _odd(row: list, symbol: str) -> list:
    """Whether `symbol` has occurred an odd number of times so far."""
    labels, odd = [], 0
    for each in row:
        odd ^= each == symbol
        labels.append(int(odd))
    return labels


def draw_brackets(source: random.Random, length: int) -> list:
    """Brackets that never close what is not open, at most `DEEPEST` deep."""
    row, depth = [], 0
    for _ in range(length):
        symbol = source.choice(_ALLOWED[depth])
        row.append(symbol)
        depth += (symbol == "(") - (symbol == ")")
    return row


def bracket_depth(row: list) -> list:
    """Depth after each character; nothing from where it is negative or more than `DEEPEST`."""
    labels, depth, lost = [], 0, False
    for symbol in row:
        depth += (symbol == "(") - (symbol == ")")
        lost = lost or not 0 <= depth <= DEEPEST
        labels.append(None if lost else depth)
    return labels


def draw_sentence(source: random.Random, _length: int) -> list:
    """A short sentence of praise or blame, negated or not."""
    subjects, negations, praise, blame, stop = source.choice(GRAMMAR)
    words, negated, good = list(source.choice(subjects)), source.random() < 0.5, source.random() < 0.5
    words += [source.choice(negations)] if negated else []
    return [*words, source.choice(praise if good else blame), stop]


def praise_or_blame(row: list) -> list:
    """At each full stop after one word of judgement: praise (1) or blame (0), turned around by a negation."""
    labels, words = [], []
    for symbol in row:
        if symbol not in STOPS:
            words.append(symbol)
            labels.append(None)
            continue
        judged = [word in PRAISE for word in words if word in PRAISE or word in BLAME]
        negated = any(word in NEGATIONS for word in words)
        labels.append(int(judged[0] != negated) if len(judged) == 1 else None)
        words = []
    return labels


NEGATIONS = {word for _subjects, negations, _praise, _blame, _stop in GRAMMAR for word in negations}
PRAISE = {word for _subjects, _negations, praise, _blame, _stop in GRAMMAR for word in praise}
BLAME = {word for _subjects, _negations, _praise, blame, _stop in GRAMMAR for word in blame}
STOPS = {part[4] for part in GRAMMAR}


def draw_marks(source: random.Random, length: int) -> list:
    """Letters with marks "+" and "-" between them; the last step is a mark."""
    row = [source.choice("+-") if source.random() < 0.2 else source.choice("abc") for _ in range(length - 1)]
    return [*row, source.choice("+-")]


def next_mark(row: list) -> list:
    """Each step is labelled by the next mark from it on: "+" (1) or "-" (0)."""
    labels, label = [], None
    for symbol in reversed(row):
        label = {"+": 1, "-": 0}.get(symbol, label)
        labels.append(label)
    return labels[::-1]


def draw_addends(source: random.Random, length: int) -> list:
    """Pairs (value in [0, 1], mark), two of them marked (Hochreiter & Schmidhuber 1997)."""
    values = [source.random() for _ in range(length)]
    marked = source.sample(range(length), 2)
    return [[value, float(t in marked)] for t, value in enumerate(values)]


def marked_sum(row: list) -> list:
    """At the end the sum of the two marked values."""
    marked = [value for value, mark in row if mark == 1]
    return [None] * (len(row) - 1) + [[sum(marked)] if len(marked) == 2 else None]


def draw_pulses(source: random.Random, length: int) -> list:
    """Three channels of rare pulses ±1 (Sussillo & Barak 2013)."""
    sign, share = source.choice, source.random
    return [[sign(_PULSES) * (t == 0 or share() < 0.15) for _ in range(3)] for t in range(length)]


def last_pulses(row: list) -> list:
    """At every step the last pulse of each channel."""
    labels, state = [], [0.0] * 3
    for pulses in row:
        state = [pulse or old for pulse, old in zip(pulses, state, strict=True)]
        labels.append(state)
    return labels


def draw_sine(source: random.Random, length: int) -> list:
    """A sine whose frequency changes once."""
    phase, first, second = (source.uniform(a, b) for a, b in ((0, 2 * math.pi), (0.2, 0.5), (0.5, 0.9)))
    change = source.randrange(length // 3, 2 * length // 3)
    if source.random() < 0.5:
        first, second = second, first
    row = []
    for t in range(length):
        row.append([math.sin(phase)])
        phase += first if t < change else second
    return row


def next_value(row: list) -> list:
    """The value one step later, but for the first few steps; unknown at the last."""
    return [None if t < WARM_UP else after for t, after in enumerate([*row[1:], None])]
