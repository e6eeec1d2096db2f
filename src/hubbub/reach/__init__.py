"""Social media: one to many."""
