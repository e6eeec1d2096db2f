"""Table: server_icons."""

from hubbub.base.db import Statement

PICTURE = Statement(str, "SELECT picture FROM server_icons")
CHOOSE = Statement(None, """
    INSERT INTO server_icons (picture, chosen_at) VALUES (:picture, :now)
    ON CONFLICT (one) DO UPDATE SET picture = excluded.picture, chosen_at = excluded.chosen_at
""")
DROP = Statement(None, "DELETE FROM server_icons")
