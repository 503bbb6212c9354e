"""What the numbers were measured on: the class of the machine and the versions."""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from tests import browser

PACKAGES = (
    "folium", "geopandas", "pandas", "pyogrio", "shapely", "XStatic-Leaflet",
    "XStatic-Leaflet-MarkerCluster",
)  # fmt: skip
CPUINFO = Path("/proc/cpuinfo")


def describe() -> dict[str, Any]:
    """Return machine class and versions; nothing that names one machine."""
    return {
        "cores": psutil.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "chromium": _chromium(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _processor() -> str:
    if CPUINFO.exists():
        for line in CPUINFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _chromium() -> str:
    found = browser.find()
    if not found:
        return "none"
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  no input of others
    return next((word for word in told.split() if word[:1].isdigit()), "unknown")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
