"""Putting a kit's pages into one archive: plain, as SCORM 1.2, or as cmi5. The same kit gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from renderers.packages.contents import PackageKind, Packed, pages

_IMS = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# A file in an archive bears a date; this one says nothing, so that the same kit is the same archive.
_DATE = (1980, 1, 1, 0, 0, 0)


def pack(packed: Packed, kind: PackageKind) -> bytes:
    """The archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _entries(packed, kind):
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _entries(packed: Packed, kind: PackageKind) -> Iterator[tuple[str, bytes]]:
    match kind:
        case PackageKind.FOLDER:
            yield from pages(packed)
            yield f"{packed.slug}.md", packed.markdown.encode()
        case PackageKind.SCORM:
            # A learning management system looks for the manifest first.
            yield "imsmanifest.xml", scorm_manifest(packed)
            yield "scorm.js", _script("scorm.js")
            yield from pages(packed, "scorm.js")
        case PackageKind.CMI5:
            yield "cmi5.xml", cmi5_structure(packed)
            yield "cmi5.js", _script("cmi5.js")
            yield from pages(packed, "cmi5.js")


def scorm_manifest(packed: Packed) -> bytes:
    """``imsmanifest.xml`` of SCORM 1.2: an item for each step, in its sections."""
    ET.register_namespace("", _IMS)
    ET.register_namespace("adlcp", _ADL)
    ET.register_namespace("xsi", _XSI)
    root = ET.Element(_ims("manifest"), {"identifier": f"kit-{packed.identifier}", "version": "1.1"})
    root.set(f"{{{_XSI}}}schemaLocation", f"{_IMS} imscp_rootv1p1p2.xsd {_ADL} adlcp_rootv1p2.xsd")
    metadata = ET.SubElement(root, _ims("metadata"))
    ET.SubElement(metadata, _ims("schema")).text = "ADL SCORM"
    ET.SubElement(metadata, _ims("schemaversion")).text = "1.2"
    organizations = ET.SubElement(root, _ims("organizations"), {"default": "steps"})
    organization = ET.SubElement(organizations, _ims("organization"), {"identifier": "steps"})
    ET.SubElement(organization, _ims("title")).text = _legal(packed.title)
    resources = ET.SubElement(root, _ims("resources"))
    for number, (title, steps) in enumerate(packed.sections):
        parent = organization
        if title and steps:
            parent = ET.SubElement(organization, _ims("item"), {"identifier": f"section-{number}"})
            ET.SubElement(parent, _ims("title")).text = _legal(title)
        for step in steps:
            ids = {"identifier": f"item-{step.key}", "identifierref": f"resource-{step.key}"}
            item = ET.SubElement(parent, _ims("item"), ids)
            ET.SubElement(item, _ims("title")).text = _legal(step.title)
            given = {"identifier": f"resource-{step.key}", "type": "webcontent", "href": step.page}
            resource = ET.SubElement(resources, _ims("resource"), {**given, f"{{{_ADL}}}scormtype": "sco"})
            names = [step.page, "style.css", "scorm.js", *(f"files/{file.name}" for file in step.files)]
            for name in names:
                ET.SubElement(resource, _ims("file"), {"href": name})
    return _written(root)


def cmi5_structure(packed: Packed) -> bytes:
    """``cmi5.xml``: an assignable unit for each step, in blocks; a step is done once it was read."""
    ET.register_namespace("", _CMI5)
    root = ET.Element(_cmi("courseStructure"))
    course = ET.SubElement(root, _cmi("course"), {"id": packed.address})
    _said(course, "title", packed.title)
    _said(course, "description", packed.summary or packed.title)
    for number, (title, steps) in enumerate(packed.sections):
        parent = root
        if title and steps:
            parent = ET.SubElement(root, _cmi("block"), {"id": f"{packed.address}/section/{number}"})
            _said(parent, "title", title)
            _said(parent, "description", title)
        for step in steps:
            unit = {"id": f"{packed.address}/step/{step.key}", "moveOn": "Completed", "launchMethod": "AnyWindow"}
            made = ET.SubElement(parent, _cmi("au"), unit)
            _said(made, "title", step.title)
            _said(made, "description", step.title)
            ET.SubElement(made, _cmi("url")).text = step.page
    return _written(root)


def _said(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(ET.SubElement(parent, _cmi(name)), _cmi("langstring"), {"lang": "en"}).text = _legal(words)


def _ims(name: str) -> str:
    return f"{{{_IMS}}}{name}"


def _cmi(name: str) -> str:
    return f"{{{_CMI5}}}{name}"


def _legal(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(c for c in words if c >= " " and c not in "\ufffe\uffff")


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _script(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()
