"""Adam: PyTorch's own, without the compiler that its class imports."""

from collections.abc import Iterable

import torch
from torch import nn
from torch.optim.adam import adam


class Adam:
    """The steps of `torch.optim.Adam`, bit for bit.

    The first optimiser of a process imports PyTorch's compiler and sympy, which nothing here compiles with: whoever trains
    waits nearly two seconds for it, and it keeps 75 MB. The function that the class calls imports nothing.
    """

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self.parameters = list(parameters)
        self._means = [torch.zeros_like(each) for each in self.parameters]
        self._squares = [torch.zeros_like(each) for each in self.parameters]
        self._steps = [torch.tensor(0.0) for _each in self.parameters]

    @torch.no_grad()
    def step(self, rate: float = 0.001) -> None:
        """Change every parameter that has a gradient, in place."""
        state = zip(self.parameters, self._means, self._squares, self._steps, strict=True)
        trained = [each for each in state if each[0].grad is not None]
        if not trained:
            return
        parameters, means, squares, steps = map(list, zip(*trained, strict=True))
        adam(
            parameters,
            [each.grad for each in parameters],
            means,
            squares,
            [],
            steps,
            has_complex=any(map(torch.is_complex, parameters)),
            amsgrad=False,
            beta1=0.9,
            beta2=0.999,
            lr=rate,
            weight_decay=0,
            eps=1e-8,
            maximize=False,
        )

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.parameters:
            parameter.grad = None
