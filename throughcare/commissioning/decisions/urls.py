from django.urls import path

from throughcare.commissioning.decisions.views import commenting, drafting, moves, papers, part_two, register

urlpatterns = [
    path("decisions", register.index, name="register"),
    path("decisions/feed.xml", register.feed, name="decisions_feed"),
    path("decisions/<slug:slug>", register.decision, name="decision"),
    path("decisions/<slug:slug>.json", register.decision_json, name="decision_json"),
    path("decisions/<slug:slug>.<str:kind>", register.decision_file, name="decision_file"),
    path("papers", papers.index, name="papers"),
    path("papers/start", papers.start, name="start_paper"),
    path("papers/import", papers.import_paper, name="import_paper"),
    path("papers/<int:paper_id>", papers.paper, name="paper"),
    path("papers/<int:paper_id>/edit/<slug:step>", drafting.edit, name="edit_paper"),
    path("papers/<int:paper_id>/save/<slug:step>", drafting.autosave, name="autosave_paper"),
    path("papers/<int:paper_id>/comment", commenting.comment, name="comment_on_paper"),
    path("papers/<int:paper_id>/comments/<int:comment_id>/settle", commenting.settle_comment, name="settle_comment"),
    path("papers/<int:paper_id>/findings/<slug:key>", papers.accept, name="accept_finding"),
    path("papers/<int:paper_id>/share", papers.share, name="share_paper"),
    path("papers/<int:paper_id>/thread", papers.thread, name="thread"),
    path("papers/<int:paper_id>/versions", papers.versions, name="paper_versions"),
    path("papers/<int:paper_id>/paper.<slug:kind>", papers.download, name="paper_file"),
    path("papers/<int:paper_id>/part-2", part_two.part_two, name="part_two"),
    path("papers/<int:paper_id>/part-2/break-glass", part_two.break_glass_part_two, name="break_glass_part_two"),
    path("papers/<int:paper_id>/advice/<slug:kind>", moves.advice, name="advice"),
    path("papers/<int:paper_id>/do/<slug:code>", moves.move, name="move_paper"),
    path("delegations/<int:delegation_id>/use", moves.use_delegation, name="use_delegation"),
    path("delegations/<int:delegation_id>/revoke", moves.revoke_delegation, name="revoke_delegation"),
]
