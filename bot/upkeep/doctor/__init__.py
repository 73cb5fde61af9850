"""``kring doctor``: is everything as it should be, and if not, what to do.

It only looks. It takes no lock and makes no file, asks the homeserver with the login that Kring keeps
(only where there is none it logs in, for a moment, and out again), and never shows a secret.

``finding`` is what it finds, ``examine`` the order of all checks; the checks themselves stand by what
they look at: ``machine``, ``texts``, ``homeserver``, ``account``, ``kept``, ``running``.
"""
