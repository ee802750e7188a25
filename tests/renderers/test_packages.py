"""Kits as archives: what is in them, and the manifests of learning management systems."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from renderers.packages.contents import PackageKind, Packed, PackedFile, PackedStep
from renderers.packages.packing import cmi5_structure, pack, scorm_manifest

NASTY = 'A <b>"title"</b> & more \x01'
IMS = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def packed() -> Packed:
    steps = (
        PackedStep("a1", NASTY, 5, True, "<h1>One</h1>", (PackedFile("7-deck.pdf", b"%PDF"),)),
        PackedStep("b2", "Two", 8, False, "<h1>Two</h1>"),
    )
    address = "http://example.com/kits/first/1"
    return Packed("first", "first-1", address, NASTY, "", (("Start", steps[:1]), ("", steps[1:])), "# First\n")


@pytest.mark.parametrize("kind", PackageKind)
def test_every_page_and_file_that_is_named_is_there(kind: PackageKind) -> None:
    made = pack(packed(), kind)
    assert made == pack(packed(), kind)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        step = archive.read("steps/a1.html").decode()
    assert {"index.html", "style.css", "steps/a1.html", "steps/b2.html", "files/7-deck.pdf"} <= names
    assert ("first.md" in names) is (kind is PackageKind.FOLDER)
    assert "<h1>One</h1>" in step
    assert "A &lt;b&gt;" in step
    assert ("<script" in step) is (kind is not PackageKind.FOLDER)


def test_the_manifest_of_scorm_names_an_item_and_a_resource_for_each_step() -> None:
    root = ET.fromstring(scorm_manifest(packed()))  # noqa: S314 - our own
    resources = {each.get("identifier"): each for each in root.iter(f"{IMS}resource")}
    items = [each.get("identifierref") for each in root.iter(f"{IMS}item") if each.get("identifierref")]
    assert items == list(resources) == ["resource-a1", "resource-b2"]
    assert {each.get(f"{ADL}scormtype") for each in resources.values()} == {"sco"}
    with zipfile.ZipFile(io.BytesIO(pack(packed(), PackageKind.SCORM))) as archive:
        names = set(archive.namelist())
    files = {str(each.get("href")) for each in root.iter(f"{IMS}file")}
    assert files <= names
    assert [each.text for each in root.iter(f"{IMS}schemaversion")] == ["1.2"]


def test_the_structure_of_cmi5_names_a_unit_for_each_step() -> None:
    root = ET.fromstring(cmi5_structure(packed()))  # noqa: S314 - our own
    units = list(root.iter(f"{CMI5}au"))
    assert [each.findtext(f"{CMI5}url") for each in units] == ["steps/a1.html", "steps/b2.html"]
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    title = units[0].findtext(f"{CMI5}title/{CMI5}langstring")
    assert title == NASTY.replace("\x01", "")
