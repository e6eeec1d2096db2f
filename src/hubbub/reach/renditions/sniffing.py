"""What a file is by its first bytes. Names and claimed types count for nothing, and nothing is tried out."""

# ISO media whose first brand says that it is a picture.
_STILL = frozenset({
    b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
})
# QuickTime files that begin without saying so.
_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_SOUNDS = frozenset({"mp3", "aac", "flac", "wav", "ogg"})
LENGTH = 64  # bytes that tell


def demuxer(head: bytes) -> str | None:
    """The one demuxer by which a file that begins so may be read; None for what neither moves nor sounds."""
    kind = head[4:8]
    if kind == b"ftyp":
        return None if head[8:12] in _STILL else "mov"
    if kind in _ATOMS:
        return "mov"
    for begins, name in ((b"\x1aE\xdf\xa3", "matroska"), (b"OggS", "ogg"), (b"fLaC", "flac"), (b"ID3", "mp3")):
        if head.startswith(begins):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    return _frames(head)


def _frames(head: bytes) -> str | None:
    """MPEG audio without a container: twelve bits that are set, then its layer; layer 0 is AAC's mark."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        return None
    layer, bitrate = head[1] >> 1 & 3, head[2] >> 4
    if layer == 0:
        return "aac"
    return "mp3" if layer == 1 and bitrate not in (0, 15) else None


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so can only be a picture."""
    return demuxer(head) is None


def is_sound(head: bytes) -> bool:
    """Whether a file that begins so most likely has sound and nothing to be seen."""
    return demuxer(head) in _SOUNDS or head[8:12] == b"M4A "
