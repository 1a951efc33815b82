"""Optimizer steps over as many numbers as one of Gradus's rows has."""

import torch

from rows import Call

TENSORS = 100  # pairs of a large tensor and a small one, as the weights and biases of a model
SMALL = 1024
RATE = 1e-3
DECAY = 0.01
optim = torch.optim

# The optimizer of a row and its settings, as in org.gradus.bench.UpdateCases. Those that PyTorch
# has no fused kernel for take all parameters at once.
FUSED = {
    "sgd": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "adam": (optim.Adam, {"eps": 1e-8}),
    "adamw": (optim.AdamW, {"eps": 1e-8}),
    "amsgrad": (optim.Adam, {"eps": 1e-8, "amsgrad": True}),
}
FOREACH = {
    "adagrad": (optim.Adagrad, {"eps": 1e-10}),
    "adadelta": (optim.Adadelta, {"rho": 0.9, "eps": 1e-6}),
    "rmsprop": (optim.RMSprop, {"alpha": 0.99, "eps": 1e-8}),
    "rmsprop_centred": (optim.RMSprop, {"alpha": 0.99, "eps": 1e-8, "centered": True}),
    "rmsprop_momentum": (optim.RMSprop, {"alpha": 0.99, "eps": 1e-8, "momentum": 0.9}),
    "rmsprop_centred_momentum": (optim.RMSprop, {"alpha": 0.99, "eps": 1e-8, "momentum": 0.9, "centered": True}),
    "nadam": (optim.NAdam, {"eps": 1e-8, "momentum_decay": 0.004}),
}
CAPTURABLE = {"adam", "adamw", "amsgrad", "adadelta", "nadam", *(name for name in FOREACH if "rmsprop" in name)}


def update(row, draw, provider):
    """An optimizer's step: over many tensors, or over one where the provider says `.flat` or compiles."""
    (count,) = row.shapes[0]
    if row.op == "assign" and provider == "torch":
        return Call(
            lambda: [draw.normal((count,), row.dtype) for _ in range(2)],
            lambda value, target: target.copy_(value))
    if row.op == "clip_scale" and provider == "torch":
        return Call(lambda: (draw.normal((count,), row.dtype),), clip_scale, "one tensor")
    if row.op not in FUSED and (row.op not in FOREACH or provider not in ("torch", "torch.flat")):
        return None
    form = "fused" if row.op in FUSED and provider in ("torch", "torch.flat") else "foreach"
    if draw.device != "cuda":
        form = "foreach"  # fused ones are for CUDA in the oldest PyTorch this runs with
    one = provider in ("torch.flat", "torch.compile")

    def operands():
        parameters = [draw.normal((n,), row.dtype).requires_grad_() for n in sizes(count, one)]
        for parameter in parameters:
            parameter.grad = draw.normal(parameter.shape, row.dtype)
        optimizer = made(row.op, parameters, form, draw.device)
        optimizer.step()
        return (optimizer,)

    return Call(operands, lambda optimizer: optimizer.step(), "%s, %d tensors" % (form, len(sizes(count, one))))


def clip_scale(gradient):
    """What clip_grad_norm_ multiplies by, and the norm."""
    norm = torch.linalg.vector_norm(gradient)
    return torch.clamp(1 / (norm + 1e-6), max=1.0), norm


def sizes(count, one):
    pairs = min(TENSORS, count // (4 * SMALL))
    if one or pairs < 2:
        return [count]
    large = count // pairs - SMALL
    rest = count - pairs * (large + SMALL)
    return [n for _ in range(pairs) for n in (large, SMALL)] + ([rest] if rest else [])


def made(op, parameters, form, device):
    kind, settings = FUSED.get(op) or FOREACH[op]
    capturable = {"capturable": True} if device == "cuda" and op in CAPTURABLE else {}
    return kind(parameters, lr=RATE, weight_decay=DECAY, **{form: True}, **settings, **capturable)
