"""Runs the components of a model one after the other, in an order that is worked out once."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner


class StraightRunner(GraphRunner):
    """Rasa's own runner plans the same way anew for each message, in the time that a detector takes."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        """Run the components that `loaded` has loaded."""
        self._schema = loaded._graph_schema
        self._nodes = loaded._instantiated_nodes
        self._orders: Dict[Tuple[Text, ...], List[Text]] = {}

    @classmethod
    def create(cls, *args: Any, **kwargs: Any) -> StraightRunner:
        """Load the components (see parent class)."""
        return cls(DaskGraphRunner.create(*args, **kwargs))

    def run(
        self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
    ) -> Dict[Text, Any]:
        """Run what `targets` need, and return what came of these (see parent class)."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._ordered(wanted)
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._orders[wanted]:
            needs = self._schema.nodes[name].needs.values()
            results[name] = self._nodes[name](*(results.get(need, need) for need in needs))
        return {name: results[name][1] for name in wanted}

    def _ordered(self, targets: Tuple[Text, ...]) -> List[Text]:
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        order = TopologicalSorter({name: node.needs.values() for name, node in nodes.items()})
        return [name for name in order.static_order() if name in nodes]
