// The address bar where Streamlit leaves it behind: Back and Forward are reported, and a page that is turned to says what
// it shows. An old address alone does not say that somebody went back: while a slider is dragged, updates are under way
// with the address of a moment ago.
import { deliver, withdraw } from "../shared/page.js";

export default function ({ parentElement, data, setTriggerValue }) {
  const { here, pages, link, heard } = data;
  const tell = () => {
    parentElement.told = true;
    setTriggerValue("moved", parentElement.going);
  };
  const { going, told, last } = parentElement;
  if (going && heard === going.when) {
    parentElement.going = undefined;
    withdraw("going", going);
  } else if (going && !told && going.page === here) tell();
  else if (!going && last && last !== here && link && !location.search) {
    // Streamlit would leave the bare address behind, and Back would lead to what is not what was seen there.
    history.replaceState(history.state, "", `${location.pathname}?${link}`);
  }
  parentElement.last = here;

  const moved = () => {
    const query = Object.fromEntries(new URLSearchParams(location.search));
    parentElement.going = { page: pageOf(location, pages), query, when: Date.now() };
    parentElement.told = false;
    deliver("going", parentElement.going);
    // Streamlit is asking for another page already, and would be asked for this one again.
    if (parentElement.going.page === here) tell();
  };
  if (parentElement.moved) window.removeEventListener("popstate", parentElement.moved);
  parentElement.moved = moved;
  window.addEventListener("popstate", moved);
  return () => window.removeEventListener("popstate", moved);
}

// The first of `pages` has an address without a name.
function pageOf({ pathname }, pages) {
  const name = pathname.replace(/\/+$/, "").split("/").at(-1);
  return pages.includes(name) ? name : pages[0];
}
