"""Addresses of referrals, advice and the services."""

from django.urls import path

from throughcare.delivery.referrals.views import advice, cases, lists, services, writing

urlpatterns = [
    path("services/", services.services, name="services"),
    path("services/<slug:code>", services.service, name="service"),
    path("delivery/counts", services.counts, name="delivery_counts"),
    path("delivery/counts.csv", services.counts_csv, name="delivery_counts_csv"),
    path("referrals/", lists.my_referrals, name="referrals"),
    path("referrals/new", writing.refer, name="refer"),
    path("people/<int:service_user_id>/refer", writing.refer_person, name="refer_person"),
    path("referrals/hand-over", lists.hand_over, name="hand_over"),
    path("referrals/inbox", lists.inbox, name="inbox"),
    path("referrals/waiting", lists.waiting, name="waiting"),
    path("referrals/caseload", lists.caseload, name="caseload"),
    path("referrals/cover", lists.cover, name="cover"),
    path("referrals/cover/<int:cover_id>", lists.end_cover, name="end_cover"),
    path("referrals/transfers/<int:transfer_id>/answer", lists.answer_offer, name="answer_transfer"),
    path("referrals/transfers/<int:transfer_id>/take-back", lists.take_back_offer, name="take_back_offer"),
    path("referrals/transfers/<int:transfer_id>/undo", lists.undo_transfer, name="undo_transfer"),
    path("referrals/<int:referral_id>", cases.referral, name="referral"),
    path("referrals/<int:referral_id>/text", cases.text, name="referral_text"),
    path("referrals/<int:referral_id>/write/<slug:step>", writing.write, name="write_referral"),
    path("referrals/<int:referral_id>/save/<slug:step>", writing.autosave, name="save_referral"),
    path("referrals/<int:referral_id>/crisis", writing.in_crisis, name="in_crisis"),
    path("referrals/<int:referral_id>/give-up", writing.give_up, name="give_up_referral"),
    path("referrals/<int:referral_id>/do/<slug:event>", cases.take_step, name="referral_step"),
    path("referrals/<int:referral_id>/worker", cases.change_worker, name="change_worker"),
    path("referrals/<int:referral_id>/offer", lists.offer, name="offer_transfer"),
    path("referrals/<int:referral_id>/outreach", cases.outreach, name="record_outreach"),
    path("consultations/", advice.consultations, name="consultations"),
    path("consultations/log", advice.log, name="log_consultation"),
    path("consultations/ask", advice.ask_advice, name="ask_consultation"),
    path("consultations/<int:consultation_id>", advice.consultation, name="consultation"),
    path("consultations/<int:consultation_id>/answer", advice.give, name="give_consultation"),
    path("consultations/<int:consultation_id>/rate", advice.rate, name="rate_consultation"),
    path("consultations/<int:consultation_id>/take-back", advice.withdraw, name="withdraw_consultation"),
    path("consultations/<int:consultation_id>/refer", advice.refer_from, name="refer_from_consultation"),
]
