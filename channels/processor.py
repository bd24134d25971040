"""Rasa's way of a message, without the steps that no message of ours needs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from rasa.core.actions.action import Action, ActionListen, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine.runner.interface import GraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker
from threadpoolctl import threadpool_limits

from actions.in_process import InProcessAction, InProcessActions
from channels.graph import StraightRunner
from channels.rules import Decisions
from nlu.encoder import cores


class Processor(MessageProcessor):
    """Understands messages beside each other, and leaves out what cannot change the answer."""

    def __init__(self, **options: Any) -> None:
        """Load the model (see parent class)."""
        super().__init__(**options)
        self._extracts_slots = _extracts_slots(self.domain)
        self._decisions = Decisions(self.graph_runner)
        self.graph_runner: GraphRunner = StraightRunner(self.graph_runner)
        # Messages are understood beside each other, each on a core: threads of one message's small matrices
        # would only wait for each other, and do so at full speed.
        threadpool_limits(1, "blas")
        # The encoder works outside of Python's lock, so that as many messages as there are cores are
        # understood at once, and nobody's request waits for them to be read.
        self._threads = ThreadPoolExecutor(cores(), thread_name_prefix="understand")

    async def parse_message(
        self,
        message: UserMessage,
        tracker: Optional[DialogueStateTracker] = None,
        only_output_properties: bool = True,
    ) -> Dict[str, Any]:
        """Return how `message` is understood (see parent class)."""
        # There is nothing to wait for in Rasa's coroutine: it runs through at once.
        reading = super().parse_message(message, tracker, only_output_properties)
        return await asyncio.get_running_loop().run_in_executor(self._threads, _finish, reading)

    def _check_for_unseen_features(self, parse_data: Dict[str, Any]) -> None:
        # Rasa compares the whole domain for a warning; model and domain are of one training here.
        pass

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots from the message, if any slot is filled so (see parent class)."""
        if not self._extracts_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> Tuple[Action, PolicyPrediction]:
        """Choose the next action (see parent class); one of ours runs in this process."""
        moment = self._decisions.moment(tracker)
        decided = self._decisions.known(moment)
        if decided:
            return decided
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if isinstance(action, RemoteAction) and isinstance(self.action_endpoint, InProcessActions):
            action = InProcessAction(action.name(), self.action_endpoint)
        self._decisions.remember(moment, action, prediction)
        return action, prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        if isinstance(action, ActionListen):
            # Rasa copies the conversation for it, as for every action.
            self._log_action_on_tracker(tracker, action, [], prediction)
            return False
        return await super()._run_action(action, tracker, output_channel, nlg, prediction)


class FaqAgent(Agent):
    """Rasa's agent with the processor above."""

    def load_model(self, model_path: Any, fingerprint: Optional[str] = None) -> None:
        """Load a model and answer with it from then on (see parent class)."""
        self.processor = Processor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)


def load_agent(model: Path, tracker_store: Optional[TrackerStore] = None) -> Agent:
    """Return an agent that answers with `model` and keeps conversations in `tracker_store`.

    Args:
        model: a model archive.
        tracker_store: where conversations are kept; in memory if None.
    """
    agent = FaqAgent(action_endpoint=InProcessActions(), tracker_store=tracker_store)
    agent.load_model(model)
    return agent


def _extracts_slots(domain: Domain) -> bool:
    # A slot that only actions set has the one mapping "custom", without an action.
    return any(
        mapping.get("type") != str(SlotMappingType.CUSTOM) or mapping.get("action")
        for slot in domain.slots
        for mapping in slot.mappings
    )


def _finish(coroutine: Any) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("Reading a message has waited for something.")
