"""A proof is a link sent by mail: whoever opens it has the address that it was sent to."""

from .proofs import confirm, find_reset, recover, remind, resend, reset

__all__ = ["confirm", "find_reset", "recover", "remind", "resend", "reset"]
