"""Draws of a network in which rounding decides nothing.

A ReLU whose input is 0 but for rounding, or a max pooling whose two largest values are equal but for rounding, sends its
gradient one way or the other as the last bits fall, in any implementation: among the millions of a GoogLeNet some always do,
and each costs a tensor 1e-3 of its length. `settle` changes a draw's parameters until no decision of a step is that close.
"""

import torch
from torch.nn.functional import pad
from torch.overrides import TorchFunctionMode

# Relative to the standard deviation of what a layer reads. Single precision is 1e-7 to 1e-6 off.
MARGIN = 1e-4


class Again(Exception):
    """Filters were drawn anew: what has been computed with them counts no more."""


class Decisions(TorchFunctionMode):
    """Sees in a pass how far each decision is from the other, relative to the standard deviation of what its layer reads.

    With a generator it changes what is closer than MARGIN: a ReLU's inputs by the bias of their channel, and then goes
    on; the inputs of a max pooling by other filters, and then raises Again.
    """

    def __init__(self, generator=None):
        super().__init__()
        self.generator = generator
        self.closest = {"relu": torch.inf, "pool": torch.inf}
        self.inputs, self.on, self.windows = 0, 0, 0
        self.bias = None

    def __str__(self):
        return (
            f"{self.inputs} ReLUs, {self.on / self.inputs:.0%} on, the closest {self.closest['relu']:.1e} from 0; "
            f"{self.windows} windows, the closest {self.closest['pool']:.1e} ahead"
        )

    def __torch_function__(self, function, types, arguments=(), options=None):
        options, name, x = options or {}, function.__name__, arguments[0]
        channels = getattr(x, "channels", None)
        if name == "conv2d":
            channels = [(arguments[1], channel) for channel in range(len(arguments[1]))]
        elif name == "cat":
            parts = [getattr(part, "channels", None) for part in x]
            channels = sum(parts, []) if all(parts) else None
        if name == "relu":
            x = self.relu(x)
        elif name == "max_pool2d":
            self.pool(x, arguments[1], options, channels)
        out = function(x, *arguments[1:], **options)
        if name in ("conv2d", "linear"):
            self.bias = arguments[2]
        elif name == "batch_norm":
            self.bias = options["bias"]
        if name in ("conv2d", "cat", "batch_norm", "relu", "max_pool2d"):
            out.channels = channels
        return out

    def relu(self, x):
        values = x.detach().transpose(0, 1).flatten(1)
        scale = values.std()
        close = values.abs().amin(1) < MARGIN * scale
        if self.generator is not None and close.any():
            # The widest gap among the middle half of a channel's values: of those that are on, some stay on.
            ordered = values[close].sort(1).values
            count = ordered.shape[1]
            ordered = ordered[:, count // 4 : max(count // 4 + 2, count - count // 4)]
            widest = ordered.diff().argmax(1, keepdim=True)
            middle = (ordered.gather(1, widest) + ordered.gather(1, widest + 1))[:, 0] / 2
            before = self.bias[close]
            self.bias[close] = (before - middle).float().double()
            moved = torch.zeros_like(self.bias)
            moved[close] = self.bias[close] - before
            x = x + moved.reshape(-1, *[1] * (x.dim() - 2))
            values = x.transpose(0, 1).flatten(1)
        self.inputs += values.numel()
        self.on += (values > 0).sum().item()
        self.closest["relu"] = min(self.closest["relu"], (values.abs().min() / scale).item())
        return x

    def pool(self, x, size, options, channels):
        leads = lead(x.detach(), size, options).transpose(0, 1).flatten(1)
        ahead = leads.amin(1) / x.std()
        close = (ahead < MARGIN).nonzero()[:, 0].tolist()
        if self.generator is not None and close:
            for channel in close:
                weight, filter = channels[channel]
                weight[filter] = torch.empty_like(weight[filter]).normal_(
                    0, (2 / weight[filter].numel()) ** 0.5, generator=self.generator
                ).float()
            raise Again
        self.windows += leads.numel()
        self.closest["pool"] = min(self.closest["pool"], ahead.min().item())


def lead(x, size, options):
    """How far the largest value of each window of a max pooling is ahead of the next smaller one.

    Equal ones are no decision: they are zeros behind a ReLU, which passes no gradient on, or a single value that windows
    of a pooling before have in common.
    """
    stride, padding = options["stride"], options["padding"]
    height, width = torch.nn.functional.max_pool2d(x, size, **options).shape[2:]
    x = pad(x, [padding, padding + size + stride] * 2, value=-torch.inf)
    best = second = torch.full((), -torch.inf, dtype=x.dtype)
    for row in range(size):
        for column in range(size):
            value = x[:, :, row::stride, column::stride][:, :, :height, :width]
            second = torch.where(value == best, second, torch.maximum(second, torch.minimum(best, value)))
            best = torch.maximum(best, value)
    return best - second


def settle(model, x, generator):
    """Changes a model so that rounding turns no decision where it reads `x`; returns its decisions then."""
    with torch.no_grad():
        for _ in range(1000):
            try:
                with Decisions(generator):
                    model(x)
                break
            except Again:
                pass
        with Decisions() as decisions:
            model(x)
    # Less than MARGIN by what the changes have done to the deviation.
    if min(decisions.closest.values()) < MARGIN / 2:
        raise RuntimeError(f"a decision is close to the other: {decisions}")
    return decisions
