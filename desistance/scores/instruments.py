"""The instruments: their names, generations, versions and the columns each of them reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desistance.errors import InputError

Variant = Literal["static", "dynamic"]

CONVICTION = ("date_of_birth", "date_of_conviction")
FOLLOW_UP = ("date_of_birth", "follow_up_start")
OFFENCE = ("offence_code",)

OVP_ITEMS = (
    "does_recognise_impact_of_offending_on_others",
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "has_current_psychiatric_treatment",
    "temper_control",
    "pro_criminal_attitudes",
)
OGP_ITEMS = (
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "regular_offending_activities",
    "current_drug_misuse",
    "motivation_to_tackle_drug_misuse",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
    "pro_criminal_attitudes",
)
ARP_ITEMS = (
    "suitability_of_accommodation",
    "is_unemployed",
    "current_relationship_with_partner",
    "evidence_of_domestic_abuse",
    "current_relationship_status",
    "regular_offending_activities",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "impulsivity_problems",
    "pro_criminal_attitudes",
)
VRP_ITEMS = (
    "suitability_of_accommodation",
    "is_unemployed",
    "current_relationship_with_partner",
    "evidence_of_domestic_abuse",
    "current_relationship_status",
    "regular_offending_activities",
    "motivation_to_tackle_drug_misuse",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "impulsivity_problems",
    "temper_control",
)
SVRP_ITEMS = (
    "did_offence_involve_carrying_or_using_weapon",
    "suitability_of_accommodation",
    "is_unemployed",
    "current_alcohol_use_problems",
    "temper_control",
    "pro_criminal_attitudes",
    "previous_convictions",
)
OTHER_DRUGS = ("other_drugs", "ketamine", "spice", "hallucinogens", "solvents")
ARP_DRUGS = (
    "heroin",
    "other_opiate",
    "crack_cocaine",
    "powder_cocaine",
    "misused_prescription_drug",
    "benzodiazepines",
    "cannabis",
    "steroids",
    *OTHER_DRUGS,
)
VRP_DRUGS = ("methadone", *ARP_DRUGS[1:])
SEXUAL_COUNTS = (
    "total_indecent_image_sanctions",
    "total_contact_adult_sexual_sanctions",
    "total_contact_child_sexual_sanctions",
    "total_non_contact_sexual_offences",
)
MST_ITEMS = (
    "has_peer_group_influences",
    "influence_from_criminal_associates",
    "recklessness_and_risk_taking_behaviour",
    "difficulties_coping",
    "attitudes_towards_self",
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
)
SNSV_STATIC = (
    "gender",
    "age_at_conviction",
    "age_at_first_sanction",
    "age_at_sentence",
    "calendar_months_sentence_to_assessment",
    "total_sanctions",
    "violent_sanctions",
    "offence_category",
)
SNSV_ITEMS = (
    "yes_murder",
    "yes_wounding",
    "yes_burglary",
    "yes_arson",
    "yes_endagerLife",
    "yes_kidnapping",
    "yes_firearmPossession",
    "yes_robbery",
    "yes_anyOtherOffence",
    "yes_useWeapon",
    "yes_domesticViolence",
    "yes_employment",
    "accommodation",
    "relationship",
    "currentUseOfAlcohol",
    "bingeDrinking",
    "impulsivity",
    "temper",
    "proCriminal",
)


@dataclass(frozen=True)
class Instrument:
    """One predictor.

    `required` columns must be there whatever the variant (a date may give way to the age in INSTEAD, an offence code to
    `offence_weight` or `offence_category` where these are optional); `answers` are needed by the dynamic form;
    `optional` columns count when they are there. `generation` says with which other scores these may be compared.
    """

    name: str
    title: str
    generation: str
    version: str
    variants: tuple[Variant, ...]
    required: tuple[str, ...]
    answers: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it can read, in the order in which problems name them."""
        read = (*self.required, *self.answers, *self.optional)
        return tuple(dict.fromkeys((*read, *(INSTEAD[name] for name in read if name in INSTEAD))))


INSTEAD = {"date_of_conviction": "age_at_conviction", "follow_up_start": "age_at_follow_up"}
_CAREER = ("gender", "date_of_birth", "date_of_conviction", "total_sanctions", "age_at_first_sanction", "offence_code")
_STATIC = (*_CAREER, "follow_up_start")
_G4_STATIC = (*_CAREER, "assessment_date")
_G4_VIOLENT = (*_G4_STATIC, "violent_sanctions")
_SEXUAL = ("gender", "has_ever_committed_sexual_offence")
_DCSRP = (*_SEXUAL, "supervision_status", "date_of_birth", "follow_up_start", "total_sanctions")
_DCSRP_OPTIONAL = (
    *SEXUAL_COUNTS,
    "date_of_most_recent_sexual_offence",
    "is_current_offence_against_victim_stranger",
    "most_recent_offence_date",
    "assessment_date",
)


