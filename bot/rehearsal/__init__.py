"""A conversation in the terminal, without a homeserver: the same law, the same texts, made-up people.

``room`` is a room that exists in memory only; ``script`` is a written conversation; ``others`` are
the people who play along; ``play`` is what the command does.
"""
