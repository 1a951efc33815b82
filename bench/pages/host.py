"""The table of what the host's code costs, from the files DATE-host-NAME.json of `gradus bench host --json`."""

from pages.results import MISSING, row, table, thousands

WHAT = {
    "jmh.StepBuildBenchmark.graph": "graph of a training step",
    "jmh.StepBuildBenchmark.passes": "passes over it",
    "jmh.StepBuildBenchmark.plan": "plan",
    "jmh.StepBuildBenchmark.load": "memory and code of the plan",
    "jmh.StepBuildBenchmark.all": "all four",
    "jmh.StepOverheadBenchmark.run": "run of a plan over four numbers",
    "jmh.StepOverheadBenchmark.writeRunRead": "the same, with input and output",
    "jmh.DataBenchmark.readPlain": "reading IDX",
    "jmh.DataBenchmark.readPacked": "reading IDX, gzip",
    "jmh.DataBenchmark.shuffle": "shuffling an epoch",
    "jmh.DataBenchmark.gatherBytes": "gathering batches of 128, bytes",
    "jmh.DataBenchmark.gatherFloats": "gathering batches of 128, scaled floats",
}
UNITS = {"us/op": "us", "ops/s": "samples/s"}


def section(results):
    files = results.files("host")
    newest = {}
    for name, result in files:
        for found in result["rows"]:
            newest[found["benchmark"], str(found["params"])] = found
    yield from table("what", "of", "median:", "least to most:", "unit")
    for benchmark, what in WHAT.items():
        rows = [found for (name, _), found in newest.items() if name == benchmark]
        if not rows:
            yield row(what, "", MISSING, "", "")
        for found in rows:
            yield line(what, found)
    if files:
        yield ""
        yield about(files)


def line(what, found):
    values = sorted(found["iterations"])
    median = values[len(values) // 2]
    return row(what, case(found["params"]), number(median),
               "%s to %s" % (number(values[0]), number(values[-1])), UNITS[found["unit"]])


def case(params):
    steps = int(params.get("steps", 0))
    words = [params.get("job"), params.get("device"), "%d step%s" % (steps, "s" * (steps > 1)) if steps else None]
    return ", ".join(word for word in words if word)


def number(value):
    return thousands(value) if value >= 100 else "%.3g" % value


def about(files):
    first = files[0][1]
    links = ", ".join("[%s](results/%s)" % (name, name) for name, _ in files)
    commits = sorted({result["gradus"] for _, result in files})
    return "Measured %s on %s, Java %s, %s, gradus %s; every iteration: %s." % (
        first["date"][:10], first["description"], first["java"], first["system"], ", ".join(commits), links)
