"""The calendar of a room: what is planned, asked about, reminded of and opened.

``events`` are what can happen to it; ``planning`` plans, ``changing`` lists, moves and cancels,
``ringing`` does what is due before a meeting, ``opening`` opens it. What a rule means on the wall's
clock and on the line of time is worked out outside the core (``bot.calendar``) and comes in by
``Reckoned``; how it is kept is in ``bot.core.series``.
"""
