// The address bar where Streamlit leaves it behind: Back and Forward are reported, and a page that is turned to says what
// it shows. An old address alone does not say that somebody went back: while a slider is dragged, updates are under way
// with the address of a moment ago.
import { deliver, withdraw } from "../shared/page.js";

// Kept here: on a narrow window the sidebar, and what stands in it, is put up anew now and then.
let going, told, last, listener;

export default function ({ data, setTriggerValue }) {
  const { here, pages, link, heard } = data;
  const tell = () => {
    told = true;
    setTriggerValue("moved", going);
  };
  if (going && heard === going.when) {
    withdraw("going", going);
    going = undefined;
  } else if (going && !told && going.page === here) tell();
  else if (!going && last && last !== here && link && !location.search) {
    // Streamlit would leave the bare address behind, and Back would lead to what is not what was seen there.
    history.replaceState(history.state, "", `${location.pathname}?${link}`);
  }
  last = here;

  const moved = () => {
    const query = Object.fromEntries(new URLSearchParams(location.search));
    going = { page: pageOf(location, pages), query, when: Date.now() };
    told = false;
    deliver("going", going);
    // Streamlit is asking for another page already, and would be asked for this one again.
    if (going.page === here) tell();
  };
  window.removeEventListener("popstate", listener);
  listener = moved;
  window.addEventListener("popstate", listener);
}

// The first of `pages` has an address without a name.
function pageOf({ pathname }, pages) {
  const name = pathname.replace(/\/+$/, "").split("/").at(-1);
  return pages.includes(name) ? name : pages[0];
}
