"""Time on a device: its own clock on a GPU, the processor's elsewhere."""

import statistics
import time

import torch

FEWEST, MOST = 5, 50
USUAL_SECONDS = 0.4


class Clock:
    """Times calls by CUDA events, or by the wall clock with everything awaited."""

    def __init__(self, device):
        self.cuda = torch.device(device).type == "cuda"

    def wait(self):
        if self.cuda:
            torch.cuda.synchronize()

    def microseconds(self, call):
        """From the call's first work on the device to its last."""
        if not self.cuda:
            before = time.perf_counter_ns()
            call()
            return (time.perf_counter_ns() - before) * 1e-3
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        self.wait()
        begin.record()
        call()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) * 1e3


def repeats(quick, seconds=USUAL_SECONDS):
    """Yields until it has been often enough: like org.gradus.bench.Pace, bounded in time and number."""
    start, count = time.perf_counter(), 0
    while count < (2 if quick else FEWEST) or (
            not quick and count < MOST and time.perf_counter() - start < seconds):
        yield count
        count += 1


def spread(times):
    """The five figures that every result of the project gives, in the unit of `times`."""
    ordered = sorted(times)
    return {
        "fastest": ordered[0],
        "quartile": quantile(ordered, 0.25),
        "median": statistics.median(ordered),
        "upper_quartile": quantile(ordered, 0.75),
        "slowest": ordered[-1],
    }


def quantile(ordered, part):
    at = part * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
