"""What bench/pages makes of results, of those that are there and those that are not."""

import json
import os
import tempfile
import unittest

import support
from pages import agreement, cpu_peers, gpu_kernels, gpu_matmul, gpu_training, host, kernels
from pages.results import MISSING, Broken, Results


def step(job, precision, engine, mode, median):
    return {"job": job, "precision": precision, "engine": engine, "mode": mode, "batch": 8, "parameters": 9,
            "microseconds": {"median": median}, "launches_per_step": 21, "device_bytes": 3 << 20,
            "first_losses": [2.5, 2.25, 2]}


def kernel(provider, dtype, median):
    return {"family": "norm", "op": "batch_norm", "shapes": "8x4 4 4", "dtype": dtype, "provider": provider,
            "microseconds": {"median": median}, "share_of": "copy", "share": 0.5, "gb_per_s": 100.0,
            "gflop_per_s": 0}


def gpu(**other):
    return {"model": "GPU X", "device": "cuda:0", "description": "X", "driver": "580", "date": "2026-01-02T03:04:05Z",
            "gradus": "1", "torch": {"torch": "2.11", "cuda": "13.0"}, "training": [], "kernels": [], **other}


class PagesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.results = Results(self.folder)

    def put(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
            json.dump(content, f)

    def page(self, table):
        return "\n".join(table(self.results))

    def test_without_a_file_every_cell_says_so(self):
        for table in (gpu_training.sections, gpu_kernels.sections, gpu_matmul.sections, cpu_peers.section, agreement.section, host.section):
            for line in self.page(table).splitlines()[2:]:
                self.assertIn(MISSING, line)
        self.assertEqual(["Not measured yet."], kernels.sections(self.results, ["norm"]))

    def test_products_stand_beside_both_libraries_and_tf32_is_not_set_against_f32(self):
        def product(provider, dtype, speed, chosen=""):
            return {"label": "", "batch": 1, "m": 256, "n": 512, "k": 64, "transposes": "NT", "dtype": dtype,
                    "provider": provider, "chosen": chosen, "gflop_per_s": 1000.0 * speed}

        rows = [product("gradus", "f32", 40, "sm80_matmul 128x128 in 1"), product("cublas", "f32", 50),
                product("torch", "f32", 45), product("torch", "tf32", 300), product("gradus", "tf32", 150),
                product("gradus", "bf16", 500)]
        self.put("2026-01-02-gpu-x.json", gpu(matmul=rows))
        page = self.page(gpu_matmul.sections)
        self.assertIn("| 256 x 512 x 64 | NT | f32 | 40 | sm80_matmul 128x128 in 1 | 50 | 45 | 0.80 |", page)
        self.assertIn("| 256 x 512 x 64 | NT | tf32 | 150 |  | - | 300 | 0.50 |", page)
        self.assertIn("| 256 x 512 x 64 | NT | bf16 | 500 |  | - | - |  |", page)

    def test_the_newest_measurement_of_the_hosts_code_is_shown_case_by_case(self):
        def measured(*iterations):
            rows = [{"benchmark": "jmh.StepOverheadBenchmark.run", "params": {"device": "cpu", "steps": steps},
                     "unit": "us/op", "iterations": iterations} for steps in ("1", "16")]
            return {**gpu(), "java": "25", "system": "Linux", "rows": rows}

        self.put("2026-01-01-host.json", measured(9, 9, 9))
        self.put("2026-01-02-host-steps.json", measured(0.5, 300.4, 2))
        page = self.page(host.section)
        self.assertIn("| run of a plan over four numbers | cpu, 1 step | 2 | 0.5 to 300 | us |", page)
        self.assertIn("| run of a plan over four numbers | cpu, 16 steps | 2 | 0.5 to 300 | us |", page)
        self.assertIn("[2026-01-02-host-steps.json](results/2026-01-02-host-steps.json)", page)

    def test_figures_of_the_emulator_of_quick_runs_and_of_wrong_ones_are_never_shown(self):
        rows = {"training": [step("small", "f32", "gradus", "default", 77.0)], "kernels": [kernel("gradus", "f32", 77.0)]}
        empty = self.page(gpu_training.sections), self.page(gpu_kernels.sections)
        self.put("2026-01-02-gpu-a.json", gpu(emulated=True, **rows))
        self.put("2026-01-02-gpu-b.json", gpu(quick=True, **rows))
        failure = {"part": "check", "what": "add", "message": "is wrong"}
        self.put("2026-01-02-gpu-w.json", gpu(failures=[failure], **rows))
        self.put("2026-01-02-device-c.json", gpu(emulated=True, **rows))
        self.assertEqual(empty, (self.page(gpu_training.sections), self.page(gpu_kernels.sections)))
        self.assertEqual(["Not measured yet."], kernels.sections(self.results, ["norm"]))
        self.put("2026-01-02-gpu-d.json", gpu(emulated=False, quick=False, **rows))
        self.assertIn("77.0", self.page(gpu_training.sections))

    def test_a_training_is_set_against_the_fastest_form_and_behind_it_a_cause_is_named(self):
        rows = [step("small", "f32", "gradus", "default", 50.0), step("small", "f32", "gradus", "default", 54.0),
                step("small", "f32", "torch", "eager", 400.0), step("small", "f32", "torch", "graph", 26.0),
                step("large", "f32", "gradus", "default", 10.0), step("large", "f32", "torch", "eager", 20.0)]
        self.put("2026-01-02-gpu-x.json", gpu(training=rows))
        small, *_ = (line for line in self.page(gpu_training.sections).splitlines() if line.startswith("| 784-256"))
        self.assertIn("| 52.0 | %s | 400.0 | 26.0 |" % MISSING, small)
        self.assertIn("| 0.50 | " + gpu_training.UNKNOWN, small)
        large = next(line for line in self.page(gpu_training.sections).splitlines() if line.startswith("| 784-1024"))
        self.assertIn("| 2.00 |  |", large)
        self.put("causes.json", {"training": {"small f32": "its step is launched by the host"}})
        self.assertIn("launched by the host", self.page(gpu_training.sections))

    def test_what_one_engine_lacks_is_not_measured_yet(self):
        self.put("2026-01-02-gpu-x.json", gpu(training=[step("small", "bf16", "torch", "eager", 5.0)]))
        line = next(line for line in self.page(gpu_training.sections).splitlines() if "| bf16 |" in line)
        self.assertIn("| bf16 | %s | %s | 5.0 | %s |" % (MISSING, MISSING, MISSING), line)

    def test_a_kernel_is_set_against_every_peer(self):
        rows = [kernel("gradus", "f32", 10.0), kernel("torch", "f32", 30.0), kernel("torch.compile", "f32", 9.0),
                kernel("torch.channels_last", "f32", 20.0), kernel("torch", "tf32", 4.0)]
        self.put("2026-01-02-gpu-x.json", gpu(kernels=rows))
        page = self.page(gpu_kernels.sections)
        self.assertIn("| f32 | 10.0 | 50 % | - | 30.0 | 9.0 | 20.0 (channels_last) | 0.90 | " + gpu_kernels.UNKNOWN, page)
        self.assertIn("| tf32 | %s |" % MISSING, page)

    def test_the_newest_file_of_a_device_counts(self):
        for day, median in (("2026-01-02", 1.5), ("2026-01-03", 2.5)):
            self.put(day + "-gpu-x.json", gpu(training=[step("small", "f32", "gradus", "default", median)]))
        page = self.page(gpu_training.sections)
        self.assertIn("| 2.5 |", page)
        self.assertNotIn("| 1.5 |", page)

    def test_the_newest_of_a_day_counts_and_a_run_of_checks_alone_hides_nothing(self):
        for number, name in enumerate(["x", "x-2", "x-9", "x-10"]):
            rows = [step("small", "f32", "gradus", "default", number + 0.5)]
            self.put("2026-01-02-gpu-%s.json" % name, gpu(date="2026-01-02T03:04:0%dZ" % number, training=rows))
        self.put("2026-01-03-gpu-x.json", {"date": "2026-01-03T03:04:05Z", "training": [], "kernels": []})
        page = self.page(gpu_training.sections)
        self.assertIn("| 3.5 |", page)
        self.assertIn("2026-01-02-gpu-x-10.json", page)
        self.page(gpu_kernels.sections)
        self.assertEqual(["Not measured yet."], kernels.sections(self.results, ["norm"]))

    def test_a_broken_file_is_named(self):
        for text in ("{", "[]"):
            with open(os.path.join(self.folder, "2026-01-02-gpu-x.json"), "w", encoding="utf-8") as f:
                f.write(text)
            with self.assertRaisesRegex(Broken, "2026-01-02-gpu-x.json"):
                self.page(gpu_training.sections)


if __name__ == "__main__":
    support.main()
