"""Every write about decisions."""

from throughcare.commissioning.decisions.actions.advice import ask_advice, complete_advice, give_advice, not_needed
from throughcare.commissioning.decisions.actions.commenting import (
    comment,
    discard_comment,
    keep_comment,
    settle_comment,
)
from throughcare.commissioning.decisions.actions.delegations import revoke_delegation, use_delegation
from throughcare.commissioning.decisions.actions.drafting import (
    accept_finding,
    carry_over,
    import_signed,
    keep_version,
    save_paper,
    save_part_two,
    share,
    start_amendment,
    start_paper,
)
from throughcare.commissioning.decisions.actions.publication import defer, keep_in_part_2, publish
from throughcare.commissioning.decisions.actions.workflow import (
    approve_as_chief_executive,
    bring_into_effect,
    refuse,
    return_to_draft,
    sign,
    supersede,
    support_at_board,
    withdraw,
)

__all__ = [
    "accept_finding",
    "approve_as_chief_executive",
    "ask_advice",
    "bring_into_effect",
    "carry_over",
    "comment",
    "complete_advice",
    "defer",
    "discard_comment",
    "give_advice",
    "import_signed",
    "keep_comment",
    "keep_in_part_2",
    "keep_version",
    "not_needed",
    "publish",
    "refuse",
    "return_to_draft",
    "revoke_delegation",
    "save_paper",
    "save_part_two",
    "settle_comment",
    "share",
    "sign",
    "start_amendment",
    "start_paper",
    "supersede",
    "support_at_board",
    "use_delegation",
    "withdraw",
]
