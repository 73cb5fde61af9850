"""What an administrator does beside running Kring: back it up, put it back, set it up, examine it.

``backup`` makes and restores backups, ``archive`` is the file they are in.
"""
