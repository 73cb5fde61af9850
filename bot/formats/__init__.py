"""Formats and all texts: reading ``prompts/``, every fault at once, with file and key.

``loader`` reads and checks, ``schema`` is the shape of a ``format.toml``, ``library`` what comes
out, ``language`` the ear for plain words.
"""
