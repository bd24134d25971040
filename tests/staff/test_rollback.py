"""Back to the last model by command, and by a running server without a restart."""

import shutil
import urllib.request

import pytest
from conftest import serving
from test_live_server import ask, wait_for

from channels import checksum
from staff import models


def newer(model, folder):
    """A copy of the model that looks newer, with its checksum."""
    path = folder / "models" / "99990101-000000-newer.tar.gz"
    shutil.copy(model, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)
    checksum.write(path)
    return path


def test_the_newest_is_put_away_and_the_one_before_is_named(copy_with_model, model, faqbot):
    path = newer(model, copy_with_model)
    done = faqbot("rollback", cwd=copy_with_model)
    assert done.returncode == 0
    assert f"Servers now take: {model.name}" in done.stdout
    assert not path.exists()
    assert (copy_with_model / "models/withdrawn" / path.name).exists()


def test_the_only_model_is_not_put_away(copy_with_model, model, faqbot):
    done = faqbot("rollback", cwd=copy_with_model)
    assert done.returncode == 1
    assert "no earlier model" in done.stderr
    assert (copy_with_model / "models" / model.name).exists()


def test_what_is_current_but_not_the_newest_is_brought_forward(copy_with_model, model):
    folder = copy_with_model / "models"
    other = folder / f"{model.name[:15]}-zz.tar.gz"
    shutil.copy(model, other)
    latest = models.bring_forward(folder / model.name)
    assert latest == max(folder.glob("*.tar.gz"))
    assert latest not in (other, folder / model.name)
    assert checksum.is_right(latest)
    assert models.bring_forward(latest) == latest


@pytest.mark.slow
def test_a_running_server_goes_back(copy_with_model, model, tmp_path, faqbot):
    log = tmp_path / "server.log"
    with serving(tmp_path, model, cwd=copy_with_model) as address:
        path = newer(model, copy_with_model)
        wait_for(f"{path.name} is in use", log)
        faqbot("rollback", cwd=copy_with_model)
        wait_for(f"{model.name} is in use", log)
        assert "30, 45 or 60" in ask(address)["replies"][0]["text"]
        with urllib.request.urlopen(f"{address}/readyz") as response:
            assert response.status == 200
