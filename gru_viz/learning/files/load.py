"""load(): every recurrent layer of a file, as a module that trace() takes."""

import os

from gru_viz.learning.files.contents import contents_of
from gru_viz.learning.files.recurrent import Layers


def load(path: str | os.PathLike[str]) -> Layers:
    """Every recurrent layer in a file by its name, each a module in evaluation mode that `gru_viz.trace` takes.

    Nothing in the file is run. A GRU that resets before the matrix (Keras's `reset_after=False`, ONNX's
    `linear_before_reset=0`) becomes a TextbookGRU.

    Parameters
    ----------
    path : path of a file
        .safetensors; .pt, .pth or Lightning's .ckpt with a state_dict; .keras, .weights.h5 or .h5 of Keras (needs h5py);
        .onnx (needs onnx; what it keeps in a file beside it is read, too). Tensors alone, as in a state_dict or
        .weights.h5, do not say which activations they were trained with: they are taken for the ordinary ones.

    Returns
    -------
    Layers
        A dict of nn.GRU, TextbookGRU, nn.LSTM and nn.RNN; its `left_out` says of each other layer why it is not there.
        Those from PyTorch's files and .safetensors read steps first, (T, B, input_size), whatever their model did: a file
        does not say `batch_first`, and it changes no number. Those of Keras read sequences first, (B, T, input_size), as
        Keras does; those of ONNX what their node's `layout` says, steps first by default.

    Raises
    ------
    Problem
        The file is missing, damaged, of another kind, or holds no recurrent layer.

    Examples
    --------
    >>> import torch, gru_viz
    >>> model = torch.nn.ModuleDict({"rnn": torch.nn.GRU(4, 8, batch_first=True)})
    >>> torch.save(model.state_dict(), "model.pt")
    >>> gru_viz.load("model.pt")["rnn"].batch_first
    False
    """
    return contents_of(path).layers
