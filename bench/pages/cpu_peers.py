"""The table of trainings beside DJL and DL4J, from DATE-cpu-peers.json."""

from pages.results import MISSING, row, table, thousands

ENGINES = ["gradus", "djl", "dl4j"]
TITLES = {"gradus": "Gradus", "djl": "DJL (PyTorch)", "dl4j": "DL4J"}
JOBS = {
    "small": "784-256-10, batch 128",
    "large": "784-1024-1024-10, batch norm, dropout 0.2, batch 256",
}


def section(results):
    files = results.files("cpu-peers")
    name, result = files[-1] if files else (None, {"summary": {}})
    yield from lines(result)
    if name:
        yield ""
        yield about(result, name)


def lines(result):
    yield from table("job", "engine", "samples/s, median:", "slowest to fastest block:", "Gradus / it:",
                     "test accuracy:")
    for job, title in JOBS.items():
        found = result["summary"].get(job, {})
        for engine in ENGINES:
            if engine not in found:
                yield row(title, TITLES[engine], MISSING, "", "", "")
                continue
            own, ratio = found[engine], "-"
            if engine != "gradus" and "gradus" in found:
                ratio = "%.2f" % (found["gradus"]["median"] / own["median"])
            blocks = "%s to %s" % (thousands(own["slowest"]), thousands(own["fastest"]))
            yield row(title, TITLES[engine], thousands(own["median"]), blocks, ratio,
                      "%.2f %%" % (100 * own["test_accuracy"]))


def about(result, name):
    versions = {run["engine"]: run["version"] for run in result["runs"]}
    busy = max(run["load_before"] for run in result["runs"])
    return ("Measured %s on %s, %d cores, %s; %d rounds of %d blocks; %s. Highest load average before"
            " a run: %.1f. Every block: [%s](results/%s)." % (
                result["date"][:10], result["cpu"], result["cores"], result["os"], result["rounds"],
                result["blocks"], "; ".join(versions[e] for e in ENGINES if e in versions), busy,
                name, name))
