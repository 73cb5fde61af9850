"""Words are in memory while they are read. What is in memory stays there (R1)."""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4


def keep() -> None:
    """See to it that a crash leaves no core dump, whatever the machine does with those.

    On Linux no other program of the same user can look into this process either.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # also where dumps are handed to a program, which no limit stops
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
