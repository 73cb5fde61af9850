"""Synapse for as long as whoever started it lives: ``python -m bot.demo.synapse -c FILE``.

Whoever starts this holds the other end of standard input. When that end closes, which the system
sees to however they ended, this process ends too: no homeserver is ever left behind.
"""

from __future__ import annotations

import os
import threading

_STDIN = 0


def end_with_parent() -> None:
    """End this process at the end of standard input."""
    # Not by way of sys.stdin: its lock, held at shutdown, makes the interpreter abort.
    while os.read(_STDIN, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    # The thread comes first: importing Synapse takes seconds in which the parent can end too.
    threading.Thread(target=end_with_parent, daemon=True).start()
    from synapse.app.homeserver import main

    main()
