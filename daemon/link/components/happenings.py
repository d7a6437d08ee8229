"""What happens: entities that show the last event, and triggers that an automation can start from."""

from daemon.core.facts import Ending
from daemon.link.components.box import Box
from daemon.link.components.templates import Component


def events(box: Box) -> dict[str, Component]:
    """Returns the entities that show what happened last."""
    return {
        "rep": {
            "p": "event",
            "name": "Rep",
            "icon": "mdi:counter",
            "state_topic": f"{box.topics.root}/rep",
            "event_types": ["rep", "hold", "rep_rejected", "rep_corrected"],
        },
        "set": {
            "p": "event",
            "name": "Set",
            "icon": "mdi:dumbbell",
            "state_topic": f"{box.topics.root}/set",
            "event_types": ["set_started", "set_ended"],
        },
        "record": {
            "p": "event",
            "name": "Record",
            "icon": "mdi:trophy",
            "state_topic": f"{box.topics.root}/record",
            "event_types": ["record", "record_withdrawn"],
        },
        "plan_event": {
            "p": "event",
            "name": "Plan event",
            "icon": "mdi:clipboard-text-clock",
            "state_topic": f"{box.topics.root}/plan",
            "event_types": [
                "plan_started",
                "step_started",
                "round_done",
                "stop_withheld",
                "plan_changed",
                "plan_ended",
                "load_proposed",
            ],
        },
    }


def triggers(box: Box) -> dict[str, Component]:
    """Returns what an automation can start from; a trigger has no entity and so no id."""

    def trigger(kind: str, branch: str, template: str, payload: str) -> Component:
        return {
            "p": "device_automation",
            "automation_type": "trigger",
            "type": kind,
            "subtype": "spotter",
            "topic": f"{box.topics.root}/{branch}",
            "value_template": template,
            "payload": payload,
            "qos": 1,
        }

    by_name = "{{ value_json.event_type }}"
    return {
        "on_rep": trigger("rep", "rep", by_name, "rep"),
        "on_no_rep": trigger("no_rep", "rep", by_name, "rep_rejected"),
        "on_set_ended": trigger("set_ended", "set", by_name, "set_ended"),
        "on_record": trigger("record", "record", by_name, "record"),
        "on_plan_step": trigger("plan_step", "plan", by_name, "step_started"),
        "on_plan_ended": trigger("plan_ended", "plan", by_name, "plan_ended"),
        "on_target": trigger("target_reached", "set", "{{ value_json.why | default('') }}", Ending.TARGET.value),
    }
