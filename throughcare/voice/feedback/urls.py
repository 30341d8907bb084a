"""Addresses of feedback: participants' pages under /say/, the screens of those who run it under /voice/."""

from django.urls import include, path

from throughcare.voice.feedback.views import activities, bank, codes, saying, surveys, texts

SAY = [
    path("", saying.start, name="say"),
    path("go", saying.go, name="say_go"),
    path("help", saying.help_page, name="say_help"),
    path("clear", saying.clear, name="say_clear"),
    path("take-back", saying.take_back, name="say_take_back"),
]
VOICE = [
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/start", surveys.start_survey, name="start_survey"),
    path("surveys/<int:version_id>", surveys.survey, name="survey"),
    path("surveys/<int:version_id>/draft", surveys.survey_draft, name="survey_draft"),
    path("surveys/<int:version_id>/up/<slug:code>", surveys.survey_order, name="survey_order"),
    path("surveys/<int:version_id>/step/<slug:code>", surveys.survey_step, name="survey_step"),
    path("surveys/<int:version_id>/results", surveys.survey_results, name="survey_results"),
    path("surveys/<int:version_id>/results.csv", surveys.survey_csv, name="survey_csv"),
    path("surveys/<int:version_id>/codes", codes.make_codes, name="make_codes"),
    path("codes/<int:batch_id>/void", codes.void_codes, name="void_codes"),
    path("door/<int:version_id>", codes.practitioner_door, name="practitioner_door"),
    path("help-to-answer", codes.help_to_answer, name="help_to_answer"),
    path("paper", codes.paper_code, name="paper_form"),
    path("text-message", texts.text_message, name="text_message"),
    path("text-message/poster", texts.text_poster, name="text_poster"),
    path("take-back", codes.forget_named, name="forget_named"),
    path("questions/", bank.questions, name="question_bank"),
    path("questions/shipped", bank.shipped_questions, name="shipped_questions"),
    path("questions/add", bank.add_question, name="add_question"),
    path("questions/<int:question_id>", bank.question, name="bank_question"),
    path("questions/<int:question_id>/change", bank.change_question, name="change_question"),
    path("questions/<int:question_id>/retire", bank.retire_question, name="retire_question"),
    path("questions/<int:question_id>/in/<slug:language>", bank.word_question, name="word_question"),
    path("questions/<int:question_id>/confirm/<slug:language>", bank.confirm_words, name="confirm_words"),
    path("calls/", activities.call_list, name="calls"),
    path("calls/<int:call_id>", activities.call, name="call"),
    path("activities/", activities.activity_list, name="activities"),
    path("activities/plan", activities.plan_activity, name="plan_activity"),
    path("activities/<int:activity_id>", activities.activity, name="activity"),
    path("activities/<int:activity_id>/step/<slug:code>", activities.activity_step, name="activity_step"),
    path("activities/<int:activity_id>/write/<slug:what>", activities.activity_write, name="activity_write"),
    path("council/<int:proposal_id>/votes", activities.council_votes, name="council_votes"),
]
urlpatterns = [path("say/", include(SAY)), path("voice/", include(VOICE))]
