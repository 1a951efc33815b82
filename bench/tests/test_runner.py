"""bench/gpu with a made-up Gradus and a made-up PyTorch: what it does in which order, and what it writes."""

import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest

import support
from runner import sanitizer

GRADUS = """#!/usr/bin/env python3
import json, os, sys
given = sys.argv[1:]
def option(name):
    return given[given.index(name) + 1] if name in given else None
with open(os.environ["CALLS"], "a") as calls:
    print("gradus", *[word for word in given if "/" not in word], file=calls)
wrong = os.environ.get("WRONG") == "1"
kernel = {"family": "norm", "op": "batch_norm", "shapes": "8x4 4 4", "dtype": "f32", "provider": "gradus",
          "bytes": 64, "operations": 0.0, "share_of": "copy"}
product = {"label": "", "batch": 1, "m": 8, "n": 8, "k": 8, "transposes": "NN", "dtype": option("--dtype"),
           "provider": "gradus", "shapes": "8x8 8x8", "chosen": "matmul 32x32 in 1"}
device = {"device": "cuda:0", "description": "the GPU", "model": "GPU X", "driver": "580", "emulated": False,
          "gradus": "1", "traffic_bytes": 64, "ceilings": {"copy_gb_per_s": 1.0}, "failures": [],
          "rows": [product] if given[:2] == ["bench", "matmul"] else [],
          "kernels": [kernel], "training": [{"job": "small", "engine": "gradus", "mode": "default"}]}
check = {"passed": 3, "checks": [{"op": "add", "passed": not wrong}]}
if option("--json"):
    with open(option("--json"), "w") as f:
        json.dump(check if given[0] == "check" else device, f)
if option("--out"):
    open(option("--out"), "w").close()
sys.exit(1 if wrong and given[0] == "check" else 0)
"""

TORCH = """#!/usr/bin/env python3
import json, os, sys
for line in sys.stdin:
    asked = json.loads(line)
    with open(os.environ["CALLS"], "a") as calls:
        print("torch", asked["do"], asked.get("mode") or asked.get("provider") or "", file=calls)
    if asked["do"] == "train" and asked["mode"] == "hangs":
        sys.exit(3)
    print(json.dumps({
        "about": {"result": {"torch": "2", "modes": ["eager", "hangs", "none"], "precisions": ["f32"]}},
        "agree": {"result": {"gradus_share": 0.1, "torch_share": 0.1}},
        "train": {"result": {"job": "small", "engine": "torch", "mode": asked.get("mode")}}
                 if asked.get("mode") == "eager" else {"unavailable": "there is none"},
        "forms": {"result": [["torch", False]]},
        "kernel": {"result": {"provider": "torch"}},
        "product": {"result": {**asked.get("product", {}), "provider": "torch"}},
        "forget": {"result": None},
    }[asked["do"]]), flush=True)
"""


class RunnerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.gradus, self.torch = self.program("gradus", GRADUS), self.program("torch", TORCH)

    def program(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def start_gpu(self, *options, **environment):
        calls, out = os.path.join(self.folder, "calls"), os.path.join(self.folder, "out")
        command = [sys.executable, os.path.join(support.BENCH, "gpu"), "--gradus", self.gradus,
                   "--python", self.torch, "--out", out, *options]
        return subprocess.run(command, capture_output=True, text=True,
                              env={**os.environ, "CALLS": calls, "PYTHONDONTWRITEBYTECODE": "1", **environment})

    def run_gpu(self, *options, **environment):
        """Status, the file that was written, and the calls in their order."""
        done = self.start_gpu(*options, **environment)
        self.said = done.stderr
        calls, out = os.path.join(self.folder, "calls"), os.path.join(self.folder, "out")
        names = os.listdir(out) if os.path.exists(out) else []
        self.assertEqual(1, len(names), done.stderr)
        with open(os.path.join(out, names[0]), encoding="utf-8") as f:
            result = json.load(f)
        with open(calls, encoding="utf-8") as f:
            return done.returncode, result, f.read().splitlines(), names[0]

    def test_engines_take_turns_and_a_form_that_fails_does_not_stop_the_others(self):
        status, result, calls, name = self.run_gpu("--rounds", "2")
        self.assertEqual(1, status)
        self.assertRegex(name, r"^\d{4}-\d\d-\d\d-gpu-gpu-x\.json$")
        self.assertEqual({"training"}, {failure["part"] for failure in result["failures"]})
        engines = [(row["round"], row["engine"]) for row in result["training"]]
        self.assertEqual(sorted(engines), engines, "rounds in their order")
        self.assertEqual({(1, "gradus"), (1, "torch"), (2, "gradus"), (2, "torch")}, set(engines))
        self.assertEqual(["gradus", "torch"] * 3, [row["provider"] for row in result["kernels"]])
        self.assertEqual(3, calls.count("torch train hangs"), "what has failed once is not tried again")
        self.assertEqual("GPU X", result["model"])
        self.assertFalse(result["emulated"])

    def test_nothing_is_timed_where_an_op_is_wrong(self):
        status, result, calls, _ = self.run_gpu(WRONG="1")
        self.assertEqual(1, status)
        self.assertEqual("check", result["failures"][0]["part"])
        self.assertEqual([], result["training"] + result["kernels"])
        self.assertFalse([call for call in calls if "train" in call or "bench device" in call], calls)

    def test_it_ends_in_time_with_what_it_has(self):
        _, result, _, _ = self.run_gpu("--seconds", "14", "--rounds", "1")
        self.assertFalse(result["complete"])
        self.assertEqual({"training", "kernels", "matmul"}, {entry["part"] for entry in result["missing"]})
        self.assertIn('"complete": false', self.said)
        self.assertIn("training: 9 not done: PyTorch's wide f32 eager in round 1", self.said)

    def test_without_pytorch_gradus_is_measured_alone(self):
        broken = self.program("broken", "#!/bin/sh\necho no module named torch >&2\nexit 1\n")
        _, result, _, _ = self.run_gpu("--python", broken, "--rounds", "1")
        self.assertIn("no module named torch", result["failures"][0]["message"])
        self.assertIn("no PyTorch in %s" % broken, self.said)
        self.assertIn("--python", self.said)
        self.assertEqual(["gradus"], [row["engine"] for row in result["training"]])

    def test_products_are_measured_list_by_list_and_with_cublas_where_it_is(self):
        _, result, calls, _ = self.run_gpu("--parts", "matmul")
        self.assertEqual([], result["failures"])
        sweeps = [call for call in calls if "--sweep" in call]
        self.assertEqual(9, len(sweeps))
        self.assertTrue(all("--provider own,cublas" in call for call in sweeps), sweeps)
        self.assertEqual(2 * 9, len(result["matmul"]))
        self.assertEqual("cuda:0", result["device"])

    def test_files_of_one_device_can_be_merged(self):
        files = []
        for part in ("training", "kernels"):
            out = os.path.join(self.folder, part)
            self.run_gpu("--parts", part, "--rounds", "1")
            os.rename(os.path.join(self.folder, "out"), out)
            files.append(os.path.join(out, os.listdir(out)[0]))
        command = [sys.executable, os.path.join(support.BENCH, "gpu"), "--merge", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        result = json.loads(done.stdout)
        self.assertTrue(result["training"] and result["kernels"])

    def test_a_second_run_of_a_day_leaves_the_first_one_s_file_alone(self):
        *_, name = self.run_gpu("--rounds", "1", "--parts", "training")
        out = os.path.join(self.folder, "out")
        with open(os.path.join(out, name), encoding="utf-8") as f:
            before = f.read()
        for _ in range(2):
            self.start_gpu("--rounds", "1", "--parts", "training,kernels")
        with open(os.path.join(out, name), encoding="utf-8") as f:
            self.assertEqual(before, f.read())
        base = name.removesuffix(".json")
        self.assertEqual({name, base + "-2.json", base + "-3.json"}, set(os.listdir(out)))

    def test_what_cannot_be_used_is_refused_in_one_line_before_anything_starts(self):
        file, broken = self.program("file", ""), self.program("broken.json", "{")
        for status, word, options in [
                (1, "/nope", ["--python", "/nope"]), (1, "/nope", ["--gradus", "/nope"]),
                (1, "--out", ["--out", os.path.join(file, "out")]),
                (1, "/nope.json", ["--merge", "/nope.json"]), (1, "broken.json is not JSON", ["--merge", broken]),
                (2, "--seconds", ["--seconds", "0"]), (2, "--seconds", ["--seconds=-1"]),
                (2, "--seconds", ["--seconds", "nan"]), (2, "--rounds", ["--rounds", "0"]),
                (2, "eager, compile+graph", ["--modes", "eager,fast"]), (2, "check, training", ["--parts", "all"])]:
            done = self.start_gpu(*options)
            self.assertEqual(status, done.returncode, options)
            self.assertRegex(done.stderr, r"\Abench/gpu: [^\n]+\n\Z")
            self.assertIn(word, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "calls")))

    def test_all_that_gradus_says_of_a_failure_is_told(self):
        self.gradus = self.program("failing", "#!/bin/sh\necho there is no GPU; echo see --help; exit 2\n")
        status, _, _, name = self.run_gpu("--parts", "check", "--emulate")
        self.assertEqual(1, status)
        self.assertIn("    there is no GPU\n    see --help\n", self.said)
        self.assertRegex(name, "-gpu-emulator.json$")

    def test_the_sanitizer_s_summaries_are_read(self):
        self.assertEqual(0, sanitizer.errors("========= ERROR SUMMARY: 0 errors\n"))
        self.assertEqual(3, sanitizer.errors("ERROR SUMMARY: 1 error\n...\nERROR SUMMARY: 2 errors"))
        self.assertEqual(2, sanitizer.errors("RACECHECK SUMMARY: 2 hazards displayed (2 errors, 0 warnings)"))
        self.assertIsNone(sanitizer.errors("took longer than 120 s"))
        self.assertFalse(sanitizer.clean({"memcheck": {"errors": None, "status": 1}}))
        self.assertTrue(sanitizer.clean({"memcheck": {"errors": None, "status": 124}}))


if __name__ == "__main__":
    support.main()
