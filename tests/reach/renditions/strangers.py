"""Pictures as strangers send them, made here: honest, chatty and hostile."""

import io
import struct
import zlib

from PIL import Image, ImageCms

SECRET = b"SECRET-WORDS"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
TELLTALES = (SECRET, b"Exif", b"EXIF", b"eXIf", b"xmpmeta", b"ns.adobe.com", b"ICC_PROFILE", b"ICCP", b"iCCP", b"tEXt")


def near(one, other, by=12):
    """Whether two colours are the same but for what a JPEG does to them."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def gradient(size, mode="RGB"):
    """Soft like a photograph: every band another ramp."""
    ramp = Image.linear_gradient("L").resize(size)
    round_ = Image.radial_gradient("L").resize(size)
    bands = [ramp, round_, ramp.transpose(Image.Transpose.ROTATE_180), round_]
    return Image.merge(mode, bands[: len(mode)])


def personal_exif(orientation=1):
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 30.0), 3: "E", 4: (4.0, 53.0, 42.0), 29: SECRET.decode()})
    return exif.tobytes()


def bytes_of(image, form, **how):
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def swapped_profile():
    """sRGB with the tags of its red and its green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def moving(frames, **how):
    return bytes_of(frames[0], "GIF", save_all=True, append_images=frames[1:], **how)


def gif_of(count, size=(10, 10), frame_size=(1, 1)):
    """As few bytes a frame as there can be, every other one of another colour."""
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, *frame_size, 0)
    return head + (frame + b"\x02\x02\x44\x01\x00" + frame + b"\x02\x02\x4c\x01\x00") * (count // 2) + b";"


def png_of(width, height, *chunks):
    """A header that promises this size, and next to nothing behind it."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    parts = [head, *chunks, (b"IDAT", zlib.compress(b"\0" * (3 * 4 + 1) * 4)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


NOT_SHOWN = {
    "text": b"I am a text that was named a picture.\n" * 20,
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "json": b'{"@context": "https://www.w3.org/ns/activitystreams"}',
    "pdf": b"%PDF-1.7\n" + b"\0" * 500,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
    "psd": b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HIIHH", 3, 10, 10, 8, 3) + b"\0" * 400,
} | {form: bytes_of(gradient((20, 20)), form) for form in ("TIFF", "BMP", "ICO", "PPM", "TGA", "JPEG2000", "PDF")}
