"""Pictures, some of which move: a GIF that does becomes a film without sound. Only for the workshop."""

from . import films, pictures
from .shapes import Rendered


def picture(source: str, folder: str) -> Rendered:
    """The picture in the file `source` made anew into `folder`. Refuses as `pictures.render` does."""
    frames = pictures.animated(source)
    return pictures.render(source, folder) if frames is None else films.moving(frames, folder)
