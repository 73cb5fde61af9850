"""``python -m bot`` is the command ``kring``."""

from bot.cli import main

main()
