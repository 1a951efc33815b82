"""One run of bench/gpu: what is done in which order, and the file that is written after each part."""

import datetime
import itertools
import json
import os
import re
import tempfile
import textwrap
import time

from runner import facts, sanitizer
from runner.programs import LATE, Failure

JOBS = ["small", "large", "wide"]
# Lists of `gradus bench matmul` and their types, most important first.
SWEEPS = [("square", "bf16"), ("odd", "bf16"), ("transformer", "bf16"), ("mlp", "bf16"),
          ("square", "tf32"), ("square", "f32"), ("mlp", "tf32"), ("mlp", "f32"), ("odd", "f32")]
PRODUCT = ("label", "batch", "m", "n", "k", "transposes", "dtype")
FIRST_MODES = 3  # of PyTorch's, in the first round
# Most important first: what time is left is spent on what stands further down.
GROUPS = [["bias", "norm", "softmax", "dropout", "update"], ["matmul"],
          ["unary", "unary gradient", "binary", "cast", "compare", "select", "reduce", "index", "copy"]]
ABOUT = ["device", "description", "model", "driver", "memory_bytes", "cache_bytes", "emulated",
         "gradus", "java", "system"]  # what Gradus's files say of the device and itself
MOST_CHECKING = 300
KERNELS_SHARE = 0.45  # of the time that training leaves to kernels
TOLD = 6  # things of a part that there was no time for, by their names
RESERVE = 15  # seconds in which nothing new is begun


