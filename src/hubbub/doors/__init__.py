"""Protocols: how others speak with us. Doors know no room; rooms hang their faces on them."""
