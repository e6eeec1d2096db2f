"""What becomes of the pictures that strangers send."""

import warnings
import zlib
from typing import Any

import blurhash
import msgspec
import pytest
from blurhash.blurhash import base83_decode
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from hubbub.base.errors import Invalid
from hubbub.base.workshop import Workshop
from hubbub.reach.renditions import moving as motion
from hubbub.reach.renditions import pictures
from hubbub.reach.renditions.pictures import Damaged, Empty, NotAPicture, TooLarge, TooLong
from hubbub.reach.renditions.shapes import Rendered
from tests.base.test_workshop import workshop_at
from tests.reach.renditions.strangers import (
    NOT_SHOWN,
    SECRET,
    TELLTALES,
    XMP,
    bytes_of,
    gif_of,
    gradient,
    near,
    personal_exif,
    png_of,
    swapped_profile,
)

RED, GREEN = (220, 20, 30), (20, 160, 60)


@pytest.fixture
def render(tmp_path):
    """Renders bytes, or a picture saved as `form`; gives what came out and the folder it is in."""

    def render(what, form=None, **how):
        (tmp_path / "sent").write_bytes(bytes_of(what, form, **how) if form else what)
        return pictures.render(str(tmp_path / "sent"), str(tmp_path))

    return render


@pytest.fixture
def shown(tmp_path):
    """The pixels of a rendition."""

    def shown(rendition):
        image = Image.open(tmp_path / rendition.file)
        image.load()
        return image

    return shown


@pytest.fixture(scope="session")
def photograph():
    """Twelve megapixels from a phone, on its side, that says where it was taken."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return bytes_of(
        gradient((4000, 3000)), "JPEG", quality=92, exif=personal_exif(orientation=6), xmp=XMP, comment=SECRET,
        icc_profile=profile,
    )


def test_a_photograph_of_a_phone_is_made_upright_and_as_large_as_agreed(render, shown, photograph):
    made = render(photograph)
    assert (made.kind, made.original.mime, made.small.mime) == ("image", "image/jpeg", "image/jpeg")
    assert 8_200_000 < made.original.width * made.original.height <= 3840 * 2160
    assert 225_000 < made.small.width * made.small.height <= 230_400
    assert made.original.height > made.original.width
    assert made.original.width / made.original.height == pytest.approx(0.75, rel=0.01)
    for rendition in (made.original, made.small):
        assert shown(rendition).size == (rendition.width, rendition.height)


def test_a_photograph_keeps_nothing_of_where_and_by_whom_it_was_taken(render, shown, photograph, tmp_path):
    assert photograph.count(SECRET) == 4
    made = render(photograph)
    for rendition in (made.original, made.small):
        data = (tmp_path / rendition.file).read_bytes()
        assert not [telltale for telltale in TELLTALES if telltale in data]
        assert not shown(rendition).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & shown(rendition).info.keys()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
@pytest.mark.parametrize("see_through", [False, True])
def test_every_format_is_made_anew_without_what_it_carried(form, see_through, render, shown, tmp_path):
    image = gradient((300, 200), "RGBA" if see_through and form != "JPEG" else "RGB")
    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    carried = {"exif": personal_exif(), "xmp": XMP, "icc_profile": profile, "comment": SECRET, "pnginfo": words}
    made = render(bytes_of(image, form, **carried) + SECRET)
    for rendition in (made.original, made.small):
        data = (tmp_path / rendition.file).read_bytes()
        assert not [telltale for telltale in TELLTALES if telltale in data]
        assert shown(rendition).size == (300, 200)
        assert rendition.bytes == len(data)
        assert rendition.mime == f"image/{shown(rendition).format.lower()}"


@pytest.mark.parametrize(("form", "becomes"), [
    ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/webp"), ("HEIF", "image/webp"),
])
def test_what_shows_through_still_does(form, becomes, render, shown):
    image = Image.new("RGBA", (1200, 600), (*RED, 255))
    image.paste((*GREEN, 0), (0, 0, 600, 600))
    made = render(image, form)
    for rendition in (made.original, made.small):
        left, right = (shown(rendition).getpixel((int(rendition.width * x), 50)) for x in (0.25, 0.75))
        assert rendition.mime == becomes
        assert left[3] == 0
        assert near(right, (*RED, 255))


def test_an_alpha_band_that_hides_nothing_is_left_out(render):
    assert render(Image.new("RGBA", (30, 30), (*RED, 255)), "WEBP").original.mime == "image/jpeg"


def test_a_drawing_of_few_colours_stays_lossless_and_a_screenshot_becomes_a_jpeg(render, shown):
    drawing = render(Image.new("P", (80, 80), 3), "PNG")
    assert drawing.original.mime == "image/png"
    assert render(gradient((400, 400)), "PNG").original.mime == "image/jpeg"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation, render, shown):
    upright = Image.new("RGB", (64, 32), GREEN)
    upright.paste(RED, (0, 0, 16, 16))
    undo = {6: 8, 8: 6}.get(orientation, orientation)
    stored = upright if orientation == 1 else upright.transpose(pictures.TURNS[undo])
    made = render(stored, "JPEG", quality=95, exif=personal_exif(orientation))
    assert (made.original.width, made.original.height) == (64, 32)
    assert near(shown(made.original).getpixel((6, 6)), RED, 30)
    assert near(shown(made.original).getpixel((50, 25)), GREEN, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_is_dropped_and_the_picture_shown(form, render):
    assert render(gradient((60, 40)), form, exif=b"nonsense").original.width == 60


def test_colours_are_what_their_profile_means(render, shown):
    """A profile whose primaries are far from sRGB's: what it calls green is another green to everybody else."""
    made = render(Image.new("RGB", (50, 50), (40, 180, 90)), "JPEG", quality=95, icc_profile=swapped_profile())
    assert near(shown(made.original).getpixel((20, 20)), (180, 40, 90), 16)


