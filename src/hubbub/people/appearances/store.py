"""Tables: appearances."""

from dataclasses import dataclass

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Appearance:
    theme: str = "system"
    contrast: str = "system"
    text_size: str = "system"
    density: str = "system"
    motion: str = "system"


GET = Statement(Appearance, """
    SELECT theme, contrast, text_size, density, motion FROM appearances WHERE account_id = :account
""")
CHOOSE = Statement(None, """
    INSERT INTO appearances (account_id, theme, contrast, text_size, density, motion)
    VALUES (:account, :theme, :contrast, :text_size, :density, :motion)
    ON CONFLICT (account_id) DO UPDATE SET theme = excluded.theme, contrast = excluded.contrast,
        text_size = excluded.text_size, density = excluded.density, motion = excluded.motion
""")
FORGET = Statement(None, "DELETE FROM appearances WHERE account_id = :account")
