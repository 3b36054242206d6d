"""Palette: the visual language, one colour and one name for each quantity."""

from plotly.colors import get_colorscale

from gru_viz.cells.cell import Cell
from gru_viz.cells.kinds import CELLS
from gru_viz.problem import N_

#: Okabe and Ito's colour-blind-safe set.
COLOURS = {
    "reset_gate": "#E69F00",
    "update_gate": "#0072B2",
    "input_gate": "#0072B2",
    "forget_gate": "#D55E00",
    "output_gate": "#F0E442",
    "candidate_state": "#009E73",
    "cell_state": "#56B4E9",
    "hidden_state": "#CC79A7",
    "input": "#7F7F7F",
}
NAMES = {
    "reset_gate": N_("reset gate"),
    "update_gate": N_("update gate"),
    "input_gate": N_("input gate"),
    "forget_gate": N_("forget gate"),
    "output_gate": N_("output gate"),
    "candidate_state": N_("candidate state"),
    "cell_state": N_("cell state"),
    "hidden_state": N_("hidden state"),
}
SYMBOLS = {
    "reset_gate": "r",
    "update_gate": "z",
    "input_gate": "i",
    "forget_gate": "f",
    "output_gate": "o",
    "candidate_state": "h̃",
    "cell_state": "c",
    "hidden_state": "h",
    "input": "x",
}
#: Lines and letters in the output gate's yellow need an edge on white.
PALE = ("output_gate",)
EDGE = "#333333"

#: For values in [0, 1]; perceptually uniform.
SEQUENTIAL = get_colorscale("Viridis")
#: For signed values; cmocean's balance (Thyng et al. 2016), neutral in the middle, dark at both ends.
DIVERGING = get_colorscale("balance")

#: Whole cells beside each other, by name: a GRU is known by its hidden state's colour, an LSTM by its cell state's.
CELL_COLOURS = {cell.name: COLOURS[cell.known_by] for cell in CELLS.values()}
CELL_COLOURS |= {"Bi-GRU": COLOURS["forget_gate"], "Linear": "#999933"}
#: Answers y_t: a slate and a crimson that carry white text, from unsure to sure; ✓ and ✗ say the same.
RIGHT = ("#6F7A8A", "#2F3847")
WRONG = ("#C25563", "#96001A")
#: The same on a dark page, where what stands out is bright.
RIGHT_ON_DARK = ("#2F3847", "#6A7585")
WRONG_ON_DARK = ("#5B1A26", "#BE4E5D")

FONT_SIZE = 14
TITLE_SIZE = 18
#: A neutral that reads on white and on near-black.
NEUTRAL = "#7F7F7F"
#: Text. Nearly black; Streamlit, whose template uses it too, turns it into its theme's own text colour.
INK = "#000037"


def symbol(quantity: str, cell: Cell | None = None) -> str:
    """Letter of a quantity, of a cell that has its own letters: an LSTM's candidate is one for the cell state."""
    return cell.letters.get(quantity, SYMBOLS[quantity]) if cell else SYMBOLS[quantity]


def swatch(quantity: str) -> str:
    """A small square in the quantity's colour, for titles; the words beside it stay in the theme's own."""
    edge = f";stroke:{EDGE};stroke-width:1px" if quantity in PALE else ""
    return f'<span style="color:{COLOURS[quantity]}{edge}">■</span>'


def properties() -> str:
    """The colours as CSS custom properties, such as ``--reset-gate: #E69F00;``, for what the browser draws."""
    named = {**COLOURS, "edge": EDGE, "neutral": NEUTRAL}
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in named.items())
