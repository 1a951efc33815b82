"""Trainings on GPUs beside PyTorch, from DATE-gpu-NAME.json; each cell is the median of a step's time."""

import statistics

from pages.results import MISSING, row, table

JOBS = {
    "small": "784-256-10, batch 128",
    "large": "784-1024-1024-10, batch 256",
    "wide": "784-4096-4096-10, batch 8192",
}
PRECISIONS = ["f32", "tf32", "bf16"]
OWN = {"default": "Gradus", "cublas": "Gradus, cuBLAS"}
MODES = {
    "eager": "eager",
    "graph": "CUDA graph",
    "compile": "compiled",
    "compile+graph": "compiled, CUDA graph",
    "max-autotune+graph": "max-autotune, CUDA graph",
}
UNKNOWN = "behind; cause not known yet"


def sections(results):
    """A table for each GPU, or one that says that there is none yet."""
    found = results.newest("gpu", lambda result: result["model"], "training")
    causes = results.text("causes.json").get("training", {})
    if not found:
        yield from lines([], {})
    for name, result in found.values():
        yield about(name, result)
        yield ""
        yield from lines(result["training"], causes)
        yield ""
        yield from sizes(result["training"])


def about(name, result):
    torch = result["torch"]
    return "%s, driver %s, %s; gradus %s; %s. Microseconds a step, medians of all rounds; all of it: [%s](results/%s)." % (
        result["model"], result["driver"], result["date"][:10], result["gradus"],
        "PyTorch %s, CUDA %s" % (torch["torch"], torch.get("cuda")) if torch else "no PyTorch", name, name)


def lines(rows, causes):
    yield from table("job", "precision", *(title + ":" for title in OWN.values()),
                     *("PyTorch " + title + ":" for title in MODES.values()), "Gradus / fastest:", "cause")
    for job, title in JOBS.items():
        for precision in PRECISIONS:
            own = [median(rows, job, precision, "gradus", mode) for mode in OWN]
            peers = [median(rows, job, precision, "torch", mode) for mode in MODES]
            yield row(title, precision, *map(shown, own + peers),
                      *verdict(own[0], peers, causes.get("%s %s" % (job, precision))))


def median(rows, *wanted):
    """The median of the rounds' medians, None where nothing was measured."""
    times = [r["microseconds"]["median"] for r in rows
             if (r["job"], r["precision"], r["engine"], r["mode"]) == wanted]
    return statistics.median(times) if times else None


def shown(time):
    return MISSING if time is None else "%.1f" % time if time < 1000 else "%.0f" % time


def verdict(own, peers, cause):
    """How many times as fast Gradus's own kernels are as the fastest form of PyTorch; why, where they are slower."""
    known = [time for time in peers if time is not None]
    if own is None or not known:
        return "", ""
    ratio = min(known) / own
    return "%.2f" % ratio, (cause or UNKNOWN) if round(ratio, 2) < 1 else ""


def sizes(rows):
    """Launches and memory, of the last round."""
    yield from table("job", "precision", "engine", "launches a step:", "device memory, MiB:", "first three losses")
    last = {(r["job"], r["precision"], r["engine"], r["mode"]): r for r in rows}
    for (job, precision, engine, mode), found in last.items():
        said = OWN[mode] if engine == "gradus" else "PyTorch " + MODES.get(mode, mode)
        memory = found["device_bytes"]
        launches = found["launches_per_step"]
        yield row(JOBS[job], precision, said, MISSING if launches is None else launches,
                  MISSING if memory is None else "%.0f" % (memory / (1 << 20)),
                  ", ".join("%.5f" % loss for loss in found["first_losses"]))
