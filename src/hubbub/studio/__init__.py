"""The marketer's half: what to publish, what came of it, and what it was worth."""
