"""Whether Gradus and PyTorch do the same work: first losses from the same weights, batches and masks."""

from pages.results import MISSING, row, table

JOBS = ["small", "large", "wide"]


def section(results):
    """From the newest DATE-torch-agreement.json; that of a GPU is in its own file."""
    files = results.files("torch-agreement")
    name, result = files[-1] if files else (None, {"agreement": []})
    found = {entry["job"]: entry for entry in result["agreement"]}
    yield from table("job", "parameters:", "first losses of Gradus", "of PyTorch", "farthest apart:",
                     "Gradus's share of its bound:", "PyTorch's:")
    for job in JOBS:
        yield line(job, found.get(job))
    if name:
        yield ""
        yield "%s, both engines on the processor: gradus %s, PyTorch %s; %d steps each ([all](results/%s))." % (
            result["date"][:10], result["gradus"], result["torch"]["torch"],
            len(result["agreement"][0]["gradus"]), name)


def line(job, entry):
    if entry is None:
        return row(job, "", MISSING, MISSING, "", "", "")
    apart = max(abs(a - b) for a, b in zip(entry["gradus"], entry["torch"]))
    return row("%s, batch %d" % (job, entry["batch"]), entry["parameters"], first(entry["gradus"]),
               first(entry["torch"]), "%.1e" % apart, "%.3f" % entry["gradus_share"], "%.3f" % entry["torch_share"])


def first(losses):
    return ", ".join("%.6f" % loss for loss in losses[:3])
