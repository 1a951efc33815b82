"""The tables of docs/kernels: each device's newest figures of some families."""

from pages.results import row as line
from pages.results import table


def sections(results, families):
    """The tables of these families for all devices, or that there is none."""
    parts = []
    for name, result, rows in newest(results).values():
        chosen = [row for row in rows if row["family"] in families and row.get("provider", "gradus") == "gradus"]
        if chosen:
            parts += section(name, result, chosen)
    return parts or ["Not measured yet."]


def newest(results):
    """File, content and rows of each device's newest run, by the device's kind: opencl, cuda."""
    found = {}
    for kind, rows in (("kernels", "rows"), ("device", "kernels"), ("gpu", "kernels")):
        for name, result in results.files(kind):
            device = result.get("device", "").split(":")[0]
            if result.get(rows) and (device not in found or result["date"] > found[device][1]["date"]):
                found[device] = (name, result, result[rows])
    return found


def section(name, result, rows):
    of = "a copy in the same minute" if rows[0]["share_of"] == "copy" else "the fastest of the run"
    yield "%s, %s, gradus %s; medians, share of %s ([all](../results/%s)):\n" % (
        result["date"][:10], result["description"], result["gradus"], of, name)
    yield from table("kernel", "operands", "speed:", "share:", "bf16:", "share:")
    casts = [row for row in rows if row["op"] == "cast"]  # two types each: nothing to pair
    others = [row for row in rows if row["op"] != "cast"]
    for wide, half in [*pairs(others), *((row, None) for row in casts)]:
        yield line(wide["op"], wide["shapes"], *figure(wide)) + cells(half)


def figure(row):
    share = "%.0f %%" % (100 * row["share"])
    if row["share_of"] == "copy":
        return "%.1f GB/s" % row["gb_per_s"], share
    return "%.0f GFLOP/s" % row["gflop_per_s"], share


def cells(row):
    return " | |" if row is None else " %s | %s |" % figure(row)


def pairs(rows):
    """Each case in its wide type with the same one in bf16, which has twice the rows."""
    halves = {}
    for row in rows:
        if row["dtype"] == "bf16":
            halves.setdefault(row["op"], []).append(row)
    for row in rows:
        if row["dtype"] != "bf16":
            yield row, (halves[row["op"]].pop(0) if halves.get(row["op"]) else None)
    for left in halves.values():
        for row in left:
            yield row, None
