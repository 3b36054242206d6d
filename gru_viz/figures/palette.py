"""Palette: the visual language, one colour and one name for each quantity."""

from gru_viz.problem import N_

#: Okabe and Ito's colour-blind-safe set.
COLOURS = {
    "reset_gate": "#E69F00",
    "update_gate": "#0072B2",
    "candidate_state": "#009E73",
    "hidden_state": "#CC79A7",
    "input": "#7F7F7F",
}
NAMES = {
    "reset_gate": N_("reset gate"),
    "update_gate": N_("update gate"),
    "candidate_state": N_("candidate state"),
    "hidden_state": N_("hidden state"),
}
SYMBOLS = {"reset_gate": "r", "update_gate": "z", "candidate_state": "h̃", "hidden_state": "h", "input": "x"}

#: For values in [0, 1]; perceptually uniform.
SEQUENTIAL = "Viridis"
#: For signed values; cmocean's balance (Thyng et al. 2016), neutral in the middle, dark at both ends.
DIVERGING = "balance"

#: Whole cells beside each other, in colours that no quantity of the GRU has; a GRU is known by its state's.
CELLS = {"RNN": "#7F7F7F", "GRU": "#CC79A7", "LSTM": "#56B4E9", "Linear": "#D55E00"}
#: Answers y_t: a slate and a crimson that carry white text, from unsure to sure; ✓ and ✗ say the same.
RIGHT = ("#6F7A8A", "#2F3847")
WRONG = ("#C25563", "#96001A")

FONT_SIZE = 14
TITLE_SIZE = 18
#: A neutral that reads on white and on near-black.
NEUTRAL = "#7F7F7F"
#: Text. Nearly black; Streamlit, whose template uses it too, turns it into its theme's own text colour.
INK = "#000037"


def swatch(quantity: str) -> str:
    """A small square in the quantity's colour, for titles; the words beside it stay in the theme's own."""
    return f'<span style="color:{COLOURS[quantity]}">■</span>'
