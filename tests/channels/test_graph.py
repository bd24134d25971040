"""The runner of a model's components gives what Rasa's own gives."""

from __future__ import annotations

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from channels.graph import StraightRunner


class Sum(GraphComponent):
    """Adds what it is given to its own number."""

    ran = []

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    def create(cls, config, model_storage, resource, execution_context) -> Sum:
        return cls(config["number"])

    def add(self, one: int, other: int = 0) -> int:
        self.ran.append(self._number)
        return self._number + one + other


def node(number: int, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Sum, constructor_name="create", fn="add", config={"number": number}, eager=True
    )


# The last ones come first, and one is needed by nobody.
SCHEMA = GraphSchema(
    {
        "end": node(1000, one="left", other="right"),
        "right": node(100, one="begin"),
        "left": node(10, one="begin"),
        "begin": node(1, one="given"),
        "unneeded": node(5, one="given"),
    }
)


@pytest.fixture
def options(tmp_path):
    Sum.ran.clear()
    return SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(SCHEMA)


@pytest.mark.parametrize("targets", [["end"], ["left"], ["right", "unneeded"]])
def test_gives_what_rasas_runner_gives(options, targets):
    rasas = DaskGraphRunner.create(*options)
    straight = StraightRunner.create(*options)

    for given in (1, 2):
        expected = rasas.run(inputs={"given": given}, targets=targets)
        assert straight.run(inputs={"given": given}, targets=targets) == expected


def test_runs_each_component_once_and_only_what_is_needed(options):
    StraightRunner.create(*options).run(inputs={"given": 0}, targets=["end"])

    assert sorted(Sum.ran) == [1, 10, 100, 1000]


def test_a_missing_input_is_an_error(options):
    with pytest.raises(GraphRunError, match="given"):
        StraightRunner.create(*options).run(inputs={}, targets=["end"])
