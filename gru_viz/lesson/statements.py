"""Statements: the lesson's own numbers of what it says, in its order."""

from typing import Literal, get_args

Statement = Literal[
    "4.1 a",
    "4.1 b",
    "4.1 c",
    "4.1.1 ①",
    "4.1.1 ②",
    "4.1.1 ③",
    "4.1.1 ④",
    "4.2",
    "4.2.1",
    "4.2.2",
    "4.3",
    "4.3.1",
    "4.3.2 +",
    "4.3.2 −",
    "4.4.1 arguments",
    "4.4.1 shapes",
    "4.4.2",
    "4.5.1 a",
    "4.5.1 b",
    "4.5.1 c",
    "4.5.1 d",
    "4.5.1 e",
    "4.5.1 f",
    "4.5.2 a",
    "4.5.2 b",
    "4.5.2 c",
    "4.6",
]
STATEMENTS: tuple[str, ...] = get_args(Statement)
