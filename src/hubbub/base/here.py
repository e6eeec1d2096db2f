"""What this server stands on, carried by every database handle: no globals, so two servers never mix."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:  # within base only: these are opened with a Here and handed back to it
    from .files import Files
    from .outside import Outside
    from .workshop import Workshop


@dataclass(slots=True)
class Here:
    settings: Settings
    secret: bytes
    files: "Files"
    outside: "Outside"
    workshop: "Workshop"
