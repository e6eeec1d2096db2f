"""What becomes of the films and recordings that strangers send."""

import struct
from pathlib import Path

import av
import pytest
from PIL import Image

from hubbub.base.errors import Invalid
from hubbub.base.workshop import Workshop
from hubbub.reach.renditions import films, moving, streams
from tests.base.test_workshop import workshop_at
from tests.reach.renditions.filming import SECRET, film, looked_at
from tests.reach.renditions.strangers import NOT_SHOWN, bytes_of, gradient, near
from tests.reach.renditions.strangers import moving as gif


@pytest.fixture
def render(tmp_path):
    def render(data, function=films.render):
        (tmp_path / "sent").write_bytes(data)
        return function(str(tmp_path / "sent"), str(tmp_path))

    return render


def is_fast_to_start(path: Path) -> bool:
    data = path.read_bytes()
    return data.find(b"moov") < data.find(b"mdat")


def says_nothing(path: Path) -> bool:
    data = path.read_bytes()
    return looked_at(path)["says"] == {} and SECRET.encode() not in data and b"+52.3" not in data


def test_a_film_that_every_browser_plays_keeps_its_pixels_and_loses_its_words(render, tmp_path):
    given = film()
    assert SECRET.encode() in given
    made = render(given)
    path = tmp_path / made.original.file
    assert (made.kind, made.original.mime) == ("video", "video/mp4")
    assert (made.original.width, made.original.height) == (320, 180)
    assert looked_at(path)["codecs"] == {"video": "h264", "audio": "aac"}
    assert looked_at(path)["frames"] == 30
    assert says_nothing(path)
    assert is_fast_to_start(path)
    assert (made.duration, made.frame_rate) == (pytest.approx(1, abs=0.1), "30/1")
    assert made.bitrate > 1000
    assert made.original.bytes == path.stat().st_size
    still = Image.open(tmp_path / made.small.file)
    assert still.size == (320, 180)
    assert near(still.convert("RGB").getpixel((200, 90)), (20, 40, 160), 25)
    assert len(made.blurhash) == 28


def test_a_film_on_its_side_is_told_upright_and_keeps_its_pixels(render, tmp_path):
    made = render(film(rotation=90))
    assert (made.original.width, made.original.height) == (180, 320)
    assert Image.open(tmp_path / made.small.file).size == (180, 320)
    with av.open(str(tmp_path / made.original.file)) as container:
        assert next(container.decode(video=0)).rotation == 90


@pytest.mark.parametrize(("form", "video", "audio"), [
    ("webm", "libvpx-vp9", "libopus"), ("matroska", "libx264", "libopus"), ("mov", "mpeg4", "aac"),
    ("mp4", "libx265", "aac"), ("webm", "libvpx", None), ("mp4", "libx264", "flac"),
])
def test_every_other_film_is_encoded_anew(form, video, audio, render, tmp_path):
    made = render(film(form, video, audio, frames=12, options={"strict": "-2"}))
    held = looked_at(tmp_path / made.original.file)
    assert held["codecs"] == {"video": "h264"} | ({"audio": "aac"} if audio else {})
    assert held["frames"] == 12
    assert (made.original.mime, made.duration) == ("video/mp4", pytest.approx(0.4, abs=0.1))
    assert says_nothing(tmp_path / made.original.file)


def test_what_is_encoded_anew_is_turned_upright_and_made_smaller(render, tmp_path):
    made = render(film("mov", "libx265", None, frames=3, size=(1920, 1080), rotation=-90))
    assert (made.original.width, made.original.height) == (720, 1280)
    with av.open(str(tmp_path / made.original.file)) as container:
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (720, 1280, 0)


def test_what_is_too_fast_is_made_slower(render, tmp_path):
    made = render(film("mp4", "libx264", None, frames=60, rate=240))
    assert looked_at(tmp_path / made.original.file)["frames"] <= 16
    assert made.duration == pytest.approx(0.25, abs=0.05)


def test_a_gif_that_moves_becomes_a_film_as_long(render, tmp_path):
    frames = [Image.new("RGB", (41, 31), colour) for colour in ("red", "green", "blue")]
    made = render(gif(frames, duration=[100, 400, 200]), moving.picture)
    assert (made.kind, made.original.mime, made.small.mime) == ("gifv", "video/mp4", "image/jpeg")
    assert (made.original.width, made.original.height) == (40, 32)
    assert made.duration == pytest.approx(0.7, abs=0.05)
    assert looked_at(tmp_path / made.original.file)["codecs"] == {"video": "h264"}
    with av.open(str(tmp_path / made.original.file)) as container:
        at = [round(frame.time, 2) for frame in container.decode(video=0)]
    assert at[:3] == [0, 0.1, 0.5]
    assert near(Image.open(tmp_path / made.small.file).convert("RGB").getpixel((20, 15)), (255, 0, 0), 20)