def test_a_broken_profile_is_dropped_and_the_picture_shown(render, shown):
    made = render(Image.new("RGB", (50, 50), RED), "JPEG", quality=95, icc_profile=b"nonsense")
    assert near(shown(made.original).getpixel((20, 20)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
def test_every_way_to_store_pixels_is_understood(mode, render, shown):
    grey = Image.new("RGB", (40, 40), (128, 128, 128))
    image = {"I;16": Image.new("I;16", (40, 40), 128 * 257), "P": grey.quantize(4)}.get(mode) or grey.convert(mode)
    made = render(image, "JPEG" if mode == "CMYK" else "PNG")
    if mode != "1":
        assert near(shown(made.original).convert("RGB").getpixel((20, 20)), (128, 128, 128))


def test_the_same_file_gives_the_same_bytes(render):
    assert render(gradient((90, 70)), "PNG") == render(gradient((90, 70)), "PNG")


def test_the_answer_goes_through_json(render):
    made = render(gradient((90, 70)), "PNG")
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(made)), Rendered) == made


def test_what_is_to_stand_for_a_film_is_made_small(tmp_path):
    (tmp_path / "sent").write_bytes(bytes_of(gradient((1600, 900)), "JPEG", exif=personal_exif()))
    made = pictures.thumbnail(str(tmp_path / "sent"), str(tmp_path))
    assert (made.small.width, made.small.height, len(made.blurhash)) == (640, 360, 28)
    assert not [telltale for telltale in TELLTALES if telltale in (tmp_path / made.small.file).read_bytes()]


def test_the_blurhash_shows_the_picture_s_colour(render):
    code = render(Image.new("RGB", (300, 200), RED), "PNG").blurhash
    assert blurhash.components(code) == (4, 3)
    assert base83_decode(code[2:6]).to_bytes(3) == bytes(RED)


@pytest.fixture
def moves(tmp_path):
    def moves(data):
        (tmp_path / "sent").write_bytes(data)
        return motion.picture(str(tmp_path / "sent"), str(tmp_path))

    return moves


def test_motion_and_a_camera_s_second_view_are_reduced_to_the_first(render, shown):
    views = [Image.new("RGB", (60, 40), colour) for colour in (RED, GREEN)]
    for form in ("WEBP", "AVIF", "MPO", "PNG"):
        made = render(bytes_of(views[0], form, save_all=True, append_images=views[1:]))
        assert getattr(shown(made.original), "n_frames", 1) == 1
        assert near(shown(made.original).convert("RGB").getpixel((20, 20)), RED)


def test_a_gif_of_a_hundred_thousand_frames_is_refused(moves):
    with pytest.raises(TooLong):
        moves(gif_of(100_000))
    assert moves(gif_of(1_000)).original.mime == "video/mp4"


def test_a_gif_with_more_pixels_in_all_than_there_is_time_for_is_refused(moves):
    with pytest.raises(TooLong):
        moves(gif_of(4, size=(5000, 5000)))


def test_a_gif_whose_later_frame_outgrows_it_is_refused(moves):
    small, large = gif_of(2), gif_of(2, frame_size=(65_000, 65_000))
    with pytest.raises(TooLarge):
        moves(small[:-1] + large[19:])
    honest = bytes_of(Image.new("L", (50, 50), 1), "GIF")
    with pytest.raises(Damaged):
        moves(small[:-1] + honest[honest.index(b",", 13) :])


