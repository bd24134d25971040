"""Runs the actions inside the server's process, in place of an action server of their own."""

from __future__ import annotations

from typing import Any, Dict

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class InProcessActions(EndpointConfig):
    """An action endpoint that calls rasa_sdk's executor instead of the network.

    A server of its own costs a round trip and its serialisation for each action, and leaves clients
    without an answer when it is down.
    """

    def __init__(self) -> None:
        """Register every action of the `actions` package."""
        # The domain is sent to those actions that ask for it, which is none of ours.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *args: Any, json: Dict[str, Any], **kwargs: Any) -> Any:
        """Run the action that `json` names and return its events and responses."""
        return await self._executor.run(json)


class InProcessAction(RemoteAction):
    """An action of ours as Rasa sees it."""

    def _validate_action_result(self, result: Dict[str, Any]) -> bool:
        # Rasa checks a whole schema at every action, since a server elsewhere may send anything.
        return True
