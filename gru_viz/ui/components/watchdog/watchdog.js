// Watchdog: says so where a live figure has not been drawn in time. It is sent with the page, not fetched as a file: that
// files cannot be fetched is among what it watches for.
const PATIENCE = 15_000; // ms

const timers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!timers.has(parentElement)) {
    const look = () => document.querySelector(`.st-key-${data.chart} .main-svg`) ?? setTriggerValue("missing", true);
    timers.set(parentElement, setTimeout(look, PATIENCE));
  }
  return () => {
    clearTimeout(timers.get(parentElement));
    timers.delete(parentElement);
  };
}
