"""Leaves TensorFlow out of a process that only answers: importing it takes seconds and hundreds of megabytes.

Rasa imports it whatever the pipeline is, though only some of its components use it, and this project's
pipeline has none of those. In its place stand modules whose every attribute is an empty class: enough to
define Rasa's classes that derive from TensorFlow's, and of no use for anything else.
"""

from __future__ import annotations

import importlib.abc
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional, Sequence

from faq import project

# Rasa's components that compute with TensorFlow.
NEED_IT = (
    "DIETClassifier",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
)

_PACKAGES = frozenset(["tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"])


def leave_out() -> None:
    """Do without TensorFlow from now on, unless config.yml names a component that needs it."""
    config = (project.root() / "config.yml").read_text(encoding="utf-8")
    if "tensorflow" not in sys.modules and not any(name in config for name in NEED_IT):
        sys.meta_path.insert(0, _StandIns())


class _StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for each module of TensorFlow."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        if name.partition(".")[0] not in _PACKAGES:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _StandIn(ModuleType):
    """A module in which every name is an empty class."""

    def __getattr__(self, name: str) -> Any:
        return _empty_class(name)


class _EmptyClass(type):
    """A class that has every attribute, each of which is an empty class too."""

    def __getattr__(cls, name: str) -> Any:
        return _empty_class(name)


def _empty_class(name: str) -> Any:
    # What Python itself asks for is not there, as nobody is to take it for a real one.
    if name.startswith("__"):
        raise AttributeError(name)
    # Called as a decorator or to make a constant, it takes anything.
    return _EmptyClass(name, (), {"__init__": lambda self, *_, **__: None})
