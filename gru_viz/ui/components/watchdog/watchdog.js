// Watchdog: says so where a live figure has not been drawn in time. It is sent with the page, not fetched as a file: that
// files cannot be fetched is among what it watches for.
const PATIENCE = 15_000; // ms
const GLANCE = 500; // ms

const timers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!timers.has(parentElement))
    timers.set(
      parentElement,
      watch(data.chart, () => setTriggerValue("missing", true)),
    );
  return () => {
    clearInterval(timers.get(parentElement));
    timers.delete(parentElement);
  };
}

// Until it is drawn for the first time, or is missed.
function watch(chart, missed) {
  const start = performance.now();
  const timer = setInterval(() => {
    const place = document.querySelector(`.st-key-${chart}`);
    const drawn = place?.querySelector(".main-svg");
    if (!drawn && performance.now() - start < PATIENCE) return;
    clearInterval(timer);
    if (place && !drawn) missed();
  }, GLANCE);
  return timer;
}
