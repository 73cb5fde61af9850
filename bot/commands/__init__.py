"""Commands: the catalogue as data, and reading what people type, in two languages.

``catalogue`` is the list; ``parse`` reads commands, ``plain`` whole messages in plain words,
``voices`` what comes after ``!rol``.
"""