def _drugs(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"has_{name}_usage" for name in names)


G3, G4, Y2015 = "generation 3", "generation 4", "2015"
INSTRUMENTS: dict[str, Instrument] = {
    one.name: one
    for one in (
        Instrument(
            "ogrs3",
            "Offender Group Reconviction Scale 3",
            G3,
            "gen3-1.0",
            ("static",),
            _STATIC,
            (),
            ("offence_weight",),
        ),
        Instrument(
            "ovp",
            "OASys Violence Predictor",
            G3,
            "gen3-1.0",
            ("dynamic",),
            ("gender", *FOLLOW_UP, "total_sanctions", "violent_sanctions"),
            OVP_ITEMS,
            ("date_of_conviction",),
        ),
        Instrument(
            "ogp",
            "OASys General reoffending Predictor",
            G3,
            "gen3-1.0",
            ("dynamic",),
            _STATIC,
            OGP_ITEMS,
            ("offence_weight",),
        ),
        Instrument(
            "ogrs4g_2015",
            "Offender Group Reconviction Scale 4, general, 2015",
            Y2015,
            "2015-1.0",
            ("static",),
            _G4_STATIC,
            (),
            ("follow_up_start", "offence_category"),
        ),
        Instrument(
            "ogrs4v_2015",
            "Offender Group Reconviction Scale 4, violence, 2015",
            Y2015,
            "2015-1.0",
            ("static",),
            _G4_VIOLENT,
            (),
            ("follow_up_start", "offence_category"),
        ),
        Instrument(
            "snsv_2015",
            "Serious Non-Sexual Violence, 2015",
            Y2015,
            "2015-1.0",
            ("static", "dynamic"),
            SNSV_STATIC,
            SNSV_ITEMS,
            ("vatp_subcategory",),
        ),
        Instrument(
            "arp",
            "All Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static", "dynamic"),
            _G4_STATIC,
            ARP_ITEMS,
            ("follow_up_start", "motivation_to_tackle_drug_misuse", *_drugs(ARP_DRUGS)),
        ),
        Instrument(
            "vrp",
            "Violent Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static", "dynamic"),
            _G4_VIOLENT,
            VRP_ITEMS,
            ("follow_up_start", *_drugs(VRP_DRUGS)),
        ),
        Instrument(
            "svrp",
            "Serious Violent Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static", "dynamic"),
            _G4_VIOLENT,
            SVRP_ITEMS,
            ("follow_up_start",),
        ),
        Instrument(
            "dcsrp",
            "Direct Contact Sexual Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static",),
            _DCSRP,
            (),
            _DCSRP_OPTIONAL,
        ),
        Instrument(
            "iicsrp",
            "Images and Indirect Contact Sexual Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static",),
            _SEXUAL,
            (),
            (*SEXUAL_COUNTS, "total_sanctions"),
        ),
        Instrument(
            "csrp",
            "Combined Serious Reoffending Predictor",
            G4,
            "gen4-1.0",
            ("static", "dynamic"),
            (*_G4_VIOLENT, "follow_up_start", *_SEXUAL[1:], "supervision_status"),
            SVRP_ITEMS,
            _DCSRP_OPTIONAL[:-1],
        ),
        Instrument(
            "mst",
            "Maturity Screening Tool",
            G4,
            "gen4-1.0",
            ("dynamic",),
            ("gender", "date_of_birth", "assessment_date"),
            (),
            MST_ITEMS,
        ),
    )
}


def known(instrument: str) -> Instrument:
    """Return the instrument of that name (any case), or raise InputError that lists them."""
    found = INSTRUMENTS.get(str(instrument).lower())
    if found is None:
        raise InputError(
            f"{instrument!r} is no instrument of this library",
            argument="instrument",
            remedy=f"Choose one of {', '.join(INSTRUMENTS)}.",
        )
    return found


def chosen(instrument: Instrument, variant: str) -> Variant | None:
    """Return the variant to force, or None for `auto`; InputError where the instrument has no such form."""
    if variant == "auto":
        return None
    for one in instrument.variants:
        if variant == one:
            return one
    has = " and ".join(instrument.variants)
    raise InputError(
        f"{instrument.name} has no form {variant!r} (it is {has})",
        argument="variant",
        remedy=f"Use auto or {' or '.join(instrument.variants)}.",
    )
