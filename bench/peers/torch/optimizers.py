"""Optimizer steps over as many numbers as one of Gradus's rows has."""

import torch

from rows import Call

TENSORS = 100  # pairs of a large tensor and a small one, as the weights and biases of a model
SMALL = 1024
RATE = 1e-3
DECAY = 0.01


def update(row, draw, provider):
    """An optimizer's step: over many tensors, or over one where the provider says `.flat` or compiles."""
    (count,) = row.shapes[0]
    if row.op == "assign":
        if provider != "torch":
            return None
        return Call(
            lambda: [draw.normal((count,), row.dtype) for _ in range(2)],
            lambda value, target: target.copy_(value))
    form = "foreach" if provider in ("torch.foreach", "torch.compile") else "fused"
    one = provider in ("torch.flat", "torch.compile")

    def operands():
        parameters = [draw.normal((n,), row.dtype).requires_grad_() for n in sizes(count, one)]
        for parameter in parameters:
            parameter.grad = draw.normal(parameter.shape, row.dtype)
        optimizer = made(row.op, parameters, form, draw.device)
        optimizer.step()
        return (optimizer,)

    return Call(operands, lambda optimizer: optimizer.step(), "%s, %d tensors" % (form, len(sizes(count, one))))


def sizes(count, one):
    pairs = min(TENSORS, count // (4 * SMALL))
    if one or pairs < 2:
        return [count]
    large = count // pairs - SMALL
    rest = count - pairs * (large + SMALL)
    return [n for _ in range(pairs) for n in (large, SMALL)] + ([rest] if rest else [])


def made(op, parameters, form, device):
    options = {"lr": RATE, "weight_decay": DECAY}
    if device != "cuda":
        form = "foreach"  # fused ones are for CUDA in the oldest PyTorch this runs with
    options[form] = True
    if op in ("adam", "adamw"):
        make = torch.optim.Adam if op == "adam" else torch.optim.AdamW
        return make(parameters, eps=1e-8, capturable=device == "cuda", **options)
    if op != "sgd":
        options.update(momentum=0.9, nesterov=op == "nesterov")
    return torch.optim.SGD(parameters, **options)
