"""The sandbox lets no template change what it is given; ours must not try, or nobody gets the page."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parents[2] / "renderers" / "templates").iterdir())
CHANGES = re.compile(
    r"\.(append|extend|insert|pop|remove|clear|update|setdefault|add|discard|sort|reverse)\(|\.__?[a-z]"
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_changes_what_it_is_given(path: Path) -> None:
    spoken = " ".join(re.findall(r"\{[{%].*?[%}]\}", path.read_text("utf-8"), re.DOTALL))
    assert not CHANGES.search(spoken)
