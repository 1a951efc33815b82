"""Matrix products on GPUs beside cuBLAS and torch.matmul, from DATE-gpu-NAME.json."""

from pages.results import MISSING, row, table

SWEEPS = {"square": "square, 256 to 8192", "odd": "narrow ones, and beside multiples of tiles",
          "transformer": "transformers' layers, forward and both gradients", "mlp": "the trainings' layers"}
HEADS = ("product, M x N x K", "", "type", "Gradus, TFLOP/s:", "kernel and tile", "cuBLAS:", "PyTorch:",
         "Gradus / fastest:")


def sections(results):
    found = results.newest("gpu", lambda result: result["model"], "matmul")
    if not found:
        yield from table(*HEADS)
        for name in SWEEPS.values():
            yield row(name, "", "", MISSING, "", *[MISSING] * 2, "")
    for name, result in found.values():
        yield "%s, %s; TFLOP/s by medians, all of it in [%s](../results/%s)." % (
            result["model"], result["date"][:10], name, name)
        yield ""
        yield from table(*HEADS)
        for product in dict.fromkeys(key(r) for r in result["matmul"]):
            yield line(product, [r for r in result["matmul"] if key(r) == product])


def key(found):
    """The product and what it is multiplied in: TF32 is set beside TF32 alone."""
    return tuple(found[name] for name in ("label", "batch", "m", "n", "k", "transposes", "dtype"))


def line(product, rows):
    label, batch, m, n, k, transposes, dtype = product
    extents = ("%d of " % batch if batch > 1 else "") + "%d x %d x %d" % (m, n, k)
    own = speed(rows, "gradus", dtype)
    peers = [speed(rows, "cublas", dtype), speed(rows, "torch", dtype)]
    others = [value for value in peers if value]
    ratio = "%.2f" % (own / max(others)) if own and others else ""
    kernel = next((r["chosen"] for r in rows if r["provider"] == "gradus"), "")
    name = "%s, %s" % (label, extents) if label else extents
    return row(name, transposes, dtype, shown(own), kernel, *map(shown, peers), ratio)


def speed(rows, provider, dtype):
    return next((r["gflop_per_s"] * 1e-3 for r in rows if r["provider"] == provider and r["dtype"] == dtype), None)


def shown(value):
    return "-" if value is None else "%.3g" % value
