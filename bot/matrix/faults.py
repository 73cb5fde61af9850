"""What can go wrong with a homeserver, as the runtime needs to tell it apart."""

from __future__ import annotations

LIMITED = "M_LIMIT_EXCEEDED"
"""The error code of a rate limit."""


class EdgeFault(Exception):  # noqa: N818 - a fault, as people are told of it
    """Kring cannot go on and a person has to do something; the message says what, in one line."""


class Later(Exception):  # noqa: N818 - not an error: what to do about it
    """It did not work now and may work after ``retry_after`` seconds: network, 429, 5xx."""

    def __init__(self, retry_after: float, errcode: str = "") -> None:
        super().__init__(errcode or "unreachable")
        self.retry_after = retry_after
        self.errcode = errcode


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """The homeserver said no and will say so again: its status, error code and whole answer."""

    def __init__(self, status: int, errcode: str, answer: dict[str, object] | None = None) -> None:
        super().__init__(f"{status} {errcode}")
        self.status = status
        self.errcode = errcode
        self.answer = answer or {}
