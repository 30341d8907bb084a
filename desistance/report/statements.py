"""The method statement and the limits: sentences that belong beside any finding."""

from __future__ import annotations

from desistance.report.analysis import Analysis
from desistance.report.profile import Profile
from desistance.report.release import Released
from desistance.report.study import Study
from desistance.report.time_zero import LEFT_UNCHECKED
from desistance.report.trying import Trials


def method(study: Study, profile: Profile, analysis: Analysis) -> tuple[str, ...]:
    """How it was done, in the order in which it was done."""
    cohort, given = study.cohort, study.matching
    each = "one person" if given.ratio == 1 else f"up to {given.ratio} people"
    exact = f", equal in {', '.join(given.exact)}" if given.exact else ""
    told = [
        f"Registered on {cohort_day(study.study.registered)}; question: {study.study.question}",
        f"Conventions: {profile.says}, version {profile.version}. Sentences and thresholds come from that profile.",
        f"Cohort: people whose first custody release, court sentence or caution between {cohort_day(cohort.start)} and "
        f"{cohort_day(cohort.end)}, both included, is their index event; offences as known on "
        f"{cohort_day(cohort.as_at)}.",
        f"A reoffence is an offence within {cohort.follow_up_months} calendar months after the index event, proven "
        f"within those or the {cohort.waiting_months} months after them.",
        *analysis.sample.checked,
        f"Alike in: {', '.join(one.name for one in study.covariates)}.",
        f"Propensity score by logistic regression; each person who took part is matched with {each} nearest on the "
        f"score, within {given.caliper:g} of its standard deviation{exact}, "
        f"{'with' if given.replace else 'without'} replacement. Ties are broken by a "
        "seeded hash of the identifier, so the order of rows cannot matter.",
        "Effects: difference of shares, negative binomial rate ratio and difference of mean days, with errors "
        "clustered by matched set. Intervals are 95%, p-values two-sided.",
        f"The first outcome is the main one and is judged at {profile.limit('alpha'):g}; the others after Holm's "
        "adjustment. Benjamini and Hochberg's is shown beside it.",
        f"Disclosure: counts of people below {study.disclosure.threshold} are withheld, with others from which they "
        "could be worked out"
        + (f"; counts are rounded to {study.disclosure.rounding}." if study.disclosure.rounding else "."),
    ]
    return (*told, *study.design.approvals)


def cohort_day(day: object) -> str:
    """A date as it is written in sentences."""
    return f"{day:%d %B %Y}".lstrip("0")


def limits(
    study: Study, profile: Profile, analysis: Analysis, released: Released, trials: Trials | None
) -> tuple[str, ...]:
    """What a reader must not conclude."""
    told = [
        "People were not allotted to the service by chance. Whatever differs between the groups and is not in the list "
        "of covariates may explain part or all of a difference.",
        "Only proven offences count. Offences that nobody detected or proved are not seen.",
    ]
    if "time_to_first" in study.outcomes:
        told.append(
            "Time to the first reoffence is compared among those who reoffended, which is itself an outcome; read it "
            "with the other two."
        )
    if not study.cohort.treated_from:
        told.append(LEFT_UNCHECKED)
    if profile.needs and not study.sensitivity.needs:
        told.append("The profile expects assessed needs in the comparison; this study has none.")
    if analysis.sample.doubtful:
        told.append("Some rows of offences look wrong (no date, or proven before they were committed); see the data.")
    if trials is not None and not trials.placebo_passed and released.shown.get("reoffended"):
        told.append("The placebo test failed: the groups already differed before the index event.")
    if released.withheld:
        told.append("Some figures are withheld so that nobody can be recognised.")
    unsure = [name.replace("_", " ") for name, one in profile.limits.items() if one.certainty != "seen"]
    if unsure:
        told.append(f"Thresholds of the profile that no source at hand confirms: {', '.join(unsure)}.")
    return tuple(told)
