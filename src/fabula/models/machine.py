"""What this machine has: memory and free disk."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

# A container's own limit counts, not the host's memory: version 2 of control groups, then version 1.
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def ram() -> int:
    """Bytes of memory that this process may use at most: the machine's, or its container's limit if smaller."""
    found = [_physical()]
    for limit in _LIMITS:
        try:
            text = limit.read_text("ascii").strip()
        except OSError:
            continue
        if text.isdigit():  # version 2 says "max" where there is no limit
            found.append(int(text))
    return min(found)


def _physical() -> int:
    if sys.platform == "win32":
        return _windows()
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _windows() -> int:  # pragma: no cover - written from the documentation, could not be run here
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        ]

    status = Status()
    status.length = ctypes.sizeof(Status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent from other systems' type stubs
    kernel.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total)


def free_disk(folder: Path) -> int:
    """Bytes free for this user where ``folder`` lies or will lie."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    return shutil.disk_usage(there).free


def weigh(folder: Path) -> int:
    """Bytes of all files under ``folder``, whatever comes and goes there meanwhile; 0 where it does not exist."""
    count = 0
    for parent, _, names in os.walk(folder):  # unlike Path.rglob it does not mind a folder that vanishes
        for name in names:
            try:
                count += os.stat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return count


def size(count: int) -> str:
    """``count`` bytes for people: ``98 MB``, ``1.1 GB`` (powers of ten, as disks are sold)."""
    if count >= 1_000_000_000:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1_000_000 else f"{count:,} bytes"
