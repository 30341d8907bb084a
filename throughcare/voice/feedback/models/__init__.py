"""Tables of feedback. None of them knows a person on IOM by number, and none links an anonymous answer to anyone."""

from throughcare.voice.feedback.models.activities import Activity, AgendaItem, CouncilProposal
from throughcare.voice.feedback.models.codes import Code, CodeBatch, DoorCode, Draft, PaperEntry, Pool, Waiting
from throughcare.voice.feedback.models.comments import Comment, Statement
from throughcare.voice.feedback.models.counts import Participation, Tally
from throughcare.voice.feedback.models.named import Disclosure, NamedAnswer, NamedComment
from throughcare.voice.feedback.models.receipts import Receipt
from throughcare.voice.feedback.models.surveys import Audience, Mode, Question, Survey, SurveyVersion, Wording

__all__ = [
    "Activity",
    "AgendaItem",
    "Audience",
    "Code",
    "CodeBatch",
    "Comment",
    "CouncilProposal",
    "Disclosure",
    "DoorCode",
    "Draft",
    "Mode",
    "NamedAnswer",
    "NamedComment",
    "PaperEntry",
    "Participation",
    "Pool",
    "Question",
    "Receipt",
    "Statement",
    "Survey",
    "SurveyVersion",
    "Tally",
    "Waiting",
    "Wording",
]
