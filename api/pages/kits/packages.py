"""A kit as a file: PDF, Markdown, plain text, a folder of pages, and packages for learning management systems."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from starlette.responses import Response

from api.pages.documents import Asked, Made
from api.pages.kits.reading import kit_of, own_enrolment
from api.pages.visits import Visit
from content_store.errors import NotFound
from content_store.file_views import FileView, blob_name
from content_store.kit_views import StepView
from content_store.queries.assets import linked
from content_store.queries.files import files_of
from content_store.queries.kit_steps import Steps
from content_store.rules.kits import Plan
from content_store.rules.vocabulary import LinkKind
from renderers.documents.blocks import Recipient
from renderers.documents.kits import Proof, kit_document, step_document
from renderers.documents.writing import markdown_of
from renderers.markdown import html
from renderers.packages.contents import PackageKind, Packed, PackedFile, PackedStep
from renderers.packages.packing import pack

MOST_BYTES = 50_000_000  # of all files in one package
_UNSAFE = re.compile(r"[^\w.-]+")


def kit_made(visit: Visit, asked: Asked) -> Made:
    """The kit as one document, for our own people. Raises NotFound where it is asked for a buyer."""
    if asked.recipient is Recipient.BUYER:
        message = "a kit is for our own people, and does not leave the company"
        raise NotFound(message)
    plan, steps, proof = _read(visit)
    document = kit_document(plan, steps, proof, visit.now, _base(visit))
    return Made(document, f"kit-{visit.request.path_params['slug']}", ())


def package(visit: Visit, kind: PackageKind) -> Response:
    """The kit as an archive: its pages with their files, plain or for a learning management system."""
    found, _ = kit_of(visit)
    plan, steps, proof = _read(visit)
    files = files_of(visit.session, {asset.id for step in steps for asset in step.assets})
    taking, left_out = _taken(steps, files)
    by_key = {step.step.key: step for step in steps}

    def packed_step(key: str) -> PackedStep:
        view = by_key[key]
        told = step_document(view, proof, visit.now, _base(visit))
        step = view.step
        chosen = tuple(PackedFile(name, _bytes(visit, file)) for name, file in taking.get(key, ()))
        return PackedStep(key, told.title, step.minutes, step.required, html(markdown_of(told)), chosen)

    packed = Packed(
        slug=found.slug,
        identifier=f"{found.slug}-{found.version or 0}",
        address=f"{_base(visit)}/kits/{found.slug}/{found.version or 0}",
        title=plan.title,
        summary=plan.summary,
        sections=tuple(
            (section.title, tuple(packed_step(step.key) for step in section.steps if not by_key[step.key].is_skipped))
            for section in plan.sections
        ),
        markdown=markdown_of(kit_document(plan, steps, proof, visit.now, _base(visit))),
        left_out=tuple(left_out),
    )
    name = quote(f"kit-{found.slug}.{kind.value}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(pack(packed, kind), headers=headers, media_type="application/zip")


def _read(visit: Visit) -> tuple[Plan, tuple[StepView, ...], Proof]:
    """The plan that the visitor reads, its steps as they are now, and what proves their assets."""
    found, is_draft = kit_of(visit)
    enrolment = None if is_draft else own_enrolment(visit, found)
    plan = enrolment.plan if enrolment else found.plan
    steps = Steps(visit.session, visit.window, [plan]).of(plan)
    ids = list({asset.id for step in steps for asset in step.assets})
    return plan, steps, linked(visit.session, ids, LinkKind.PROOF, visit.window)


def _taken(
    steps: tuple[StepView, ...], files: Mapping[int, list[FileView]]
) -> tuple[dict[str, list[tuple[str, FileView]]], list[str]]:
    """The files of each step by its key, under names of their own, and the names of those that do not fit."""
    taken: dict[str, list[tuple[str, FileView]]] = {}
    left_out, size = [], 0
    for step, file in _each(steps, files):
        size += file.bytes
        if size > MOST_BYTES:
            left_out.append(file.name)
            size -= file.bytes
        else:
            taken.setdefault(step.step.key, []).append((f"{file.id}-{_UNSAFE.sub('-', file.name)[-100:]}", file))
    return taken, left_out


def _each(steps: tuple[StepView, ...], files: Mapping[int, list[FileView]]) -> Iterator[tuple[StepView, FileView]]:
    """Each file once, at the first step that it belongs to."""
    seen: set[int] = set()
    for step in steps:
        for asset in step.assets:
            for file in files.get(asset.id, ()):
                if file.id not in seen:
                    seen.add(file.id)
                    yield step, file


def _bytes(visit: Visit, file: FileView) -> bytes:
    storage = visit.runtime.storage
    with storage.workplace() as folder, storage.at_hand(blob_name(file.digest), folder) as path:
        return path.read_bytes()


def _base(visit: Visit) -> str:
    return str(visit.request.base_url).rstrip("/")
