"""Whose installation it is: name, colours and logo, for pages and documents."""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from renderers.logos import Logo, read_logo

ACCENT, ACCENT_DARK = "#0f6b5c", "#6cd0ba"
LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA, for text
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# What accents stand on in kindling.css: the darkest of the light surfaces, and the lightest of the dark ones.
_LIGHT, _DARK = "#f3f1eb", "#242420"


class BrandError(ValueError):
    """A brand that cannot be; ``setting`` is the one that is wrong."""

    def __init__(self, setting: str, words: str) -> None:
        super().__init__(words)
        self.setting = setting


@dataclass(frozen=True)
class Brand:
    """Name, colours (``#rrggbb``, for light and for dark) and logo. Without anything of its own it is Kindling's."""

    name: str = "Kindling"
    accent: str = ACCENT
    accent_dark: str = ACCENT_DARK
    logo: Logo | None = None

    @classmethod
    def of(cls, name: str, accent: str, accent_dark: str, logo: Path | None) -> "Brand":
        """The brand of these settings, each of which may be empty. Raises BrandError naming the setting."""
        _check("accent", accent, _LIGHT, "#ffffff")
        _check("accent_dark", accent_dark, _DARK, "#10211d")
        try:
            read = read_logo(logo) if logo is not None else None
        except (OSError, ValueError) as error:
            words = error.strerror if isinstance(error, OSError) else str(error)
            raise BrandError("logo", f"{logo}: {words}") from error
        return cls(name.strip() or cls.name, accent or cls.accent, accent_dark or cls.accent_dark, read)

    @property
    def is_own(self) -> bool:
        """Whether anything differs from Kindling's."""
        return self != Brand()

    @cached_property
    def sheet(self) -> str:
        """The style sheet that the pages read after their own."""
        light, dark = _rules(self.accent, "#ffffff", 0.12), _rules(self.accent_dark, "#1d1d1a", 0.2)
        return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n"

    @cached_property
    def version(self) -> str:
        """Changes whenever the brand does."""
        logo = self.logo.content if self.logo else b""
        return sha256(f"{self.name}\0{self.sheet}\0".encode() + logo).hexdigest()[:16]

    @property
    def sheet_address(self) -> str:
        """Where the sheet is found; empty where there is nothing to say."""
        return f"/brand/{self.version}/brand.css" if self.is_own else ""

    @property
    def logo_address(self) -> str:
        """Where the logo is found; empty without one."""
        return f"/brand/{self.version}/{self.logo.file_name}" if self.logo else ""


def contrast(one: str, other: str) -> float:
    """How well one colour stands out from another, 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, paper: str, share: float) -> str:
    """``share`` of ``colour`` on ``paper``."""
    pairs = zip(_channels(colour), _channels(paper), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def _check(setting: str, colour: str, paper: str, ink: str) -> None:
    if not colour:
        return
    if not _COLOUR.fullmatch(colour):
        raise BrandError(setting, f"it must be a colour like #0f6b5c, and is {colour!r}")
    found = min(contrast(colour, paper), contrast(colour, _on(colour, ink)))
    if found < LEAST_CONTRAST:
        words = f"{colour} is read badly on {paper} (contrast {found:.1f}, at least {LEAST_CONTRAST} is needed)"
        raise BrandError(setting, words)


def _rules(accent: str, paper: str, share: float) -> str:
    soft = mixed(accent, paper, share)
    return f":root {{ --accent: {accent}; --accent-soft: {soft}; --on-accent: {_on(accent, '#ffffff')}; }}"


def _on(accent: str, usual: str) -> str:
    """What is written in on the accent: what is usual, or what is read better."""
    return max((usual, "#ffffff", "#10211d"), key=lambda ink: (round(contrast(accent, ink), 3), ink == usual))


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(each / 255) for each in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
