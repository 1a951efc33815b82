"""The first losses of a job in PyTorch beside Gradus's, and how far apart rounding may drive them.

The bound is that of docs/numerics.md for a training step: twins in float64 start from weights that are
off by one op's tolerance, with random signs, and show how far this very training drives rounding apart.
"""

import math

import torch

from jobs import ADAM, job_of
import precision as precisions
from models import Start, load, model
from philox import PhiloxDropout

TWINS = 3
ROUNDINGS = 8  # org.gradus.check.Tolerance.ROUNDINGS
UNIT = 2.0**-24  # float32's unit roundoff


def losses(job, start, device, dtype, twin=0):
    """The losses of all steps that the file has batches for."""
    net = model(job, lambda place, rate: PhiloxDropout(rate, start.seed, start.stream(place)))
    net = net.to(device=device, dtype=dtype).train()
    load(net, nudged(start.state, twin, start.labels.shape[1]))
    settings = {"lr": ADAM["lr"], "betas": tuple(ADAM["betas"]), "eps": ADAM["eps"]}
    optimizer = torch.optim.Adam(net.parameters(), **settings)
    dropouts = [layer for layer in net if isinstance(layer, PhiloxDropout)]
    features, found = start.features(dtype), []
    for step, labels in enumerate(start.labels):
        for layer in dropouts:
            layer.step = step
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(features[step].to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


def nudged(state, twin, batch):
    """The trained tensors times 1 plus or minus one op's tolerance; as they are for twin 0."""
    if twin == 0:
        return state
    signs = torch.Generator().manual_seed(twin)
    part = op_bound(batch)
    moved = {}
    for name, t in state.items():
        sign = torch.randint(0, 2, t.shape, generator=signs, dtype=torch.float64) * 2 - 1
        moved[name] = t if "running" in name else t.double() * (1 + part * sign)
    return moved


def op_bound(length, scale=1.0):
    return ROUNDINGS * UNIT * math.sqrt(length) * scale


def compare(path, device):
    """Losses of both engines and of float64, the bound of each step, and whether all keep it."""
    precisions.use("f32")
    start = Start(path)
    job = job_of(start.texts)
    exact = losses(job, start, device, torch.float64)
    own = losses(job, start, device, torch.float32)
    apart = [0.0] * len(exact)
    for twin in range(1, TWINS + 1):
        most = 0.0
        for step, loss in enumerate(losses(job, start, device, torch.float64, twin)):
            most = max(most, abs(loss - exact[step]))
            apart[step] = max(apart[step], most)
    batch = start.labels.shape[1]
    bounds = [ROUNDINGS * a + op_bound(batch, max(1.0, e)) for a, e in zip(apart, exact)]
    return {
        "job": job.name,
        "batch": batch,
        "parameters": job.parameters(),
        "gradus_version": start.texts["gradus"],
        "gradus_device": start.texts["device"],
        "gradus": start.losses,
        "torch": own,
        "float64": exact,
        "bound": bounds,
        "gradus_share": share(start.losses, exact, bounds),
        "torch_share": share(own, exact, bounds),
    }


def share(found, exact, bounds):
    """The largest part of its bound that a loss takes up: at most 1 where all is well."""
    parts = [abs(f - e) / b if math.isfinite(f) else math.inf for f, e, b in zip(found, exact, bounds)]
    return max(parts) if len(found) == len(exact) else math.inf
