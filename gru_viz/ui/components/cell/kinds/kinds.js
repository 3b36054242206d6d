// Kinds: what the cell component knows of each kind of cell, by its key in Python's table of cells.
//
// letters: the quantities of its run, as numbers.js calls them.
// picture(scene): boxes by name, wires and nodes, and where the state leaves; `stage` is the one in which a part comes
//   alive; thickness and opacity of a wire carry the value called `value`.
// vectors(numbers, t): every vector of the diagram at one step, by the name of its box or wire.
// recurrent(numbers, t, row): what the recurrent matrix multiplies in the sum of a row, and by what the reset gate
//   scales the result, if it does; without it, h_{t−1} as it is.
// scales(numbers): what a full bar of a box stands for, where that is not the largest state.
// lines(page, numbers, t, unit): the arithmetic of the stages.
import { GRU } from "./gru.js";
import { LSTM } from "./lstm.js";
import { MINGRU } from "./mingru.js";
import { RNN } from "./rnn.js";

export const KINDS = { gru: GRU, lstm: LSTM, mingru: MINGRU, rnn: RNN };
