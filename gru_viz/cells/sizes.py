"""Sizes: nn.GRU's arguments, and what they make of shapes and parameters."""

from dataclasses import dataclass

from gru_viz.problem import N_

#: nn.GRU's arguments in its order: what they are unless given, and what they do.
ARGUMENTS: dict[str, tuple[object, str]] = {
    "input_size": ("", N_("Features of a step: the columns of weight_ih_l0.")),
    "hidden_size": ("", N_("Units H: every parameter has 3 · H rows, H for each of r, z and the candidate.")),
    "num_layers": (1, N_("Layers on top of each other: each further one reads the states of the one below.")),
    "bias": (True, N_("b_ih and b_hh, 6 · H numbers for each layer and direction; False leaves them out.")),
    "batch_first": (False, N_("True: x and output are (batch, time, …). h_0 and h_n stay as they are.")),
    "dropout": (
        0.0,
        N_("Share of the states that is set to 0 between layers, in training only; none after the last layer."),
    ),
    "bidirectional": (False, N_("A second set of weights, _reverse, reads from the end; output is twice as wide.")),
    "device": (None, N_("Where the parameters are; x and h_0 must be there, too. None: the CPU.")),
    "dtype": (None, N_("Number format of the parameters; x and h_0 must have the same. None: float32.")),
}


@dataclass(frozen=True)
class Sizes:
    """nn.GRU's arguments and the input's length and batch.

    Attributes
    ----------
    input_size, hidden_size, num_layers, steps, batch : int
    bias, batch_first, bidirectional : bool
    dropout : float
    random_start : bool
        h_0 is drawn, not zeros.
    """

    input_size: int
    hidden_size: int
    num_layers: int
    steps: int
    batch: int
    bias: bool = True
    batch_first: bool = False
    bidirectional: bool = False
    dropout: float = 0.0
    random_start: bool = False

    @property
    def directions(self) -> int:
        """2 if bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    def arguments(self) -> str:
        """nn.GRU's arguments as one would write them."""
        words = [str(self.input_size), str(self.hidden_size)]
        words += [f"num_layers={self.num_layers}"] if self.num_layers > 1 else []
        words += ["bias=False"] if not self.bias else []
        words += [f"{name}=True" for name in ("batch_first", "bidirectional") if getattr(self, name)]
        words += [f"dropout={self.dropout}"] if self.dropout else []
        return ", ".join(words)

    def values(self) -> dict[str, object]:
        """Every argument of nn.GRU and what it is here, by `ARGUMENTS`."""
        return {name: getattr(self, name, default) for name, (default, _effect) in ARGUMENTS.items()}

    def shapes(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Axes of x, h_0, output and h_n: (catalogue key of the name, size)."""
        time, batch = (N_("time"), self.steps), (N_("batch"), self.batch)
        first = (batch, time) if self.batch_first else (time, batch)
        rows = N_("layers × directions") if self.bidirectional else N_("layers")
        units = N_("directions × unit") if self.bidirectional else N_("unit")
        state = ((rows, self.num_layers * self.directions), batch, (N_("unit"), self.hidden_size))
        return {
            "x": (*first, (N_("feature"), self.input_size)),
            "h_0": state,
            "output": (*first, (units, self.directions * self.hidden_size)),
            "h_n": state,
        }

    def parameters(self) -> list[tuple[str, tuple[int, ...]]]:
        """Name and shape of every parameter, in nn.GRU's order."""
        found = []
        for layer in range(self.num_layers):
            columns = self.input_size if layer == 0 else self.directions * self.hidden_size
            for end in ("", "_reverse")[: self.directions]:
                found += [
                    (f"weight_ih_l{layer}{end}", (3 * self.hidden_size, columns)),
                    (f"weight_hh_l{layer}{end}", (3 * self.hidden_size, self.hidden_size)),
                ]
                if self.bias:
                    found += [(f"bias_{kind}_l{layer}{end}", (3 * self.hidden_size,)) for kind in ("ih", "hh")]
        return found

    def formula(self) -> tuple[str, int]:
        """Number of parameters as LaTeX with the numbers in place, and the number.

        D · [3H(I + H) + 6H] for the first layer, D · [3H(DH + H) + 6H] for each further one; 6H only with bias.
        """
        h, i, d, layers = self.hidden_size, self.input_size, self.directions, self.num_layers
        bias = 6 * h if self.bias else 0
        first, further = d * (3 * h * (i + h) + bias), d * (3 * h * (d * h + h) + bias)
        b = rf" + 6\cdot {h}" if self.bias else ""
        text = rf"{d}\cdot[3\cdot {h}\,({i} + {h}){b}]"
        if layers > 1:
            text += rf" + {layers - 1}\cdot {d}\cdot[3\cdot {h}\,({d}\cdot {h} + {h}){b}]"
        total = first + (layers - 1) * further
        return f"{text} = " + f"{total:,}".replace(",", "{,}"), total

    def ends(self) -> dict[str, str]:
        """Rows of h_n of the last layer and where output holds the same numbers, as Python, one for each direction."""
        h = self.hidden_size

        def at(step: int, units: str) -> str:
            place = f":, {step}" if self.batch_first else f"{step}"
            return f"output[{place}]" if not units else f"output[{place}{'' if self.batch_first else ', :'}, {units}]"

        return (
            {"h_n[-2]": at(-1, f":{h}"), "h_n[-1]": at(0, f"{h}:")} if self.bidirectional else {"h_n[-1]": at(-1, "")}
        )

    def code(self) -> str:
        """Python that builds the module, runs it and prints what comes out."""
        x = ", ".join(str(size) for _name, size in self.shapes()["x"])
        h = ", ".join(str(size) for _name, size in self.shapes()["h_0"])
        return (
            "import torch\n\n"
            f"gru = torch.nn.GRU({self.arguments()})\n"
            f"x = torch.randn({x})\n"
            f"h_0 = torch.{'randn' if self.random_start else 'zeros'}({h})\n"
            "output, h_n = gru(x, h_0)\n"
            "print(gru)\n"
            'print("parameters", sum(p.numel() for p in gru.parameters()))\n'
            'print("output", tuple(output.shape), output, sep="\\n")\n'
            'print("h_n", tuple(h_n.shape), h_n, sep="\\n")\n'
            + "\n".join(f'print("{row} == {end}:", torch.equal({row}, {end}))' for row, end in self.ends().items())
        )
