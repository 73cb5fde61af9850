"""A sync answer's events -> ``step``, per circle -> one commit -> effects.

``understanding`` turns what came in into core events, ``conducting`` steps and commits, ``sending``
sends what was committed, in order in a room and rooms side by side.
"""
