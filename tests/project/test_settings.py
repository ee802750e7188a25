import re

from api.settings import Settings
from tests.project.files import read

HEADING = re.compile(r"^#+ `?(KINDLING_[A-Z_]+)`?", re.MULTILINE)


def test_every_setting_has_a_heading_and_no_heading_lacks_its_setting() -> None:
    prefix = Settings.model_config["env_prefix"]
    assert sorted(HEADING.findall(read("docs/settings.md"))) == sorted(
        f"{prefix}{name}".upper() for name in Settings.model_fields
    )
