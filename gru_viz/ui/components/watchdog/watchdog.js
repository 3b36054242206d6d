// Watchdog: says so where a live figure has not been drawn in time. It is sent with the page, not fetched as a file: that
// files cannot be fetched is among what it watches for.
const PATIENCE = 15_000; // ms in which the browser paints: a page behind another one is not painted, and draws nothing
const GLANCE = 500; // ms

const timers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!timers.has(parentElement))
    timers.set(
      parentElement,
      watch(data.chart, () => setTriggerValue("missing", true)),
    );
  return () => {
    if (parentElement.isConnected) return; // only this call is taken back: later data have overtaken it
    clearInterval(timers.get(parentElement));
    timers.delete(parentElement);
  };
}

// Until it is drawn for the first time, or is missed.
function watch(chart, missed) {
  let waited = 0;
  let asked = false;
  const timer = setInterval(() => {
    const place = document.querySelector(`.st-key-${chart}`);
    const drawn = place?.querySelector(".main-svg");
    if (!drawn && waited < PATIENCE) {
      if (!asked) requestAnimationFrame(painted);
      asked = true;
      return;
    }
    clearInterval(timer);
    if (place && !drawn) missed();
  }, GLANCE);
  const painted = () => {
    waited += GLANCE;
    asked = false;
  };
  return timer;
}
