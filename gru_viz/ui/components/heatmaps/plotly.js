// Plotly: the library as Streamlit itself loads it, once for a page; where Streamlit's cannot be had, the one of the
// Python package.
const SERVER = import.meta.url.split("/_stcore/")[0];
let loading;

// `sources`: paths on the server, in the order in which to try them.
export function plotly(sources) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= first(sources).finally(() => (loading = undefined));
  return loading;
}

async function first([source, ...others]) {
  if (source === undefined) throw new Error("There is no Plotly to draw with.");
  try {
    await loaded(new URL(source, `${SERVER}/`).href);
    if (window.Plotly) return window.Plotly;
  } catch (error) {
    console.warn(error);
  }
  return first(others);
}

// A module where it is one of Streamlit's, which so is the very one that Streamlit loads; else a plain script.
function loaded(address) {
  if (address.includes("/static/js/")) return import(address);
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", done);
    script.addEventListener("error", () => failed(new Error(`${address} cannot be loaded.`)));
    document.head.append(script);
  });
}
