"""What a component draws lasts as long as its place, in whatever order Streamlit takes calls back."""

import pytest

from tests.javascript.node import run

#: Streamlit's doings, one after another: a call, and the return of an earlier one, by its number; or the place goes.
SCRIPT = """
const later = [];
globalThis.setTimeout = (act) => later.push(act);
const { lasting } = await from("shared/lasting.js");
let made = 0, left = 0;
const standing = lasting(() => ({ number: ++made, leave: () => left++ }));
const place = { isConnected: true };
const seen = [], returned = [];
for (const doing of doings) {
  if (doing === "call") {
    const [thing, leave] = standing(place);
    seen.push(thing.number);
    returned.push(leave);
  } else if (doing === "goes") place.isConnected = false;
  else if (doing === "later") for (const act of later.splice(0)) act();
  else returned[doing]();
}
return { seen, left };
"""


@pytest.mark.parametrize(
    "doings",
    [
        ["call", "call", "call"],  # data come
        ["call", 0, "call", "later"],  # overtaken, and taken back before the later call
        ["call", "call", 0, "later", "call"],  # and after it
    ],
)
def test_a_call_that_is_overtaken_changes_nothing(doings):
    assert run(SCRIPT, doings=doings) == {"seen": [1] * doings.count("call"), "left": 0}


@pytest.mark.parametrize(
    "doings",
    [
        ["call", "call", "goes", 1],
        ["call", 0, "call", "goes", 1, "later"],
        ["call", 0, "goes", "later"],  # overtaken by a call that never came
        ["call", "call", 1, "goes", 0, "later"],  # the last that Streamlit has kept is an earlier one
    ],
)
def test_when_its_place_goes_it_is_left_once(doings):
    assert run(SCRIPT, doings=doings) == {"seen": [1] * doings.count("call"), "left": 1}
