"""The watchdog: it waits as long as the browser paints, and not while nobody sees the page."""

from tests.javascript.node import run

SCRIPT = """const found = [], frames = [];
let glance, missed = 0;
Object.assign(globalThis, {
  document: { querySelector: () => ({ querySelector: () => (drawn ? {} : null) }) },
  setInterval: (act) => (glance = act), clearInterval: () => (glance = () => {}),
  requestAnimationFrame: (act) => frames.push(act),
});
const watchdog = (await from("watchdog/watchdog.js")).default;
watchdog({ data: { chart: "any" }, parentElement: {}, setTriggerValue: () => missed++ });
for (let k = 0; k < 1000; k++) glance();
found.push(missed, frames.length);
for (let k = 0; k < 40; k++) { frames.splice(0).forEach((act) => act()); glance(); }
return [...found, missed];"""


def test_behind_another_page_nothing_is_missed_and_then_once():
    assert run(SCRIPT, drawn=False) == [0, 1, 1]
    assert run(SCRIPT, drawn=True) == [0, 0, 0]
