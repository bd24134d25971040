"""A copy of the project to edit, so that no test touches the real one."""

import shutil

import pytest

from faq import project


def copy_of_project(folder):
    for name in ("config.yml", "domain.yml"):
        shutil.copy(project.root() / name, folder)
    for name in ("faq", "data"):
        shutil.copytree(project.root() / name, folder / name)
    return folder


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the project, which is the project for this test."""
    folder = tmp_path / "project"
    folder.mkdir()
    copy_of_project(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def copy_with_model(copy, model):
    """A copy of the project with the shared model in it."""
    (copy / "models").mkdir()
    (copy / "models" / model.name).symlink_to(model)
    return copy
