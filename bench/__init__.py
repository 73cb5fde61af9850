"""Measuring Kring beside the least that nio can do, on one homeserver, in one run."""
