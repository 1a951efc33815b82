"""Times PyTorch's counterpart of a row of `gradus bench kernels`, in turns with a copy, as Gradus does."""

import torch

import precision as precisions
import products
from clock import Clock, repeats, spread
from counterparts import counterpart
from rows import Row
from steps import Unavailable

MOST_SETS = 512  # as in org.gradus.bench.CaseRun
WARM_UPS = 3
COMPILED = {"bias", "dropout", "norm", "softmax", "update"}  # where fusing or writing less may win
PROVIDERS = {
    "norm": ["torch", "torch.compile", "torch.channels_last"],
    "update": ["torch", "torch.flat", "torch.foreach", "torch.compile"],
}


def forms(family, dtype):
    """What is timed for a family, PyTorch's plain one first, and whether its products are in TF32."""
    providers = PROVIDERS.get(family, ["torch", "torch.compile"] if family in COMPILED else ["torch"])
    return [(name, False) for name in providers] + [("torch", True)] * ((family, dtype) == ("matmul", "f32"))


class Measured:
    """Calls on so many sets of operands that each has left the caches when it is its turn again.

    On a GPU all sets are one CUDA graph, so that the host has no part in the time; `why` says why not, if not.
    Everything is done on one stream: autograd runs a backward op where the forward op ran.
    """

    def __init__(self, call, sets, device, compiled):
        self.call = torch.compile(call.run) if compiled else call.run
        self.graph, self.results, self.why = None, [], ""
        if device != "cuda":
            self.prepare(call, sets)
            return
        torch.cuda.synchronize()
        stream = torch.cuda.Stream()
        with torch.cuda.stream(stream):
            self.prepare(call, sets)
        torch.cuda.synchronize()
        self.record(stream)

    def prepare(self, call, sets):
        self.operands = [call.operands() for _ in range(sets)]
        for _ in range(WARM_UPS):
            self.all()

    def all(self):
        self.results = [self.call(*some) for some in self.operands]  # kept: each has memory of its own

    def record(self, stream):
        self.results = []
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph, stream=stream):
                self.all()
            self.graph = graph
        except RuntimeError as e:  # some ops cannot be recorded: then the host's time is in it
            self.why = "not recorded: " + str(e).splitlines()[0]

    def run(self):
        if self.graph:
            self.graph.replay()
        else:
            self.all()


class KernelTimes:
    """Times rows on a device, each beside a copy of `traffic` bytes."""

    def __init__(self, device, traffic, quick):
        self.device, self.traffic, self.quick = device, traffic, quick
        self.clock = Clock(device)
        source = torch.randn(max(1, traffic // 8), device=device)
        target = torch.empty_like(source)
        self.copy = lambda: target.copy_(source)
        self.copied = 8 * source.numel()

    def measure(self, row, provider, tf32):
        """The row with PyTorch's times in place of Gradus's."""
        precisions.use("tf32" if tf32 else "f32")
        compiled = provider == "torch.compile"
        if compiled and not hasattr(torch, "compile"):
            raise Unavailable("PyTorch %s has no torch.compile" % torch.__version__)
        if tf32 and self.device != "cuda":
            raise Unavailable("TF32 is for CUDA devices")
        call = counterpart(Row(row), self.device, provider)
        if call is None:
            raise Unavailable("no counterpart of %s in the form %s" % (row["op"], provider))
        if compiled:
            torch._dynamo.reset()
        sets = min(MOST_SETS, max(1, -(-self.traffic // max(1, row["bytes"]))))
        with torch.set_grad_enabled(call.autograd):
            measured = Measured(call, sets, self.device, compiled)
            times, copies = self.times(measured, sets)
        note = "; ".join(said for said in (call.note, measured.why, precisions.stated()) if said)
        return self.result(row, provider, tf32, note, times, copies)

    def product(self, product):
        """A product of `gradus bench matmul --list`, with times in the fields that Gradus's rows have."""
        tf32 = product["dtype"] == "tf32"
        precisions.use("tf32" if tf32 else "f32")
        if tf32 and self.device != "cuda":
            raise Unavailable("TF32 is for CUDA devices")
        call, moved = products.call(product, self.device)
        sets = min(MOST_SETS, max(1, -(-self.traffic // moved)))
        with torch.no_grad():
            measured = Measured(call, sets, self.device, False)
            times, _ = self.times(measured, sets)
        figures = spread(times)
        operations = 2.0 * product["batch"] * product["m"] * product["n"] * product["k"]
        return {
            **product,
            "provider": "torch",
            "kernels": [],
            "chosen": "",
            "samples": len(times),
            "microseconds": figures,
            "operations": operations,
            "gflop_per_s": operations / figures["median"] * 1e-3,
            "note": "; ".join(said for said in ("torch.matmul", measured.why, precisions.stated()) if said),
        }

    def times(self, measured, sets):
        measured.run()
        self.copy()
        times, copies = [], []
        for _ in repeats(self.quick):
            copies.append(self.clock.microseconds(self.copy))
            times.append(self.clock.microseconds(measured.run) / sets)
        return times, copies

    def result(self, row, provider, tf32, note, times, copies):
        figures = spread(times)
        product = row["share_of"] != "copy"
        speed = row["bytes"] / figures["median"] * 1e-3
        return {
            "family": row["family"],
            "op": row["op"],
            "shapes": row["shapes"],
            "dtype": "tf32" if tf32 else row["dtype"],
            "provider": provider,
            "samples": len(times),
            "microseconds": figures,
            "bytes": row["bytes"],
            "operations": row["operations"],
            "gb_per_s": speed,
            "gflop_per_s": row["operations"] / figures["median"] * 1e-3,
            "share_of": row["share_of"],
            "share": None if product else speed / (self.copied / spread(copies)["median"] * 1e-3),
            "note": note,
        }