@pytest.mark.parametrize("size", [(50_000, 50_000), (8_000, 5_001), (2**31 - 1, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_one_is_read(size, tmp_path, monkeypatch):
    monkeypatch.setattr(Image.Image, "convert", None)
    for make in (pictures.render, pictures.icon, pictures.banner):
        (tmp_path / "sent").write_bytes(png_of(*size))
        with pytest.raises(TooLarge):
            make(str(tmp_path / "sent"), str(tmp_path))


def test_a_bomb_is_refused_even_when_warnings_are_silenced(render):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(TooLarge):
            render(png_of(8_000, 5_001))


def test_a_file_of_too_many_bytes_is_refused_unread(tmp_path):
    with (tmp_path / "sent").open("wb") as file:
        file.write(png_of(4, 4))
        file.truncate(pictures.MOST_BYTES + 1)
    with pytest.raises(TooLarge):
        pictures.render(str(tmp_path / "sent"), str(tmp_path))


def test_a_very_long_and_thin_picture_is_made_short_enough_to_be_encoded(render):
    made = render(Image.new("L", (200_000, 2), 90), "PNG")
    assert (made.original.width, made.original.height) == (16_383, 1)


def test_a_png_s_long_text_is_dropped_and_its_text_bomb_refused(render, tmp_path):
    made = render(png_of(4, 4, (b"tEXt", b"Comment\0" + SECRET * 300_000)))
    assert SECRET not in (tmp_path / made.original.file).read_bytes()
    with pytest.raises(Damaged):
        render(png_of(4, 4, (b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 50_000_000))))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
def test_a_picture_cut_short_is_refused(form, render):
    data = bytes_of(gradient((200, 200)), form)
    with pytest.raises((NotAPicture, Damaged) if form in ("AVIF", "HEIF") else Damaged):
        render(data[: len(data) * 2 // 3])


def test_an_empty_file_is_refused(render):
    with pytest.raises(Empty):
        render(b"")


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_nothing_else_opens_whatever_its_name_claims(name, tmp_path):
    source = tmp_path / f"holiday.{name.lower()}"
    for named in (source, source.with_suffix(".jpg")):
        named.write_bytes(NOT_SHOWN[name])
        with pytest.raises(NotAPicture):
            pictures.render(str(named), str(tmp_path))


def test_noise_behind_a_true_beginning_is_refused(render):
    for form in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"):
        with pytest.raises((Damaged, NotAPicture)):
            render(bytes_of(gradient((50, 50)), form)[:20] + b"\xa5\x17" * 3000)


def test_every_refusal_is_a_sentence_for_a_person(tmp_path):
    for refusal in (Empty, NotAPicture, Damaged, TooLarge, TooLong):
        assert issubclass(refusal, Invalid)
        assert refusal().sentence.startswith("This ")
        assert refusal().sentence.endswith(".")


def test_a_missing_file_or_folder_is_our_own_mistake_and_not_the_person_s(tmp_path):
    gradient((9, 9)).save(tmp_path / "sent", "PNG")
    for source, folder in ((tmp_path / "nothing", tmp_path), (tmp_path / "sent", tmp_path / "nowhere")):
        with pytest.raises(FileNotFoundError):
            pictures.render(str(source), str(folder))


def test_an_icon_is_the_middle_of_the_picture_without_what_it_carried(photograph, tmp_path):
    (tmp_path / "sent").write_bytes(photograph)
    made = pictures.icon(str(tmp_path / "sent"), str(tmp_path))
    data = (tmp_path / made.file).read_bytes()
    assert (made.width, made.height, made.mime) == (400, 400, "image/jpeg")
    assert not [telltale for telltale in TELLTALES if telltale in data]


def test_an_icon_is_cut_from_the_middle(tmp_path):
    wide = Image.new("RGB", (900, 300), GREEN)
    wide.paste(RED, (300, 0, 600, 300))
    wide.save(tmp_path / "sent", "PNG")
    made = pictures.icon(str(tmp_path / "sent"), str(tmp_path), size=100)
    with Image.open(tmp_path / made.file) as cut:
        assert all(near(cut.getpixel(corner), RED, 30) for corner in ((1, 1), (98, 1), (1, 98), (98, 98)))


def test_a_banner_is_three_times_as_wide_as_high(photograph, tmp_path):
    (tmp_path / "sent").write_bytes(photograph)
    made = pictures.banner(str(tmp_path / "sent"), str(tmp_path))
    assert (made.file, made.width, made.height) == ("banner.jpg", 1500, 500)


async def test_the_workshop_makes_a_photograph_and_survives_a_bomb(photograph, tmp_path):
    """The longest way round: what the room asks for, in a child with its real limits."""
    given: dict[str, Any] = {"source": str(tmp_path / "sent"), "folder": str(tmp_path)}
    with workshop_at(tmp_path / "socket"):
        workshop = Workshop(tmp_path / "socket")
        (tmp_path / "sent").write_bytes(png_of(50_000, 50_000))
        with pytest.raises(Invalid, match="too large"):
            await workshop.do("hubbub.reach.renditions.pictures:render", **given)
        (tmp_path / "sent").write_bytes(photograph)
        made = msgspec.convert(await workshop.do("hubbub.reach.renditions.pictures:render", **given), Rendered)
    assert (made.original.mime, made.original.height) == ("image/jpeg", 3325)
