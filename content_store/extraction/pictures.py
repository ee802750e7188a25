"""Images: written anew without what a camera adds, and small ones of first pages."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from content_store.extraction.results import MOST_PIXELS, THUMBNAIL_EDGE
from content_store.rules.files import FileKind

MOST_IN_ALL_FRAMES = 2 * MOST_PIXELS
_FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.GIF: "GIF", FileKind.WEBP: "WEBP"}
# Colours and movement need these; all else that an image carries tells of whoever made it.
_KEPT = frozenset({"icc_profile", "transparency", "background", "duration", "loop", "disposal", "gamma"})


class TooManyPixels(Exception):
    """The image unpacks to more than is read."""


def opened(source: Path | BytesIO, *kinds: FileKind) -> Image.Image:
    """The image in ``source``, of one of ``kinds``, not decoded yet. Raises OSError and TooManyPixels."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        image = Image.open(source, formats=[_FORMATS[kind] for kind in kinds])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height * frames > MOST_IN_ALL_FRAMES:
        raise TooManyPixels
    return image


def clean(source: Path, kind: FileKind, target: Path) -> None:
    """Write the image anew, upright and with nothing but its picture; what moves keeps moving.

    Raises OSError where it is none, TooManyPixels.
    """
    image = opened(source, kind)
    if getattr(image, "n_frames", 1) > 1:
        _clean_frames(image, kind, target)
        return
    is_turned = image.getexif().get(0x0112, 1) != 1
    options: dict[str, Any] = {"quality": 92} if kind in {FileKind.JPEG, FileKind.WEBP} else {}
    if kind is FileKind.JPEG and not is_turned:
        # With its own tables a picture loses next to nothing by being written again.
        options = {"quality": "keep"}
    if kind is FileKind.WEBP and _is_lossless(source):
        options = {"lossless": True}
    image.load()
    if is_turned:
        image = ImageOps.exif_transpose(image)
    _forget(image)
    image.save(target, format=_FORMATS[kind], **options)


def thumbnail(image: Image.Image, target: Path) -> None:
    """Write a small picture of ``image``, on white where it is transparent."""
    image.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    page.save(target, format="WEBP", quality=80)


def _clean_frames(image: Image.Image, kind: FileKind, target: Path) -> None:
    durations = []
    frames = []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 0)) or 100)
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {}
    loop = {"loop": int(image.info["loop"])} if "loop" in image.info else {}
    options: dict[str, Any] = {"disposal": 2} if kind is FileKind.GIF else {}
    first, *others = frames
    first.save(
        target, format=_FORMATS[kind], save_all=True, append_images=others, duration=durations, **loop, **options
    )


def _forget(image: Image.Image) -> None:
    image.info = {name: value for name, value in image.info.items() if name in _KEPT}


def _is_lossless(source: Path) -> bool:
    with source.open("rb") as file:
        return b"VP8L" in file.read(64)
