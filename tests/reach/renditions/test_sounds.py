"""What becomes of recordings."""


import pytest
from PIL import Image

from hubbub.reach.renditions import films, streams
from tests.reach.renditions.filming import SECRET, looked_at, recording
from tests.reach.renditions.strangers import bytes_of, near


@pytest.fixture
def render(tmp_path):
    def render(data, function=films.render):
        (tmp_path / "sent").write_bytes(data)
        return function(str(tmp_path / "sent"), str(tmp_path))

    return render


@pytest.mark.parametrize(("form", "codec", "mime", "becomes"), [
    ("mp3", "libmp3lame", "audio/mpeg", "mp3float"), ("ogg", "libopus", "audio/ogg", "opus"),
    ("flac", "flac", "audio/flac", "flac"), ("wav", "pcm_s16le", "audio/mpeg", "mp3float"),
    ("ipod", "aac", "audio/mp4", "aac"), ("adts", "aac", "audio/mp4", "aac"), ("ogg", "flac", "audio/flac", "flac"),
    ("webm", "libopus", "audio/ogg", "opus"), ("ipod", "alac", "audio/mpeg", "mp3float"),
])
def test_a_recording_is_made_to_be_heard_everywhere_and_says_nothing(form, codec, mime, becomes, render, tmp_path):
    made = render(recording(form, codec))
    path = tmp_path / made.original.file
    assert (made.kind, made.original.mime, made.original.width) == ("audio", mime, None)
    assert looked_at(path)["codecs"] == {"audio": becomes}
    assert looked_at(path)["says"] == {}
    assert SECRET.encode() not in path.read_bytes()
    assert made.duration == pytest.approx(1, abs=0.1)
    assert made.bitrate > 1000


def test_a_recording_without_a_cover_is_shown_by_its_shape(render, tmp_path):
    made = render(recording())
    still = Image.open(tmp_path / made.small.file).convert("RGB")
    assert still.size == (600, 300)
    quiet, loud = (sum(not near(still.getpixel((x, y)), (40, 44, 52), 40) for y in range(300)) for x in (21, 589))
    assert loud > 5 * quiet
    assert set(made.palette) == {"background", "foreground", "accent"}
    assert made.palette["foreground"] == "#ffffff"


def test_a_cover_stands_for_its_recording(render, tmp_path):
    cover = bytes_of(Image.new("RGB", (100, 100), "#e8c864"), "JPEG")
    made = render(recording(cover=cover))
    assert near(Image.open(tmp_path / made.small.file).convert("RGB").getpixel((50, 50)), (0xE8, 0xC8, 0x64))
    assert made.palette["foreground"] == "#000000"
    data = (tmp_path / made.original.file).read_bytes()
    assert b"APIC" not in data
    assert cover[100:400] not in data


def test_a_broken_cover_is_no_reason_to_refuse_a_recording(render, tmp_path):
    made = render(recording(cover=b"\xff\xd8\xff" + b"nonsense" * 30))
    assert Image.open(tmp_path / made.small.file).size == (600, 300)


def test_a_recording_without_a_sample_is_refused(render):
    with pytest.raises(streams.Damaged):
        render(recording("wav", "pcm_s16le")[:44])


def test_what_comes_from_elsewhere_keeps_its_sound_or_is_refused(render):
    assert render(recording(), films.wrap).kind == "audio"
    with pytest.raises(streams.NotShown):
        render(recording("wav", "pcm_s16le"), films.wrap)
