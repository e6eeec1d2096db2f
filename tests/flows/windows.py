"""The browser that pages are looked at with, and the sizes of its windows."""

import shutil
from pathlib import Path

from playwright.async_api import ViewportSize

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]
AXE = Path(__file__).parents[1] / "assets" / "axe.min.js"
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
