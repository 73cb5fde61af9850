"""Proof of R1 and of section 4: canaries, a stolen disk, and a privacy page that is held to the code.

``canaries`` makes words that are found again wherever they lie, ``places`` reads the places where
they may not lie, ``sealed`` opens what Kring sealed, ``scene`` is a room with people in it and
``story`` what they do there, and ``faulty`` is a Kring that fails with words in its hands.
"""
