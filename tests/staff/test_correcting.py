"""A corrected phrasing is added in place, and nothing else of the file changes."""

import pytest

from staff import correcting, yaml_edit
from staff.errors import StaffError


def test_adds_one_line_at_the_end(copy):
    path = copy / "faq/entries/aftercare.yml"
    path.write_text(f"# kept\n{path.read_text()}")
    before = path.read_text()
    assert correcting.add_phrasing("  is it ok: to #run \U0001f604 \\ after?\n", "aftercare") == path
    assert path.read_text() == f'{before}- "is it ok: to #run \U0001f604 \\\\ after?"\n'


def test_a_phrasing_that_stands_elsewhere_is_refused(copy):
    with pytest.raises(StaffError, match=r"already stands in session_length\.yml"):
        correcting.add_phrasing("Duration", "aftercare")


def test_every_entry_survives_a_round_trip(copy):
    for path in [copy / "faq/texts.yml", copy / "faq/practice.yml", *(copy / "faq/entries").glob("*.yml")]:
        before = path.read_bytes()
        yaml_edit.save(path, yaml_edit.load(path))
        assert path.read_bytes() == before, path.name