def test_a_gif_that_stands_still_stays_a_picture(render):
    assert render(bytes_of(gradient((30, 20)), "GIF"), moving.picture).kind == "image"
    assert render(bytes_of(gradient((30, 20)), "PNG"), moving.picture).kind == "image"


def test_what_shows_through_a_gif_is_white_in_its_film(render, tmp_path):
    frames = [Image.new("RGBA", (40, 40), (0, 0, 0, 0)) for _ in range(2)]
    for number, frame in enumerate(frames):
        frame.paste((255, 0, 0, 255), (number * 20, 0, number * 20 + 20, 40))
    made = render(gif(frames, disposal=2, duration=100), moving.picture)
    still = Image.open(tmp_path / made.small.file).convert("RGB")
    assert near(still.getpixel((5, 20)), (255, 0, 0), 40)
    assert near(still.getpixel((35, 20)), (255, 255, 255), 40)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("form", ["mp4", "matroska"])
def test_a_film_cut_short_is_refused_or_shown_as_far_as_it_goes(form, cut, render, tmp_path):
    data = film(form, "libx264", "aac")
    try:
        made = render(data[: int(len(data) * cut)])
    except (streams.Damaged, streams.NotShown):
        return
    assert looked_at(tmp_path / made.original.file)["frames"] > 0


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_nothing_else_is_opened(name, render):
    with pytest.raises(Invalid):
        render(NOT_SHOWN[name])


PLAYLISTS = {
    "hls": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "dash": b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>',
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_list_of_other_files_opens_none_of_them(name, render):
    with pytest.raises(streams.NotShown):
        render(PLAYLISTS[name])


@pytest.mark.parametrize("head", [
    b"\0\0\0\x20ftypisom", b"\x1aE\xdf\xa3", b"OggS", b"fLaC", b"ID3\x04", b"RIFF\xff\xff\xff\x7fWAVE",
    b"\xff\xfb\x90\0", b"\xff\xf1\x50\x80",
])
def test_noise_behind_a_true_beginning_is_refused(head, render):
    with pytest.raises(Invalid):
        render(head + b"\xa5\x17\x00\xc3" * 5000)


def test_a_frame_of_too_many_pixels_is_refused(render):
    with pytest.raises(Invalid, match="too large"):
        render(film("mp4", "libx264", None, frames=1, size=(7680, 4320), options={"preset": "ultrafast"}))


@pytest.mark.parametrize("tracks", [20, 501])  # we count the fewer ourselves; the more are not even looked at
def test_a_film_with_very_many_tracks_is_refused(render, tracks):
    data = film("mp4", "libx264", None, frames=2)
    moov = data.find(b"moov") - 4
    size = struct.unpack(">I", data[moov : moov + 4])[0]
    at = data.find(b"trak") - 4
    track = data[at : at + struct.unpack(">I", data[at : at + 4])[0]]
    many = data[:moov] + struct.pack(">I", size + len(track) * (tracks - 1)) + data[moov + 4 : at] + track * tracks
    with pytest.raises(Invalid):
        render(many + data[at + len(track) :])


def test_a_film_too_long_to_be_converted_is_refused(render, monkeypatch):
    monkeypatch.setattr(films, "LONGEST", 0.5)
    with pytest.raises(streams.TooLong):
        render(film("webm", "libvpx", None))
    assert render(film()).kind == "video"


def test_a_film_that_never_ends_is_refused(render, monkeypatch):
    monkeypatch.setattr(films, "FRAMES", 10)
    with pytest.raises(streams.TooLong):
        render(film("webm", "libvpx", None))


def test_what_comes_from_elsewhere_is_only_given_another_cover(render):
    assert render(film(), films.wrap).kind == "video"
    with pytest.raises(streams.NotShown):
        render(film("webm", "libvpx", None, frames=2), films.wrap)


async def test_the_workshop_makes_films_in_a_line_of_their_own(tmp_path):
    """In a child with its real limits, while pictures go past."""
    (tmp_path / "film").write_bytes(film("webm", "libvpx", "libopus", frames=10))
    (tmp_path / "picture").write_bytes(bytes_of(gradient((90, 70)), "PNG"))
    (tmp_path / "made").mkdir()
    with workshop_at(tmp_path / "socket"):
        workshop = Workshop(tmp_path / "socket")
        made = await workshop.do("hubbub.reach.renditions.films:render", 60, True, source=str(tmp_path / "film"),
                                 folder=str(tmp_path / "made"))
        picture = await workshop.do("hubbub.reach.renditions.moving:picture", source=str(tmp_path / "picture"),
                                    folder=str(tmp_path))
    assert (made["kind"], picture["kind"]) == ("video", "image")
