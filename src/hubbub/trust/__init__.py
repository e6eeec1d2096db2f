"""Trust: what is not allowed here, and what those who look after the place can do about it."""
