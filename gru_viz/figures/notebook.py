"""Notebook: a record in a cell's output: a small still picture of each gate and state, and the line that says what it is."""

import base64
import math
import struct
import zlib
from html import escape

import numpy as np
from plotly.colors import sample_colorscale, unlabel_rgb

from gru_viz.analysis.gates import selected
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.blocks import block_means
from gru_viz.figures.base.number import Number
from gru_viz.figures.base.palette import NAMES, swatch, symbol
from gru_viz.figures.base.scale import GATE_COLOUR, Colour, signed

#: Pixels of a picture, at most; what is larger is shown as means over blocks.
_COLUMNS, _ROWS = 240, 48
_SHADES = 64


def small(tr: CellTrace) -> str:
    """HTML of the first layer, direction and sequence: units × time of each quantity, without script, under 200 kB."""
    pictures = [_picture(tr, name, selected(tr, name, 0, None, 0)) for name in tr.quantities]
    where = f"layer 0, {tr.named()}, sequence 0" if tr.num_layers * tr.num_directions * len(tr.lengths) > 1 else ""
    notes = [note for note in (where, "units × time; .show() to look closer") if note]
    return (
        f"<div><code>{escape(repr(tr))}</code>"
        f'<div style="display:flex;flex-wrap:wrap;gap:8px">{"".join(pictures)}</div>'
        f"<small>{' · '.join(notes)}</small></div>"
    )


def _picture(tr: CellTrace, name: str, values: np.ndarray) -> str:
    """One quantity under its name and the ends of its scale."""
    colour = GATE_COLOUR if name in tr.gates else signed(values)
    blocks = block_means(values, math.ceil(values.shape[0] / _COLUMNS), math.ceil(values.shape[1] / _ROWS))
    source = base64.b64encode(_png(blocks.T, colour)).decode()
    title = f"{swatch(name)} {NAMES[name]} <i>{symbol(name, tr.cell)}</i><sub>t</sub>"
    return (
        f'<figure style="margin:0;width:280px"><figcaption>{title} '
        f"<small>{Number(colour.low):.3g} … {Number(colour.high):.3g}</small></figcaption>"
        f'<img alt="{NAMES[name]}, units × time" src="data:image/png;base64,{source}" '
        'style="width:100%;height:96px;image-rendering:pixelated"></figure>'
    )


def _png(values: np.ndarray, colour: Colour) -> bytes:
    """Numbers (rows, columns) in a colour scale as an indexed PNG (ISO/IEC 15948), a pixel each."""
    share = np.clip((values - colour.low) / (colour.high - colour.low), 0, 1)
    indices = np.rint(share * (_SHADES - 1)).astype(np.uint8)
    shades = sample_colorscale(colour.scale, _SHADES)
    palette = np.rint([unlabel_rgb(shade) for shade in shades]).astype(np.uint8)
    # Each row starts with its filter: 0, none.
    lines = np.pad(indices, ((0, 0), (1, 0))).tobytes()
    header = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
