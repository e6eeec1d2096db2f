"""A proof is a link sent by mail: whoever opens it has the address that it was sent to."""

from .proofs import ask_move, awaited, confirm, find_reset, move, recover, remind, resend, reset

__all__ = ["ask_move", "awaited", "confirm", "find_reset", "move", "recover", "remind", "resend", "reset"]
