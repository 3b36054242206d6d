// Sideways: what is wider than its place moves sideways in it, and fades where there is more.
const FADE = "3rem";

export function sideways(element) {
  const { style } = element;
  const mark = () => {
    const { scrollLeft, scrollWidth, clientWidth } = element;
    const [before, after] = [scrollLeft > 1, scrollLeft + clientWidth < scrollWidth - 1];
    const [left, right] = [before, after].map((more) => (more ? "transparent" : "black"));
    style.maskImage =
      before || after ? `linear-gradient(to right, ${left}, black ${FADE} calc(100% - ${FADE}), ${right})` : "";
  };
  style.overflow = "auto hidden";
  element.addEventListener("scroll", mark, { passive: true });
  const sized = new ResizeObserver(mark);
  sized.observe(element);
  // Looked at once it is laid out: to measure it before would have the whole page laid out for it.
  const look = () => {
    sized.unobserve(element);
    sized.observe(element);
  };
  return { look, end: () => sized.disconnect() };
}
