"""Templates of one's own, in a folder that the settings name: each takes the place of the one of its name."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.loaders import split_template_path
from jinja2.meta import find_undeclared_variables

from renderers.template_variables import variables_of

PAPER = "paper.typ"
LARGEST = 1_000_000  # bytes
_SUFFIXES = frozenset({".html", ".txt", ".typ"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template, and in which line of which file; line 0 for the file as a whole."""

    file: Path
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}" if self.line else f"{self.file}: {self.words}"


@dataclass
class Overrides(BaseLoader):
    """The folder's templates, by name. What turned out to be faulty is left out from then on.

    Nothing outside the folder is read: a link that leads out of it is no template.
    """

    folder: Path | None = None
    faults: list[Fault] = field(default_factory=list)
    _left_out: set[str] = field(default_factory=set)

    @cached_property
    def root(self) -> Path | None:
        """The folder itself, whatever links lead to it."""
        return self.folder.resolve() if self.folder else None

    def names(self) -> list[str]:
        """What is there to take the place of a template."""
        if self.root is None or not self.root.is_dir():
            return []
        found = (path for path in self.root.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def list_templates(self) -> list[str]:
        """Those that the pages' environment compiles."""
        return [name for name in self.names() if not name.endswith(".typ") and name not in self._left_out]

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        """The text of a template. Raises TemplateNotFound where the folder has none, or none that works."""
        del environment
        path = self._path(template)
        if path is None or template in self._left_out:
            raise TemplateNotFound(template)
        return path.read_text("utf-8"), str(path), None

    def text(self, name: str) -> str | None:
        """The text of a template that is not for pages; None where the folder has none that works."""
        path = None if name in self._left_out else self._path(name)
        return path.read_text("utf-8") if path else None

    def leave_out(self, name: str, fault: Fault) -> None:
        """Let the built-in template serve from now on, and say why."""
        if name not in self._left_out:
            self._left_out.add(name)
            self.faults.append(fault)
            _log.error("%s; the built-in template serves instead", fault)

    def blame(self, trace: TracebackType | None, error: Exception) -> bool:
        """Leave out the template of ours that ``error`` came from; False where it came from none."""
        places = [(Path(at), line) for at, line in _lines(trace)]
        if isinstance(error, TemplateSyntaxError) and error.filename:
            places.append((Path(error.filename), error.lineno))
        ours = [(path, line) for path, line in places if self.root is not None and path.is_relative_to(self.root)]
        if not ours or self.root is None:
            return False
        path, line = ours[-1]
        self.leave_out(path.relative_to(self.root).as_posix(), Fault(path, line, _words(error)))
        return True

    def check(self, environment: Environment) -> None:
        """Leave out what cannot work: unreadable, misspelt, naming what there is not, or switching escaping off."""
        for name in self.names():
            path = self._path(name)
            if path is None:
                self.leave_out(name, Fault(self._shown(name), 0, "it lies outside the folder, or is too large"))
            elif not self._is_known(name):
                self.faults.append(Fault(path, 0, "no template has this name; see “kindling templates”"))
            elif not name.endswith(".typ"):
                for fault in _faults(environment, name, path):
                    self.leave_out(name, fault)

    def _is_known(self, name: str) -> bool:
        return name == PAPER or name in built_in_names() or name.startswith("_")

    def _path(self, name: str) -> Path | None:
        if self.root is None:
            return None
        try:
            path = self.root.joinpath(*split_template_path(name)).resolve()
        except (TemplateNotFound, OSError):
            return None
        is_inside = path.is_relative_to(self.root) and path.is_file()
        return path if is_inside and path.stat().st_size <= LARGEST else None

    def _shown(self, name: str) -> Path:
        return (self.root or Path()) / name


def built_in_names() -> list[str]:
    """The templates that come with Kindling."""
    return sorted(path.name for path in (Path(__file__).parent / "templates").iterdir())


def _faults(environment: Environment, template: str, path: Path) -> Iterator[Fault]:
    """What can be told of a template without rendering it."""
    try:
        source = path.read_text("utf-8")
        # Compiling finds filters and tests that there are not, as well.
        environment.compile(source, template, str(path))
    except TemplateSyntaxError as error:
        yield Fault(path, error.lineno, error.message or "it cannot be read")
        return
    except UnicodeDecodeError:
        yield Fault(path, 0, "it is not UTF-8")
        return
    tree = environment.parse(source, template, str(path))
    # Plain text has nothing to escape.
    unescaped = () if template.endswith(".txt") else (nodes.ScopedEvalContextModifier, nodes.EvalContextModifier)
    for node in tree.find_all(unescaped) if unescaped else ():
        yield Fault(path, node.lineno, "escaping cannot be switched off")
    known = variables_of(template)
    if known is not None:
        undeclared = find_undeclared_variables(tree) - set(known) - set(environment.globals)
        for name in tree.find_all(nodes.Name):
            if name.name in undeclared and name.ctx == "load":
                yield Fault(path, name.lineno, f"“{name.name}” is undefined; there is {', '.join(sorted(known))}")


def _lines(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