class Session:
    """Runs parts until the time is up; what could not be done stands in the result as a failure."""

    def __init__(self, gradus, torch, options):
        self.gradus, self.torch, self.options = gradus, torch, options
        self.end = self.until = time.monotonic() + options.seconds
        self.quick = options.quick
        self.jobs = JOBS[:-1] if options.quick else JOBS  # wide is work for a GPU
        self.known_forms = {}
        self.named = self.written = None
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.result = {
            "schema": "gradus-gpu-1",
            "command": options.command,
            "date": now.isoformat().replace("+00:00", "Z"),
            "quick": options.quick,
            "emulated": None,
            "complete": False,
            "machine": facts.machine(),
            "torch": None,
            "checks": {},
            "agreement": [],
            "training": [],
            "kernels": [],
            "matmul": [],
            "unavailable": [],
            "failures": [],
            "missing": [],
            "clocks": [],
            "seconds": {},
        }

    # ---- the frame

    def left(self, most=1e9):
        """Seconds until this part must end, and `most` at the most."""
        return min(most, self.until - time.monotonic())

    def fail(self, part, what, message):
        self.result["failures"].append({"part": part, "what": what, "message": message})
        self.options.tell("FAILED %s, %s:\n%s" % (part, what, textwrap.indent(message.strip(), "    ")))

    def skip(self, part, what):
        """What there was no time for."""
        self.result["missing"].append({"part": part, "what": what})

    def run(self):
        """All parts asked for; times are taken only where everything is right. Returns whether it was."""
        parts = {"check": self.check, "training": self.training, "kernels": self.kernels,
                 "matmul": self.matmul, "suite": self.suite}
        try:
            self.about()
            for name in self.options.parts:
                before = time.monotonic()
                self.until = self.end
                if name == "training" and "kernels" in self.options.parts:
                    self.until -= KERNELS_SHARE * self.left()
                self.options.tell("%s ... (%.0f s left)" % (name, self.left()))
                go_on = parts[name]()
                self.result["seconds"][name] = round(time.monotonic() - before, 1)
                self.result["clocks"].append({"after": name, "nvidia_smi": facts.gpu()})
                self.write()
                if not go_on:
                    self.options.tell("something is wrong: nothing is timed")
                    if self.left() <= 0:
                        self.tell_missing()
                    return False
            self.result["complete"] = time.monotonic() < self.end and not self.result["missing"]
            self.tell_missing()
        except Failure as e:
            self.fail("run", "gradus", str(e))
        finally:
            self.torch.stop()
            self.write()
        return not self.result["failures"]

    def tell_missing(self):
        """Says what is not in the file, so that nobody takes it for all there is."""
        if self.result["complete"]:
            return
        self.options.tell("%g s were not enough for all: the file is not complete (\"complete\": false)" % self.options.seconds)
        for part in self.options.parts:
            missing = [entry["what"] for entry in self.result["missing"] if entry["part"] == part]
            if missing:
                more = ", ..." if len(missing) > TOLD else ""
                self.options.tell("  %s: %d not done: %s" % (part, len(missing), ", ".join(missing[:TOLD]) + more))

    def write(self):
        """The file as far as it has come, whole or not at all."""
        folder, name = self.options.out, self.name()
        os.makedirs(folder, exist_ok=True)
        handle, other = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as f:
            f.write(compact(self.result) + "\n")
        os.chmod(other, 0o644)
        before = self.written
        if name != self.named:
            self.named, self.written = name, claimed(folder, name)
        os.replace(other, self.written)
        if before not in (None, self.written):  # it was written before the GPU's name was known
            os.remove(before)

    def name(self):
        """The file's name without its end; a number follows where an earlier run has taken it."""
        name = self.options.name or re.sub(r"[^a-z0-9]+", "-", self.model().lower()).strip("-")
        return "%s-gpu-%s" % (self.result["date"][:10], name or "gpu")

    def model(self):
        """The device's name: Gradus's, before it was asked nvidia-smi's, else what --device says."""
        if self.result.get("model"):
            return self.result["model"]
        if self.gradus.emulated:
            return "emulator"
        seen = self.result["machine"]["nvidia_smi"] if self.options.device in ("cuda", "cuda:0") else None
        return seen["name"] if seen else self.options.device

    def ask(self, part, what, most=120, **request):
        """PyTorch's answer, or None; a form that it does not have is no failure."""
        answer = self.torch.ask(self.left(most), **request)
        if "unavailable" in answer:
            note = {"part": part, "what": what, "why": answer["unavailable"]}
            if note not in self.result["unavailable"]:
                self.result["unavailable"].append(note)
        elif "error" in answer:
            self.fail(part, what, answer["error"] + "\n" + answer.get("trace", ""))
        return answer.get("result")

    # ---- the parts

    def about(self):
        self.result["torch"] = self.ask("torch", "about", do="about")
        if self.result["torch"] is None:
            self.options.tell("no PyTorch in %s: only Gradus is measured; --python names a Python that has it"
                              % self.options.python)

    def check(self):
        """The doctor, quick checks of every op, the sanitizers, and the first losses of both engines."""
        checks = self.result["checks"]
        status, printed = self.gradus.run([self.gradus.launcher, "doctor"], self.left(60))
        checks["doctor"] = {"status": status, "printed": printed}
        self.checked("quick", ["--quick"])
        if self.options.sanitize:
            checks["sanitizer"] = sanitizer.sanitize(self.gradus, self.left() - RESERVE)
            if not sanitizer.clean(checks["sanitizer"]):
                self.fail("check", "compute-sanitizer", json.dumps(checks["sanitizer"])[:2000])
        for job in self.jobs:
            self.agree(job)
        return not [failure for failure in self.result["failures"] if failure["part"] == "check"]

    def suite(self):
        """Every check there is; it takes minutes, so it comes last if nothing else is asked for."""
        self.checked("suite", [])
        return True

    def checked(self, name, options):
        """The checks of every op against the CPU; they fail, too, where they do not come to their end."""
        command = [self.gradus.launcher, "check", "--device", self.gradus.device, *options]
        status, found, printed = self.gradus.json(command, self.left(MOST_CHECKING))
        failed = [row for row in (found or {}).get("checks", []) if not row["passed"]]
        self.result["checks"][name] = {"status": status, "passed": (found or {}).get("passed"), "failed": failed}
        if status == LATE and name == "suite":
            self.skip("suite", "checks of every op to their end")
        if failed or status not in (0, LATE) or (status == LATE and name != "suite"):
            self.fail("check", "gradus " + " ".join(command[1:]), printed)

    def agree(self, job):
        start = self.start(job)
        if start is None or self.result["torch"] is None:
            return
        found = self.ask("check", "first losses of " + job, do="agree", file=start)
        if found is not None:
            self.result["agreement"].append(found)
            if max(found["gradus_share"], found["torch_share"]) > 1:
                self.fail("check", "first losses of " + job, json.dumps(found))

    def start(self, job):
        """The file with a job's start, which Gradus writes once; None if it could not."""
        file = os.path.join(self.options.folder, job + ".safetensors")
        if not os.path.exists(file):
            command = self.gradus.command("bench", "first-steps", "--job", job, "--out", file)
            status, printed = self.gradus.run(command, self.left(120))
            if status != 0:
                self.fail("check", "first steps of " + job, printed)
                return None
        return file

    def training(self):
        """Rounds of Gradus and PyTorch in turn; forms of PyTorch that are slow to prepare come last."""
        for number in range(1, self.options.rounds + 1):
            self.gradus_rows("training", number, ["--only", "training"], 150)
            for mode in self.modes(number):
                for job, precision in itertools.product(reversed(self.jobs), self.result["torch"]["precisions"]):
                    self.torch_step(number, job, precision, mode)
            self.write()
        if self.result["torch"] is not None:
            self.ask("training", "forget", do="forget")
        return True

    def modes(self, number):
        """PyTorch's ways to run steps in that round, the most important first."""
        if self.result["torch"] is None:
            return []
        modes = [mode for mode in self.result["torch"]["modes"] if mode in (self.options.modes or [mode])]
        return modes[:FIRST_MODES] if number == 1 and self.options.rounds > 1 else modes

    def torch_step(self, number, job, precision, mode):
        what = "%s %s %s" % (job, precision, mode)
        if self.known("training", what):
            return
        if self.left() <= RESERVE:
            self.skip("training", "PyTorch's %s in round %d" % (what, number))
            return
        start = self.start(job)
        if start is None:
            return
        row = self.ask("training", what, 240, do="train", file=start,
                       precision=precision, mode=mode, quick=self.quick)
        if row is not None:
            self.result["training"].append({"round": number, **row})

    def known(self, part, what):
        """Whether that has failed, or does not exist, so that it is not tried again."""
        entries = self.result["failures"] + self.result["unavailable"]
        return any(entry["part"] == part and entry["what"] == what for entry in entries)

    def kernels(self):
        """Group by group: Gradus's rows, then PyTorch's counterparts of them."""
        for group in GROUPS:
            if self.left() < 30:
                self.skip("kernels", "Gradus's and PyTorch's " + ", ".join(group))
                continue
            parts = "kernels" if "ceilings" in self.result else "ceilings,kernels"
            found = self.gradus_rows("kernels", None, ["--only", parts, "--families", ",".join(group)], 240)
            for row in (found or {}).get("kernels", []) if self.result["torch"] else []:
                if row.get("provider", "gradus") == "gradus":
                    self.torch_kernel(row, found["traffic_bytes"])
            self.write()
        return True

    def torch_kernel(self, row, traffic):
        own = {name: row[name] for name in ("family", "op", "shapes", "dtype", "bytes", "operations", "share_of")}
        for provider, tf32 in self.forms(row["family"], row["dtype"]):
            what = "%s %s %s, %s%s" % (row["op"], row["shapes"], row["dtype"], provider, " tf32" * tf32)
            if self.left() <= RESERVE:
                self.skip("kernels", what)
                continue
            found = self.ask("kernels", what, 60, do="kernel", row=own, provider=provider,
                             traffic=traffic, tf32=tf32, quick=self.quick)
            if found is not None:
                self.result["kernels"].append(found)

    def forms(self, family, dtype):
        """PyTorch's forms of a family's kernels, and whether in TF32."""
        if (family, dtype) not in self.known_forms:
            found = self.ask("kernels", "forms of " + family, do="forms", family=family, dtype=dtype)
            self.known_forms[family, dtype] = found or []
        return self.known_forms[family, dtype]

    def matmul(self):
        """List by list: Gradus's rows and cuBLAS's, which take turns, then torch.matmul on the same products."""
        for sweep, dtype in SWEEPS:
            what = "products of %s in %s" % (sweep, dtype)
            if self.left() < 30:
                self.skip("matmul", what)
                continue
            found = self.products(what, ["--sweep", sweep, "--dtype", dtype])
            for row in (found or {}).get("rows", []) if self.result["torch"] else []:
                if row["provider"] == "gradus":
                    self.torch_product(row, found["traffic_bytes"])
            self.write()
        return True

    def products(self, what, arguments):
        """What `gradus bench matmul` finds, with cuBLAS where the device has it."""
        if "library" not in self.result:
            self.result["library"] = self.library()
        arguments = [*arguments, "--provider", ",".join(["own", *self.result["library"]])]
        command = self.gradus.command("bench", "matmul", *arguments)
        status, found, printed = self.gradus.json(command, self.left(240))
        if found is None:
            self.fail("matmul", "gradus bench matmul " + " ".join(arguments), printed)
            return None
        for name in ABOUT:
            self.result.setdefault(name, None)
            self.result[name] = found.get(name, self.result[name])
        self.result["matmul"] += [{**row, "sweep": arguments[1]} for row in found["rows"]]
        for failure in found["failures"]:
            self.fail("matmul", failure["what"], failure["message"])
        return found

    def library(self):
        """cublas in a list, or nothing where the device cannot multiply by it."""
        command = self.gradus.command("bench", "matmul", "--m", "8", "--n", "8", "--k", "8", "--provider", "cublas")
        status, printed = self.gradus.run(command, self.left(60))
        if status != 0:
            note = {"part": "matmul", "what": "cuBLAS", "why": printed.strip()}
            self.result["unavailable"].append(note)
        return ["cublas"] if status == 0 else []

    def torch_product(self, row, traffic):
        product = {name: row[name] for name in PRODUCT}
        what = "%s %s %s" % (row["shapes"], row["transposes"], row["dtype"])
        if self.left() <= RESERVE:
            self.skip("matmul", "PyTorch's " + what)
            return
        found = self.ask("matmul", what, 60, do="product", product=product, traffic=traffic, quick=self.quick)
        if found is not None:
            self.result["matmul"].append(found)

    def gradus_rows(self, part, number, arguments, most):
        """What `gradus bench device` finds of a part, taken over into the result."""
        status, found, printed = self.gradus.json(
            self.gradus.command("bench", "device", *arguments), self.left(most))
        if found is None:
            self.fail(part, "gradus bench device " + " ".join(arguments), printed)
            return None
        for name in [*ABOUT, "cublas"]:
            self.result[name] = found.get(name)
        if part == "kernels":
            self.result["traffic_bytes"] = found["traffic_bytes"]
            self.result.setdefault("ceilings", found["ceilings"])
        numbered = {} if number is None else {"round": number}
        self.result[part] += [{**numbered, **row} for row in found[part]]
        for failure in found["failures"]:
            self.fail(failure.get("part", part), failure.get("what", ""), failure.get("message", ""))
        return found


def claimed(folder, name):
    """A file of that name that no earlier run has written: NAME.json, else NAME-2.json and so on."""
    for number in itertools.count(1):
        path = os.path.join(folder, name + ("-%d" % number if number > 1 else "") + ".json")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            return path
        except FileExistsError:
            continue


def compact(result):
    """Indented JSON, lists of numbers on one line."""
    text = json.dumps(result, indent=1)
    return re.sub(r"\[[-+eE\d.,\s]+\]", lambda m: re.sub(r"\s+", " ", m.group(0)), text)
