"""S34: nothing here opens an archive, and what is packed is unpacked in one place, which counts what comes out."""

from pathlib import Path

import pytest

from .source import HOUSE, holds, imports, plant
from .source import files as files_of

# What can unpack, and the files that may have it.
MAY = {
    "zlib": {"base/bodies.py", "reach/media/store.py"},  # answers, to a limit; a picture is packed, none unpacked
    "isal": {"base/http.py"},  # our own answers are packed
    **{name: set() for name in (
        "zipfile", "tarfile", "gzip", "bz2", "lzma", "zipimport", "zipapp", "brotli", "brotlicffi", "zstandard",
        "zstd", "py7zr", "rarfile", "libarchive", "snappy", "lz4", "compression", "shutil.unpack_archive",
    )},
}
# Of the modules that do both, what unpacks; and without a limit nobody may.
UNPACKS = {"decompressobj": {"base/bodies.py"}, "decompress": {"base/bodies.py"}, "unpack_archive": set()}


def breaches(house: Path) -> list[str]:
    """Each place that could unpack what a stranger has packed: `file:line what`."""
    found = []
    for file in files_of(house):
        if file.name.startswith("bench/"):  # it plays the stranger
            continue
        for each in imports(file):
            found += [f"{file.name}:{each.line} {way}" for way, may in MAY.items()
                      if f"{each.target}.".startswith(f"{way}.") and file.name not in may]
        found += [f"{file.name}: {word}" for word, may in UNPACKS.items()
                  if f".{word}(" in file.text and file.name not in may]
    return found


def test_nothing_opens_an_archive():
    holds(breaches(HOUSE))


def test_the_one_place_that_unpacks_says_how_much_at_a_time():
    assert ".decompress(chunk, _PIECE)" in (HOUSE / "base/bodies.py").read_text()


@pytest.mark.parametrize("line", [
    "import zipfile", "from zipfile import ZipFile", "import tarfile", "import gzip", "import zlib",
    "from shutil import unpack_archive", "import shutil\nshutil.unpack_archive('a', 'b')", "from isal import igzip",
    "def late():\n    import lzma", "given.decompress(b'')",
])
def test_another_place_is_seen(tmp_path: Path, line: str):
    house = plant(tmp_path, {"trust/transfers/transfers.py": f"{line}\n"})
    assert [breach.partition(":")[0] for breach in breaches(house)][:1] == ["trust/transfers/transfers.py"]
