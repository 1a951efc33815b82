"""Training steps of a job in PyTorch, in each way it can run them."""

import torch

from jobs import ADAM, job_of
from models import load, model
import precision as precisions

CHUNK = 16  # steps in one CUDA graph: as many as Gradus records

# mode: (torch.compile's mode or None, steps in a CUDA graph recorded by hand or 0, Adam's form)
# The most important first.
MODES = {
    "eager": (None, 0, "fused"),
    "compile+graph": ("default", CHUNK, "fused"),
    "graph": (None, CHUNK, "fused"),
    "compile": ("reduce-overhead", 0, "fused"),
    "eager-foreach": (None, 0, "foreach"),
    "max-autotune+graph": ("max-autotune-no-cudagraphs", CHUNK, "fused"),
}
SAID = {
    "eager": "each op by itself",
    "graph": "eager ops, %d whole steps in one CUDA graph" % CHUNK,
    "compile": "torch.compile(mode='reduce-overhead') of forward and backward, which records CUDA graphs",
    "compile+graph": "torch.compile() of forward and backward, %d whole steps in one CUDA graph" % CHUNK,
    "max-autotune+graph": "the same with mode='max-autotune-no-cudagraphs'",
    "eager-foreach": "each op by itself, Adam over all parameters at once but not fused",
}


def said(mode, device):
    """What a mode is on that device."""
    return SAID[mode] if device == "cuda" or mode != "compile" else "torch.compile() of forward and backward"


class Unavailable(Exception):
    """Why a mode cannot run here."""


def allow_compiling():
    """Lets each model compile the same lines anew: past eight times they would silently run eager."""
    if not hasattr(torch, "compile"):
        return
    import torch._dynamo.config as dynamo

    for name, value in (("recompile_limit", 1024), ("accumulated_recompile_limit", 1 << 20),
                        ("fail_on_recompile_limit_hit", True)):
        if hasattr(dynamo, name):
            setattr(dynamo, name, value)


def require(precision, mode, device):
    compiled, graph, _ = MODES[mode]
    if device != "cuda" and precision == "tf32":
        raise Unavailable("TF32 is for CUDA devices")
    if compiled and not hasattr(torch, "compile"):
        raise Unavailable("PyTorch %s has no torch.compile" % torch.__version__)
    if device != "cuda" and (graph or compiled not in (None, "reduce-overhead")):
        raise Unavailable("CUDA graphs and their tuning are for CUDA devices")


class Steps:
    """A model in training: `run(n)` starts n steps. Data and state lie on the device."""

    def __init__(self, start, precision, mode, device):
        require(precision, mode, device)
        precisions.use(precision)
        allow_compiling()
        self.job, self.start, self.device, self.precision = job_of(start.texts), start, device, precision
        self.compiled, graph, adam = MODES[mode]
        self.net = model(self.job).to(device).train()
        load(self.net, start.state)
        self.optimizer, self.adam = optimizer(self.net, adam, device)
        # Batches in the form that the first product reads.
        held = torch.bfloat16 if precision == "bf16" else torch.float32
        self.count = len(start.labels)
        order = [i % self.count for i in range(self.count + CHUNK)]  # every run of CHUNK lies in one piece
        self.features = start.features(held).to(device)[order]  # (count + CHUNK, batch, features)
        self.labels = start.labels.to(device)[order]
        self.losses = torch.zeros(CHUNK, device=device)
        self.next = 0
        self.forward = self.compile(self.loss)
        self.replayed = Recorded(self, graph) if graph else None

    def loss(self, features, labels):
        with precisions.casting(self.precision, self.device):
            return torch.nn.functional.cross_entropy(self.net(features), labels)

    def compile(self, call):
        if not self.compiled:
            return call
        if self.device != "cuda" or self.compiled == "default":
            return torch.compile(call)
        return torch.compile(call, mode=self.compiled)

    def step(self, features, labels, place):
        """One step; its loss goes to that place of `losses`."""
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward(features, labels)
        loss.backward()
        self.optimizer.step()
        self.losses[place].copy_(loss.detach())

    def take(self, count):
        """The place of the next batch, of so many that follow one another."""
        place = self.next
        self.next = (self.next + count) % self.count
        return place

    def run(self, steps):
        if self.replayed:
            self.replayed.run(steps)
            return
        marks = self.compiled and self.device == "cuda"
        for i in range(steps):
            if marks:
                torch.compiler.cudagraph_mark_step_begin()
            place = self.take(1)
            self.step(self.features[place], self.labels[place], i % CHUNK)

    def reset(self):
        """Puts everything back to where the job starts, in place."""
        load(self.net, self.start.state)
        for state in self.optimizer.state.values():
            for value in state.values():
                if torch.is_tensor(value):
                    value.zero_()
        self.next = 0

    def first_losses(self, count):
        self.reset()
        self.run(count)
        return self.losses[:count].tolist()


class Recorded:
    """Whole steps in a CUDA graph that reads its batches from a fixed place."""

    def __init__(self, steps, length):
        self.steps, self.length = steps, length
        self.features, self.labels = steps.features[:length].clone(), steps.labels[:length].clone()
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):  # what is allocated, chosen or compiled at first
            for _ in range(3):
                steps.step(self.features[0], self.labels[0], 0)
        torch.cuda.current_stream().wait_stream(side)
        steps.optimizer.zero_grad(set_to_none=True)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, stream=side):
            for i in range(length):
                steps.step(self.features[i], self.labels[i], i)

    def run(self, steps):
        """At least so many steps: whole graphs."""
        for _ in range(-(-steps // self.length)):
            place = self.steps.take(self.length)
            self.features.copy_(self.steps.features[place : place + self.length])
            self.labels.copy_(self.steps.labels[place : place + self.length])
            self.graph.replay()


def optimizer(net, form, device):
    """Adam over all parameters, and its form: fused where this PyTorch has that for the device."""
    settings = {"lr": ADAM["lr"], "betas": tuple(ADAM["betas"]), "eps": ADAM["eps"]}
    if device == "cuda":
        return torch.optim.Adam(net.parameters(), capturable=True, **{form: True}, **settings), form
    if form == "fused":
        try:
            return torch.optim.Adam(net.parameters(), fused=True, **settings), form
        except (RuntimeError, TypeError):
            pass  # older ones have it for CUDA alone
    return torch.optim.Adam(net.parameters(), foreach=True, **settings), "foreach"
