"""Living: the README's picture of a GRU that lives beside one that is dead, from two trainings under the monitor."""

import plotly.graph_objects as go
import torch
from playwright.sync_api import Browser
from plotly.subplots import make_subplots
from torch import Tensor, nn

import gru_viz
from gru_viz.figures.base.palette import COLOURS, SEQUENTIAL

STEPS, LOOKS = 301, 10
#: What is added to b_hz: so large a one keeps z at 1.
BIASES = {"A living GRU": 0.0, "A dead one: b<sub>hz</sub> + 20": 20.0}
#: What the monitor tells, as the legend has it, and its colour.
LINES = {
    "update_gate/open": ("share of z above 0.9: it keeps", COLOURS["update_gate"]),
    "write": ("mean of 1 − z: what is written", COLOURS["candidate_state"]),
    "largest_state": ("largest |h|", COLOURS["hidden_state"]),
}
WIDTH, HEIGHT = 960, 560


def batch(seed: int, size: int = 16) -> tuple[Tensor, Tensor]:
    """Sequences with now and then a pulse, and the last pulse so far, which is to be remembered."""
    generator = torch.Generator().manual_seed(seed)
    pulses = torch.rand(size, 24, 1, generator=generator) < 0.2
    x = torch.where(pulses, torch.randn(size, 24, 1, generator=generator).sign(), 0.0)
    held, last = [], torch.zeros(size)
    for step in x[..., 0].unbind(1):
        last = torch.where(step != 0, step, last)
        held.append(last)
    return x, torch.stack(held, 1)


def trained(bias: float) -> tuple[nn.GRU, dict[int, dict[str, float]]]:
    """A GRU that learns to remember, and what the monitor told on the way."""
    torch.manual_seed(0)
    gru, out, told = nn.GRU(1, 16, batch_first=True), nn.Linear(16, 1), {}
    with torch.no_grad():
        gru.bias_hh_l0[16:32] += bias
    adam = torch.optim.Adam([*gru.parameters(), *out.parameters()], lr=0.01)
    with gru_viz.Monitor(gru, every=LOOKS, writer=told.__setitem__):
        for step in range(STEPS):
            x, wanted = batch(step)
            adam.zero_grad()
            (out(gru(x)[0])[..., 0] - wanted).square().mean().backward()
            adam.step()
    return gru, told


def figure() -> go.Figure:
    """Update gates after the training, and the monitor's numbers during it."""
    drawn = make_subplots(
        2, 2, shared_yaxes=True, vertical_spacing=0.2, horizontal_spacing=0.06, subplot_titles=[*BIASES]
    )
    for column, bias in enumerate(BIASES.values(), start=1):
        gru, told = trained(bias)
        x, _wanted = batch(1003, 1)
        with torch.no_grad():
            z = gru_viz.trace(gru, x).update_gate[0, 0, :, 0]
        drawn.add_heatmap(
            z=z.T.tolist(),
            zmin=0,
            zmax=1,
            colorscale=SEQUENTIAL,
            showscale=column == 2,
            row=1,
            col=column,
            colorbar={"title": "z", "len": 0.42, "y": 0.81, "thickness": 12},
        )
        for name, (legend, colour) in LINES.items():
            drawn.add_scatter(
                x=[*told],
                y=[found[name] for found in told.values()],
                name=legend,
                showlegend=column == 1,
                line={"color": colour, "width": 2.5},
                row=2,
                col=column,
            )
        drawn.update_xaxes(title_text="time step", row=1, col=column)
        drawn.update_xaxes(title_text="training step", row=2, col=column)
    drawn.update_yaxes(title_text="unit", row=1, col=1)
    drawn.update_yaxes(range=[-0.03, 1.03], row=2)
    legend = {"orientation": "h", "y": -0.16, "x": 0}
    return drawn.update_layout(
        template="plotly_white",
        width=WIDTH,
        height=HEIGHT,
        font_size=14,
        legend=legend,
        margin={"l": 60, "r": 20, "t": 40, "b": 20},
    )


def living(browser: Browser, _address: str) -> bytes:
    """The picture."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_content(figure().to_html(include_plotlyjs=True, config={"displayModeBar": False}))
    page.locator(".legend").wait_for()
    picture = page.screenshot()
    page.close()
    return picture
