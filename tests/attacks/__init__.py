"""Ways round the rules, one file a rule: each is tried here, and told of in ``docs/holds.md``.

``@attack`` keeps what is tried and what comes of it beside the test that tries it; ``docs/attacks.py``
writes the page from that. What cannot be held is in ``limits``.
"""
