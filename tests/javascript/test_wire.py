"""Messages in bytes: what Python packs is what the browser unpacks, whole or as changes."""

import base64

import numpy as np
import pytest

from gru_viz.ui.browser.wire import changes, packed, version
from tests.javascript.node import run

OPEN = """
const { revived, unpacked, changed, versionOf } = await from("shared/wire.js");
const bytes = new Uint8Array(Buffer.from(sent, "base64"));
const plain = (value) => {
  if (value instanceof Float32Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  return value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) : value;
};
const { one, ways } = revived(unpacked(bytes));
return [plain(one), versionOf(bytes), ...(ways ?? []).map((way) => plain(changed(one, way)))];
"""


def listed(value: object) -> object:
    """As JSON has it, numbers in float32."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float32).tolist()
    if isinstance(value, dict):
        return {key: listed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [listed(each) for each in value]
    return value


def opened(message: bytes) -> list:
    return run(OPEN, sent=base64.b64encode(message).decode())


RANDOM = np.random.default_rng(3)
ONE = {
    "text": "你好 “quotes” \\ \n",
    "empty": None,
    "nested": [{"z": RANDOM.normal(size=(3, 5)), "names": ["a", "b"]}, {"y": RANDOM.normal(size=7), "deep": {"x": 1}}],
    "float": 0.1,
    "flag": True,
}
OTHER = {
    "text": "other",
    "empty": [1],
    "nested": [
        {"z": RANDOM.normal(size=(2, 4)), "names": ["a", "b", "c"]},
        {"y": ONE["nested"][1]["y"], "deep": {"new": 2}},
    ],
    "float": 0.1,
    "flag": False,
}


@pytest.mark.parametrize("text", ["", "a", "ab", "abc", "abcd", "你"])
def test_a_message_arrives_as_it_was_packed(text):
    one = {**ONE, "text": text}
    message = packed({"one": one})
    found, seen = opened(message)
    assert found == listed(one)
    assert seen == version(message)


def test_changes_make_another_picture_of_the_first():
    ways = [list(changes(ONE, each)) for each in (OTHER, ONE)]
    _one, _version, other, same = opened(packed({"one": ONE, "ways": ways}))
    assert other == listed(OTHER)
    assert same == listed(ONE)
    assert all(isinstance(value, np.ndarray) for _path, value in ways[1])


def test_other_numbers_are_another_version():
    one, two = (packed({"one": {"z": np.array([value], np.float32)}}) for value in (1, 2))
    assert version(one) != version(two)
    assert len(one) == len(two)
