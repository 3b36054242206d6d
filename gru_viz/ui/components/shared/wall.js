// Wall: what Present makes of the window: a page that is so many of its own pixels high, whatever the window is.
export const HEIGHT = 480;

// Window's pixels for each of the page's own.
export function scale() {
  return innerHeight / HEIGHT;
}

// Pixels of the page from an element's upper edge to the wall's lower one.
export function roomBelow(element) {
  return HEIGHT - element.getBoundingClientRect().top / scale();
}
