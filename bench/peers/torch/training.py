"""Times training steps and says what a row of the result is."""

import torch

import precision as precisions
from clock import Clock, repeats, spread
from jobs import PRECISIONS
from steps import CHUNK, Steps, said

BLOCK_MICROSECONDS = 50_000
SECONDS = 0.6
FIRST = 3
APART = 1e-4  # of first losses in float32 without dropout: docs/benchmarks.md has what rounding makes of them


class Trained:
    """A job made ready in one precision and mode, to be timed as often as is asked for."""

    def __init__(self, start, precision, mode, device):
        self.precision, self.mode = precision, mode
        self.clock = Clock(device)
        before = reserved(device)
        self.steps = Steps(start, precision, mode, device)
        self.first = self.steps.first_losses(FIRST)
        self.check(start.losses)
        self.steps.run(2 * CHUNK if device == "cuda" else 1)
        self.clock.wait()
        self.bytes = reserved(device) - before if device == "cuda" else None
        self.launches = launches(self.steps, self.clock)

    def check(self, losses):
        """Whether steps run in this way do what they should: a recorded graph could hold anything."""
        if self.precision != "f32" or self.steps.job.dropout:
            return
        for own, other in zip(self.first, losses):
            if not abs(own - other) <= APART * abs(other):
                raise ValueError("%s: first losses are %s, Gradus's %s" % (self.mode, self.first, losses[:FIRST]))

    def block(self, quick):
        """Steps that take long enough to be timed: whole CUDA graphs."""
        if quick:
            return CHUNK if self.clock.cuda else 1
        some = CHUNK if self.clock.cuda else 2
        each = self.clock.microseconds(lambda: self.steps.run(some)) / some
        return max(1, round(BLOCK_MICROSECONDS / each / CHUNK)) * CHUNK if self.clock.cuda else some

    def measure(self, quick):
        precisions.use(self.precision)
        steps = self.block(quick)
        self.steps.run(steps)
        times = [
            self.clock.microseconds(lambda: self.steps.run(steps)) / steps for _ in repeats(quick, SECONDS)
        ]
        job, batch = self.steps.job, self.steps.labels.shape[1]
        figures = spread(times)
        return {
            "job": job.name,
            "precision": self.precision,
            "engine": "torch",
            "mode": self.mode,
            "batch": batch,
            "parameters": sum(p.numel() for p in self.steps.net.parameters()),
            "blocks": len(times),
            "block_steps": steps,
            "microseconds": figures,
            "samples_per_second": batch / figures["median"] * 1e6,
            "launches_per_step": self.launches,
            "device_bytes": self.bytes,
            "first_losses": self.first,
            "settings": "%s; Adam %s; %s; %s" % (
                said(self.mode, self.steps.device), self.steps.adam, PRECISIONS[self.precision], precisions.stated()),
        }


def reserved(device):
    """Bytes that PyTorch holds on the device, those it has no use for given back first."""
    if device != "cuda":
        return 0
    torch.cuda.synchronize()
    torch.cuda.empty_cache()
    return torch.cuda.memory_reserved()


def launches(steps, clock):
    """Kernels of a step by PyTorch's profiler, copies left out; None where it cannot tell."""
    if not clock.cuda:
        return None
    try:
        return round(kernels(steps, clock) / CHUNK, 1) or None
    except RuntimeError:  # the profiler needs more of the driver than training does
        return None


def kernels(steps, clock):
    """Kernels of as many steps as a CUDA graph holds."""
    activities = [torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities) as profile:
        steps.run(CHUNK)
        clock.wait()
    cuda = torch.autograd.DeviceType.CUDA
    return sum(e.device_type == cuda and not e.name.startswith("Mem") for e in profile.events())
