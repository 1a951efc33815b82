"""compute-sanitizer over the quick checks: accesses out of bounds, races, barriers that not all reach."""

import re
import shutil

from runner.programs import LATE

TOOLS = ["memcheck", "racecheck", "synccheck"]
SUMMARIES = [
    re.compile(r"ERROR SUMMARY: (\d+) errors?"),
    re.compile(r"RACECHECK SUMMARY: (\d+) hazards? displayed"),
]


def sanitize(gradus, seconds):
    """What each tool says of `gradus check --quick`, within so many seconds for all."""
    program = shutil.which("compute-sanitizer")
    if program is None:
        return {"unavailable": "compute-sanitizer is not on PATH"}
    found = {}
    for tool in TOOLS:
        options = ["--tool", tool, "--target-processes", "all", "--print-limit", "20"]
        check = [gradus.launcher, "check", "--device", gradus.device, "--quick"]
        status, printed = gradus.run([program, *options, *check], seconds / len(TOOLS))
        found[tool] = {"status": status, "errors": errors(printed), "printed": printed}
    return found


def errors(printed):
    """The errors of all processes, or None where no summary was printed."""
    counts = [int(count) for summary in SUMMARIES for count in summary.findall(printed)]
    return sum(counts) if counts else None


def clean(found):
    """Whether nothing was found, as far as it could be looked for in time."""
    if "unavailable" in found:
        return True
    return all(tool["errors"] == 0 or tool["status"] == LATE for tool in found.values())
