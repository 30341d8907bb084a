"""Addresses of feedback: participants' pages under /say/, the screens of those who run it under /voice/."""

from django.urls import path

from throughcare.voice.feedback.views import activities, bank, codes, saying, surveys, texts

urlpatterns = [
    path("say/", saying.start, name="say"),
    path("say/go", saying.go, name="say_go"),
    path("say/help", saying.help_page, name="say_help"),
    path("say/clear", saying.clear, name="say_clear"),
    path("say/take-back", saying.take_back, name="say_take_back"),
    path("voice/surveys/", surveys.survey_list, name="surveys"),
    path("voice/surveys/start", surveys.start_survey, name="start_survey"),
    path("voice/surveys/<int:version_id>", surveys.survey, name="survey"),
    path("voice/surveys/<int:version_id>/draft", surveys.survey_draft, name="survey_draft"),
    path("voice/surveys/<int:version_id>/up/<slug:code>", surveys.survey_order, name="survey_order"),
    path("voice/surveys/<int:version_id>/step/<slug:code>", surveys.survey_step, name="survey_step"),
    path("voice/surveys/<int:version_id>/results", surveys.survey_results, name="survey_results"),
    path("voice/surveys/<int:version_id>/results.csv", surveys.survey_csv, name="survey_csv"),
    path("voice/surveys/<int:version_id>/codes", codes.make_codes, name="make_codes"),
    path("voice/codes/<int:batch_id>/void", codes.void_codes, name="void_codes"),
    path("voice/door/<int:version_id>", codes.practitioner_door, name="practitioner_door"),
    path("voice/paper", codes.paper_code, name="paper_form"),
    path("voice/text-message", texts.text_message, name="text_message"),
    path("voice/text-message/poster", texts.text_poster, name="text_poster"),
    path("voice/take-back", codes.forget_named, name="forget_named"),
    path("voice/questions/", bank.questions, name="question_bank"),
    path("voice/questions/shipped", bank.shipped_questions, name="shipped_questions"),
    path("voice/questions/add", bank.add_question, name="add_question"),
    path("voice/questions/<int:question_id>", bank.question, name="bank_question"),
    path("voice/questions/<int:question_id>/change", bank.change_question, name="change_question"),
    path("voice/questions/<int:question_id>/retire", bank.retire_question, name="retire_question"),
    path("voice/questions/<int:question_id>/in/<slug:language>", bank.word_question, name="word_question"),
    path("voice/questions/<int:question_id>/confirm/<slug:language>", bank.confirm_words, name="confirm_words"),
    path("voice/calls/", activities.call_list, name="calls"),
    path("voice/calls/<int:call_id>", activities.call, name="call"),
    path("voice/activities/", activities.activity_list, name="activities"),
    path("voice/activities/plan", activities.plan_activity, name="plan_activity"),
    path("voice/activities/<int:activity_id>", activities.activity, name="activity"),
    path("voice/activities/<int:activity_id>/step/<slug:code>", activities.activity_step, name="activity_step"),
    path("voice/activities/<int:activity_id>/write/<slug:what>", activities.activity_write, name="activity_write"),
    path("voice/council/<int:proposal_id>/votes", activities.council_votes, name="council_votes"),
]
