"""What is known of the machine from outside of the programs that measure."""

import platform
import subprocess

FIELDS = ["name", "driver_version", "memory.total", "pstate", "clocks.sm", "clocks.mem", "clocks.max.sm",
          "clocks.max.mem", "temperature.gpu", "power.draw", "power.limit"]


def gpu():
    """What nvidia-smi says of the first GPU now; None where there is no nvidia-smi."""
    command = ["nvidia-smi", "--query-gpu=" + ",".join(FIELDS), "--format=csv,noheader", "-i", "0"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    values = [value.strip() for value in done.stdout.strip().split(",")]
    return dict(zip(FIELDS, values)) if done.returncode == 0 and len(values) == len(FIELDS) else None


def machine():
    model = next((line.split(":", 1)[1].strip() for line in lines("/proc/cpuinfo")
                  if line.startswith("model name")), "")
    cores = sum(line.startswith("processor") for line in lines("/proc/cpuinfo"))
    return {"cpu": model, "cores": cores, "system": platform.platform(), "nvidia_smi": gpu()}


def lines(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read().splitlines()
    except OSError:
        return []
