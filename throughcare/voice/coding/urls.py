"""Addresses of the coding room."""

from django.urls import path

from throughcare.voice.coding.views import books, figures, quotes, room

urlpatterns = [
    path("coding/", room.index, name="coding"),
    path("coding/take-in", room.take_in, name="take_in"),
    path("coding/next", room.next_comment, name="next_comment"),
    path("coding/differences", room.disputes, name="disputes"),
    path("coding/comment/<int:reading_id>", room.comment, name="read_comment"),
    path("coding/comment/<int:reading_id>/mask", room.mask, name="mask_more"),
    path("coding/comment/<int:reading_id>/set-aside", room.set_aside, name="set_aside"),
    path("coding/comment/<int:reading_id>/danger", room.danger, name="pass_on_danger"),
    path("coding/comment/<int:reading_id>/take-up-again", room.take_up_again, name="take_up_again"),
    path("coding/comment/<int:reading_id>/look-again", room.look_again, name="look_again"),
    path("coding/comment/<int:reading_id>/settle", room.settle, name="settle"),
    path("coding/comment/<int:reading_id>/quote", quotes.propose, name="propose_quote"),
    path("coding/codebook/open", books.open_codebook, name="open_codebook"),
    path("coding/codebook/<int:codebook_id>", books.codebook, name="codebook"),
    path("coding/codebook/<int:codebook_id>/version/<int:number>", books.codebook_version, name="codebook_version"),
    path("coding/codebook/<int:codebook_id>/add", books.add_theme, name="add_theme"),
    path("coding/codebook/<int:codebook_id>/second", books.second_coders, name="second_coders"),
    path("coding/codebook/<int:codebook_id>/agreement", books.agreement, name="agreement"),
    path("coding/codebook/<int:codebook_id>/suggestions", books.suggestions, name="suggestions"),
    path("coding/codebook/<int:codebook_id>/train", books.train, name="train_suggestions"),
    path("coding/codebook/<int:codebook_id>/theme/<slug:code>/reword", books.reword, name="reword_theme"),
    path("coding/codebook/<int:codebook_id>/theme/<slug:code>/merge", books.merge, name="merge_theme"),
    path("coding/codebook/<int:codebook_id>/theme/<slug:code>/split", books.split, name="split_theme"),
    path("coding/codebook/<int:codebook_id>/theme/<slug:code>/retire", books.retire, name="retire_theme"),
    path("coding/quotes", quotes.index, name="quotes"),
    path("coding/quotes/<int:quote_id>", quotes.quote, name="quote"),
    path("coding/quotes/<int:quote_id>/approve", quotes.approve, name="approve_quote"),
    path("coding/quotes/<int:quote_id>/refuse", quotes.refuse, name="refuse_quote"),
    path("coding/quotes/<int:quote_id>/take-down", quotes.take_down, name="take_down_quote"),
    path("coding/figures", figures.index, name="theme_figures"),
    path("coding/figures/release", figures.release, name="release_figures"),
    path("coding/figures/<int:figures_id>", figures.figures, name="figures_release"),
    path("coding/figures/<int:figures_id>/figures.csv", figures.figures_csv, name="figures_csv"),
]
