// The address bar where Streamlit leaves it behind: Back and Forward are reported, and a page that is turned to says what
// it shows. An old address alone does not say that somebody went back: while a slider is dragged, updates are under way
// with the address of a moment ago.
import { cursor, deliver, withdraw } from "../shared/page.js";

const BEAT = 30; // ms between two looks at whether the page is at rest
const START = 300; // ms until Streamlit's own question is under way, on a busy machine, too
const AGAIN = 2000; // ms until what was said is said again, unless it was heard: a run that is overtaken may lose it
const PATIENCE = 20000; // ms at rest on a page other than the one gone back to, until nothing more is expected

// Kept here: on a narrow window the sidebar, and what stands in it, is put up anew now and then.
let now, going, last;

export default function ({ data, setTriggerValue }) {
  now = { ...data, tell: ({ query, when }) => setTriggerValue("moved", { query, when }) };
  const { here, link, heard } = data;
  if (going && heard === going.when) arrived();
  const isNew = last !== here || isBare(location); // come or turned to, or its own name was pressed
  if (!going && link !== null && pageOf(location, data.pages) === here && isNew) showLink(link);
  last = here;
  window.addEventListener("popstate", moved); // once, however often it is said
}

function moved() {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  going = { page: pageOf(location, now.pages), query, when: Date.now() };
  cursor.hush(true);
  deliver("going", going);
  setTimeout(tell, START, going);
}

// Streamlit itself asks for what is at the address. It must have been answered: of two questions at once it takes the
// last for the page that is meant, and loses messages that it thinks the browser knows.
function tell(gone) {
  if (gone !== going) return;
  const isIdle = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
  if (isIdle && now.here === gone.page) {
    now.tell(gone);
    setTimeout(tell, AGAIN, gone);
  } else if (isIdle && (isElsewhere(gone) || Date.now() - gone.when > PATIENCE)) arrived();
  else setTimeout(tell, BEAT, gone);
}

// Something else has been asked for. A busy server alone may take long, and is waited for.
function isElsewhere({ page }) {
  return pageOf(location, now.pages) !== page;
}

function arrived() {
  withdraw("going", going);
  going = undefined;
  cursor.hush(false);
}

// On a page that has been turned to, and where its own name was pressed, Streamlit leaves another address behind, or a bare
// one, and Back would lead to what is not what was seen there. Whoever comes by an old link, or by none, gets the one that is
// written today in its place: as one more place to go back to it would keep them from leaving.
function showLink(link) {
  const embedded = [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith("embed"));
  const query = [link, new URLSearchParams(embedded)].join("&").replace(/^&|&$/g, "");
  if (location.search.slice(1) !== query) {
    history.replaceState(history.state, "", `${location.pathname}${query && "?"}${query}`);
  }
}

// How the app is embedded says nothing of what it shows.
function isBare({ search }) {
  return [...new URLSearchParams(search).keys()].every((key) => key.startsWith("embed"));
}

// The first of `pages` has an address without a name.
function pageOf({ pathname }, pages) {
  const name = pathname.replace(/\/+$/, "").split("/").at(-1);
  return pages.includes(name) ? name : pages[0];
}
