"""A picture, and the form that sends it."""

import io

from PIL import Image

from tests.browser import Browser
from tests.town import Answer, ask


def a_picture(width: int = 40, height: int = 30) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


async def adds(page: Browser, shortcode: str, picture: bytes | None = None, category: str = "") -> Answer:
    """The form of the settings, as a browser sends it."""
    given = {"csrf": page.csrf, "shortcode": shortcode, "category": category}
    pieces = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
              for name, value in given.items()]
    head = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="x.png"\r\n\r\n'
    body = b"".join([*pieces, head, a_picture() if picture is None else picture, b"\r\n--b--\r\n"])
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    return await ask(page.town.app, "POST", "/settings/emoji", body=body, headers={
        "content-type": "multipart/form-data; boundary=b", "cookie": cookie})
