"""Kring, a chat bot that holds a circle: it leads the form of a conversation, never its content.

The map, from the top down (imports go downwards only):

- ``cli`` starts things; ``demo`` and later ``rehearsal`` play them; ``app`` wires them.
- ``runtime`` turns a sync answer into core events, one commit, and effects.
- ``matrix``, ``store``, ``calendar`` are the only doors to nio, the database and APScheduler.
- ``words``, ``commands``, ``formats`` know texts, commands and the folder ``prompts/``.
- ``ports`` are the shapes the edges speak in; ``core`` is the law; ``config`` and ``log`` serve all.
"""
