"""The command ``kring``, and ``python -m bot``: it can be asked to end from its first moment.

Loading everything takes about a second. Whoever asks Kring to end in that second (a service manager
that starts and stops it) is heard as well: nothing is open yet, so it just ends.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Run the command."""
    if sys.argv[1:2] == ["run"]:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    from bot.cli import main as command  # noqa: PLC0415 - only now, see above

    command()


if __name__ == "__main__":
    main()
