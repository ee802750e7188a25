import re

from renderers.static_files import static_address, static_files, static_version


def test_every_script_that_is_imported_is_there() -> None:
    imported = {
        name
        for file in static_files().values()
        if file.media_type == "text/javascript"
        for name in re.findall(r'from "\./([^"]+)"', file.plain.decode())
    }
    assert imported
    assert imported <= static_files().keys()


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name, file in static_files().items():
        strangers = set(re.findall(rb"https?://[^\s\"')]+", file.plain)) - {b"http://www.w3.org/2000/svg"}
        assert not strangers, name
        assert b"@import" not in file.plain


def test_addresses_change_with_the_content() -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{16}/kindling\.css", static_address("kindling.css"))
    assert static_version() in static_address("main.js")


def test_colours_are_readable_in_light_and_in_dark() -> None:
    """WCAG 2.2, 1.4.3: text needs a contrast of 4.5 with what is behind it."""
    css = static_files()["kindling.css"].plain.decode()
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{[^}]+#[^}]+\}", css)[:2]
    )
    for colours in (light, dark):
        for text, behind in (
            ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink", "mark"), ("ink", "amber-soft"),
            ("quiet", "paper"), ("quiet", "surface"), ("quiet", "sunken"), ("accent", "paper"), ("accent", "surface"),
            ("accent", "accent-soft"), ("on-accent", "accent"), ("amber", "paper"), ("amber", "surface"),
            ("amber", "amber-soft"), ("quiet", "amber-soft"),
        ):  # fmt: skip
            assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind, colours[text], colours[behind])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
