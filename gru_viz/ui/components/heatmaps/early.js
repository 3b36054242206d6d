// Early: the page names this module in its head, so that Plotly is there when the first figure is.
import { plotly } from "./plotly.js";

plotly([]).catch(console.warn);
