"""What a quote is judged by: how large the groups around it are, and which of its words few others use."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, QuerySet

from throughcare.foundation.access.areas import area_name
from throughcare.voice.coding.models import Reading
from throughcare.voice.coding.rules.quoting import rare_details, times_seen
from throughcare.voice.coding.rules.suggesting.features import WORD, readable


def sizes_around(row: Reading) -> list[tuple[str, int]]:
    """How somebody may be introduced, from closest to widest, with how many people at least each is true of."""
    settled = Reading.objects.filter(codebook=row.codebook_id, state="settled", comment__withdrawn_on__isnull=True)
    comment = row.comment
    who = "a practitioner" if comment.audience == "practitioners" else "someone"
    found = []
    if comment.service:
        with_service = settled.filter(comment__service=comment.service)
        name = f"{who} who uses {service_name(comment.service)}" if who == "someone" else who
        if comment.area and comment.area != "london":
            near = with_service.filter(comment__area=comment.area)
            found.append((f"{name}, {area_name(comment.area)}", people_behind(near)))
        found.append((name, people_behind(with_service)))
    found.append((f"{who} on IOM in London" if who == "someone" else who, people_behind(settled)))
    return found


def people_behind(rows: QuerySet[Reading]) -> int:
    """How many people at least gave some comments, since one can give several: of a survey as many as wrote to the
    question that most wrote to, of an activity no more than agreed that what they say is written down."""
    surveys: Counter[int] = Counter()
    of_surveys = rows.filter(comment__survey_version__isnull=False).order_by()
    for version, _, n in of_surveys.values_list("comment__survey_version", "comment__question").annotate(n=Count("pk")):
        surveys[version] = max(surveys[version], n)
    of_activities = rows.filter(comment__activity__isnull=False).order_by()
    heard = of_activities.values_list("comment__activity__consented", "comment__activity").annotate(n=Count("pk"))
    return surveys.total() + sum(n if agreed is None else min(n, agreed) for agreed, _, n in heard)


def service_name(code: str) -> str:
    """A service in words, from its code."""
    return f"the {code.replace('-', ' ').replace('_', ' ')} service"


def rare_in(row: Reading, words: str) -> tuple[str, ...]:
    """What in an excerpt few other comments of the codebook have."""
    others = Reading.objects.filter(codebook=row.codebook_id).exclude(masked="")
    texts = others.order_by().values_list("masked", flat=True).iterator(chunk_size=2000)
    return rare_details(words, times_seen(WORD.findall(readable(words)), texts), comments=others.count())
