"""What Rasa's rules decide, asked once for each moment of a turn that they can tell apart."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple

from rasa.core.actions.action import Action
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

# The intent of the latest message, the actions since, and the one before it.
Moment = Tuple[Optional[str], ...]


class Decisions:
    """Rasa's decisions by moment, for a model whose rules look at nothing but the turn they are in.

    Rasa compares a conversation with every rule before each action, which takes longer than to understand
    the message, and comes to the same decision each time.
    """

    def __init__(self, graph_runner: Any) -> None:
        """Look at the rules of the model that `graph_runner` runs."""
        nodes = getattr(graph_runner, "_instantiated_nodes", {}).values()
        policies = [node._component for node in nodes if isinstance(node._component, Policy)]
        self._hold = len(policies) == 1 and looks_at_one_turn(policies[0])
        self._known: Dict[Moment, Tuple[Action, PolicyPrediction]] = {}

    def moment(self, tracker: DialogueStateTracker) -> Optional[Moment]:
        """Return the moment that `tracker` is at, or None if more than that decides."""
        if not self._hold or tracker.followup_action or tracker.active_loop:
            return None
        said: Optional[UserUttered] = None
        actions: List[Optional[str]] = []
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                if said:
                    return None
                said = event
            elif isinstance(event, ActionExecuted):
                actions.append(event.action_name)
                if said:
                    return (said.intent_name, *actions)
        return None

    def known(self, moment: Optional[Moment]) -> Optional[Tuple[Action, PolicyPrediction]]:
        """Return what was decided at `moment`, if it was."""
        return self._known.get(moment) if moment else None

    def remember(self, moment: Optional[Moment], action: Action, prediction: PolicyPrediction) -> None:
        """Keep a decision; events that come with it belong to the conversation that it was made in."""
        if moment:
            kept = PolicyPrediction(
                prediction.probabilities, prediction.policy_name, prediction.policy_priority
            )
            self._known[moment] = action, kept


def looks_at_one_turn(policy: Policy) -> bool:
    """Return whether every rule of `policy` begins with a message and ends before the next one."""
    if not isinstance(policy, RulePolicy):
        return False
    return all(_is_one_turn(json.loads(rule)) for rule in policy.lookup[RULES])


def _is_one_turn(states: List[Dict[str, Any]]) -> bool:
    first = states[0]
    begins = first.get("prev_action") == {"action_name": ACTION_LISTEN_NAME}
    return begins and all(
        state.keys() == {"prev_action", "user"}
        and state["user"].keys() == {"intent"}
        and state["user"] == first["user"]
        for state in states
    )
