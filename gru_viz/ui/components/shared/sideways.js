// Sideways: what is wider than its place moves sideways in it, and fades where there is more.
export function sideways(element) {
  const mark = () => {
    const { scrollLeft, scrollWidth, clientWidth } = element;
    element.classList.toggle("more-before", scrollLeft > 1);
    element.classList.toggle("more-after", scrollLeft + clientWidth < scrollWidth - 1);
  };
  element.classList.add("sideways");
  element.addEventListener("scroll", mark, { passive: true });
  const sized = new ResizeObserver(mark);
  sized.observe(element);
  return { mark, end: () => sized.disconnect() };
}
