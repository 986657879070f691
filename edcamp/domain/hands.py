"""Sessions whose hosts need somebody of the organizers there."""

from edcamp.domain.camp import Camp, Hand
from edcamp.domain.ids import SlotId, TopicId


def hand_at(camp: Camp, topic: TopicId, slot: SlotId) -> Hand | None:
    """What is asked for there, and not done yet."""
    return next((hand for hand in camp.hands.get(topic, ()) if hand.slot == slot), None)
