"""The law of a conversation: pure values, no I/O, no clock, no randomness.

``events`` is what can happen, ``effects`` what the core asks for, ``circle`` the state between,
``plan`` a format as a value. ``transitions.step`` is the law itself.
"""
