"""Tables of feedback. None of them knows a person on IOM by number, and none links an anonymous answer to anyone."""

from throughcare.voice.feedback.models.activities import Activity
from throughcare.voice.feedback.models.comments import Comment
from throughcare.voice.feedback.models.surveys import Question, Survey, SurveyVersion, Wording

__all__ = ["Activity", "Comment", "Question", "Survey", "SurveyVersion", "Wording"]
