"""Blocks: a large heatmap as means over blocks of cells, so that the picture stays light."""

import math

import numpy as np

#: More cells than this in one heatmap are drawn as means of blocks: about 0.2 MB of float32.
MOST_CELLS = 51_200
_MOST_COLUMNS = 400


def block_sizes(steps: int, units: int) -> tuple[int, int]:
    """Steps and units that one cell stands for, so that the picture stays light."""
    if steps * units <= MOST_CELLS:
        return 1, 1
    step_block = math.ceil(steps / _MOST_COLUMNS)
    columns = math.ceil(steps / step_block)
    return step_block, math.ceil(columns * units / MOST_CELLS)


def block_means(values: np.ndarray, step_block: int, unit_block: int) -> np.ndarray:
    """Means over blocks of (T, units); a last block may be smaller."""
    if (step_block, unit_block) == (1, 1):
        return values
    steps, units = values.shape
    pad = ((0, -steps % step_block), (0, -units % unit_block))
    padded = np.pad(values.astype(np.float64), pad, constant_values=np.nan)
    blocks = padded.reshape(padded.shape[0] // step_block, step_block, -1, unit_block)
    return np.nanmean(blocks, axis=(1, 3))
