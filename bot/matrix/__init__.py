"""The edge to Matrix: the only door to nio.

``client.Edge`` is what the runtime uses. Below it: ``http`` (requests and their faults),
``signing`` and ``trust`` (cross-signing: our own device, other people's), ``keystore``,
``sharing`` and ``forgetting`` (room keys), ``rooms`` and ``roomcheck`` (state), ``inbound``
(content).

Of nio only the encryption is used (its Olm machine and store). Requests and sync answers are read
here, as plain JSON: nio's own client loses events on a fault and checks every event it sees against
a schema, at 100 microseconds each.
"""

import logging

# nio writes user, device and room ids to the standard log; Kring's log holds none (R10).
logging.getLogger("nio").setLevel(logging.CRITICAL)
