"""Effects with their errors: differences, rates, survival, series, sensitivity, power and guards."""

from desistance.effects.cox import Cox, concordance, cox, cox_model
from desistance.effects.difference import att
from desistance.effects.estimate import Estimate
from desistance.effects.guards import refuse_immortal_time, split_at_treatment, time_zero
from desistance.effects.incidence import cumulative_incidence
from desistance.effects.multiple import adjust
from desistance.effects.panel import difference_in_differences
from desistance.effects.power import Detectable, minimum_detectable, power_of
from desistance.effects.proportional import proportional_hazards
from desistance.effects.rates import rate_ratio
from desistance.effects.resample import Bootstrap, Pipeline, bootstrap
from desistance.effects.robustness import placebo_outcomes, placebo_treatment, specification_curve, three_runs
from desistance.effects.sensitivity import e_value, rosenbaum
from desistance.effects.series import interrupted_series
from desistance.effects.study import EventStudy, event_study
from desistance.effects.subdistribution import fine_gray
from desistance.effects.survival import LogRank, kaplan_meier, log_rank, restricted_mean

__all__ = [
    "Bootstrap",
    "Cox",
    "Detectable",
    "Estimate",
    "EventStudy",
    "LogRank",
    "Pipeline",
    "adjust",
    "att",
    "bootstrap",
    "concordance",
    "cox",
    "cox_model",
    "cumulative_incidence",
    "difference_in_differences",
    "e_value",
    "event_study",
    "fine_gray",
    "interrupted_series",
    "kaplan_meier",
    "log_rank",
    "minimum_detectable",
    "placebo_outcomes",
    "placebo_treatment",
    "power_of",
    "proportional_hazards",
    "rate_ratio",
    "refuse_immortal_time",
    "restricted_mean",
    "rosenbaum",
    "specification_curve",
    "split_at_treatment",
    "three_runs",
    "time_zero",
]
