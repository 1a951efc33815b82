"""Kernels on GPUs beside PyTorch's, from DATE-gpu-NAME.json."""

from pages.gpu_training import UNKNOWN
from pages.results import MISSING, row, table

FAMILIES = ["bias", "norm", "softmax", "dropout", "update", "matmul"]
NAMED = {"bias": "bias and activation", "norm": "batch norm and layer norm, forward and backward",
         "softmax": "softmax and cross-entropy", "dropout": "dropout", "update": "optimizers",
         "matmul": "matrix products"}


def sections(results):
    found = results.newest("gpu", lambda result: result["model"], "kernels")
    causes = results.text("causes.json").get("kernels", {})
    if not found:
        yield from lines([], {})
    for name, result in found.values():
        yield "%s, %s; a kernel's median time in microseconds, all of it in [%s](results/%s)." % (
            result["model"], result["date"][:10], name, name)
        yield ""
        yield from lines(result["kernels"], causes)


def lines(rows, causes):
    yield from table("kernel", "operands", "type", "Gradus:", "of a copy or the best:", "cuBLAS:", "PyTorch:",
                     "compiled:", "other form:", "Gradus / fastest:", "cause")
    for family in FAMILIES:
        keys = dict.fromkeys(key(r) for r in rows if r["family"] == family)
        if not keys:
            yield row(NAMED[family], *[""] * 2, MISSING, "", *[MISSING] * 4, "", "")
        for op, shapes, dtype in keys:
            mine = {r.get("provider", "gradus"): r for r in rows if key(r) == (op, shapes, dtype)}
            yield line(op, shapes, dtype, mine, causes.get("%s %s %s" % (op, shapes, dtype)))


def key(found):
    return found["op"], found["shapes"], found["dtype"]


def line(op, shapes, dtype, mine, cause):
    own, peers = mine.get("gradus"), {name: r for name, r in mine.items() if name != "gradus"}
    others = [name for name in peers if name not in ("cublas", "torch", "torch.compile")]
    other = min(others, key=lambda name: time(peers[name]), default=None)
    cells = [shown(peers.get(name)) for name in ("cublas", "torch", "torch.compile")]
    cells.append("%s (%s)" % (shown(peers[other]), other.removeprefix("torch.")) if other else "-")
    share = "%.0f %%" % (100 * own["share"]) if own else ""
    return row(op, shapes, dtype, shown(own, MISSING), share, *cells, *verdict(own, peers, cause))


def time(found):
    return found["microseconds"]["median"]


def shown(found, otherwise="-"):
    return otherwise if found is None else "%.1f" % time(found)


def verdict(own, peers, cause):
    if own is None or not peers:
        return "", ""
    ratio = min(map(time, peers.values())) / time(own)
    return "%.2f" % ratio, (cause or UNKNOWN) if round(ratio, 2) < 1 else ""
