"""A conversation of people who do not exist, on a homeserver of its own.

``homeserver`` starts a real Synapse in a temporary folder, ``person`` is somebody who takes part
with an encrypted, cross-signed client; ``play`` lets them hold a conversation and ``show`` puts it
on the screen. The tests use the first two as their homeserver and their people.
"""
