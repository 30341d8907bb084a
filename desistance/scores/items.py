"""The columns that the instruments read: kind, codes and meaning, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "whole number", "number", "date", "true or false", "list of codes", "offence code"]

GENDERS = ("male", "female")
PROBLEM = ("NO_PROBLEMS", "SOME_PROBLEMS", "SIGNIFICANT_PROBLEMS")
MOTIVATION = ("FULL_MOTIVATION", "PARTIAL_MOTIVATION", "NO_MOTIVATION")
YES_SOMETIMES_NO = ("YES", "SOMETIMES", "NO")
RELATIONSHIP = ("NOT_IN_RELATIONSHIP", "IN_RELATIONSHIP_LIVING_TOGETHER", "IN_RELATIONSHIP_NOT_LIVING_TOGETHER")
SUPERVISION = ("CUSTODY", "COMMUNITY", "REMAND")
PREVIOUS_CONVICTIONS = (
    "HOMICIDE",
    "WOUNDING_GBH",
    "KIDNAPPING",
    "FIREARMS",
    "ROBBERY",
    "AGGRAVATED_BURGLARY",
    "WEAPON",
    "CRIMINAL_DAMAGE",
    "ARSON",
)
CATEGORIES_2015 = (
    "Absconding/bail",
    "Acquisitive violence",
    "Burglary (domestic)",
    "Burglary (other)",
    "Criminal damage",
    "Drink driving",
    "Drug import/export/production",
    "Drug possession/supply",
    "Drunkenness",
    "Fraud, forgery & misrepresentation",
    "Handling stolen goods",
    "Motoring (not drink driving)",
    "Other offence",
    "Public order, harassment",
    "Sexual (against children)",
    "Sexual (not against children)",
    "Theft (not vehicle-related)",
    "Vehicle-related theft",
    "Violence against the person",
    "Welfare fraud",
)
VIOLENCE_2015 = CATEGORIES_2015.index("Violence against the person")


@dataclass(frozen=True)
class Item:
    """One column: `alias` is a second name under which it is accepted; numbers have inclusive bounds."""

    name: str
    kind: Kind
    meaning: str
    codes: tuple[str, ...] = ()
    alias: str | None = None
    minimum: int | None = None
    maximum: int | None = None

    def unfit(self) -> str:
        """The sentence for a value that this column cannot hold."""
        if self.kind == "code":
            return f"{self.name}: not one of {', '.join(self.codes)}"
        if self.kind == "list of codes":
            return f"{self.name}: a code that is not one of {', '.join(self.codes)}"
        if self.kind == "true or false":
            return f"{self.name}: not true or false"
        if self.kind == "date":
            return f"{self.name}: a date that cannot be (before 1850 or after 2149)"
        if self.kind == "number":
            return f"{self.name}: no finite number"
        if self.maximum is None:
            return f"{self.name}: no whole number from {self.minimum}"
        return f"{self.name}: no whole number from {self.minimum} to {self.maximum}"


def _problem(name: str, meaning: str) -> Item:
    return Item(name, "code", meaning, PROBLEM)


def _flag(name: str, meaning: str, alias: str | None = None) -> Item:
    return Item(name, "true or false", meaning, alias=alias)


def _graded(name: str, meaning: str, alias: str | None = None) -> Item:
    return Item(name, "whole number", f"{meaning} (0 none, 1 some, 2 significant)", alias=alias, minimum=0, maximum=2)


_DECLARED = (
    Item("gender", "code", "gender as the instruments use it, any case", GENDERS),
    Item("date_of_birth", "date", "date of birth"),
    Item("date_of_conviction", "date", "date of the current conviction"),
    Item("follow_up_start", "date", "release, or start of the community sentence"),
    Item("assessment_date", "date", "the day as at which the person is assessed"),
    Item(
        "age_at_conviction", "whole number", "completed years at conviction, in place of dates", minimum=0, maximum=109
    ),
    Item("age_at_follow_up", "whole number", "completed years at follow-up, in place of dates", minimum=0, maximum=109),
    Item("age_at_first_sanction", "whole number", "completed years at first sanction", minimum=0, maximum=109),
    Item("total_sanctions", "whole number", "sanctions for all offences, this one included", minimum=1, maximum=999),
    Item(
        "violent_sanctions", "whole number", "sanctions for violent offences, this one included", minimum=0, maximum=999
    ),
    Item("offence_code", "offence code", "Home Office code of the current offence, five digits as text"),
    Item("offence_weight", "number", "published weight of the current offence, in place of a code"),
    Item("offence_category", "code", "one of the 20 offence categories of 2015", CATEGORIES_2015),
    _problem("suitability_of_accommodation", "OASys 3.4 suitability of accommodation"),
    _flag("is_unemployed", "unemployed"),
    _flag("is_currently_of_no_fixed_abode_or_transient_accommodation", "no fixed abode or transient accommodation"),
    _problem("current_relationship_with_partner", "OASys 6.4 quality of the current relationship"),
    Item("current_relationship_status", "code", "OASys 6.8 relationship status", RELATIONSHIP),
    _flag("evidence_of_domestic_abuse", "perpetrator of domestic abuse"),
    _problem("regular_offending_activities", "OASys 7.2 activities that encourage offending"),
    _problem("current_drug_misuse", "OASys section 8 current drug misuse"),
    Item("motivation_to_tackle_drug_misuse", "code", "OASys 8.8 motivation to tackle drug misuse", MOTIVATION),
    _problem("current_alcohol_use_problems", "OASys 9.1 current alcohol use"),
    _problem("excessive_alcohol_use", "OASys 9.2 binge drinking"),
    _flag("has_current_psychiatric_treatment", "current psychiatric treatment"),
    _problem("impulsivity_problems", "OASys 11.2 impulsivity"),
    _problem("temper_control", "OASys 11.4 temper control"),
    _problem("problem_solving_skills", "OASys 11.6 problem solving"),
    Item("awareness_of_consequences", "code", "OASys 11.7 awareness of consequences", YES_SOMETIMES_NO),
    _problem("understands_other_peoples_views", "OASys 11.9 understanding other people's views"),
    _problem("pro_criminal_attitudes", "OASys 12.1 pro-criminal attitudes"),
    _flag("does_recognise_impact_of_offending_on_others", "recognises the impact of offending on others"),
    _flag("did_offence_involve_carrying_or_using_weapon", "the offence involved carrying or using a weapon"),
    Item("previous_convictions", "list of codes", "kinds of past conviction; empty for none", PREVIOUS_CONVICTIONS),
    *(
        _flag(f"has_{drug}_usage", f"uses {drug.replace('_', ' ')}")
        for drug in (
            "heroin",
            "methadone",
            "other_opiate",
            "crack_cocaine",
            "powder_cocaine",
            "misused_prescription_drug",
            "benzodiazepines",
            "cannabis",
            "steroids",
            "other_drugs",
            "ketamine",
            "spice",
            "hallucinogens",
            "solvents",
        )
    ),
    Item("supervision_status", "code", "where supervised", SUPERVISION),
    _flag("has_ever_committed_sexual_offence", "has ever committed a sexual or sexually motivated offence"),
    *(
        Item(name, "whole number", meaning, minimum=0, maximum=999)
        for name, meaning in (
            ("total_contact_adult_sexual_sanctions", "sanctions for contact sexual offences against adults"),
            ("total_contact_child_sexual_sanctions", "sanctions for contact sexual offences against children"),
            ("total_non_contact_sexual_offences", "sanctions for non-contact sexual offences"),
            ("total_indecent_image_sanctions", "sanctions for indecent images of children"),
        )
    ),
    Item("date_of_most_recent_sexual_offence", "date", "date of the most recent sexual offence"),
    Item("most_recent_offence_date", "date", "date of the most recent offence of any kind"),
    _flag("is_current_offence_against_victim_stranger", "a contact offence against a stranger"),
    _flag("has_peer_group_influences", "influenced by a peer group"),
    _problem("influence_from_criminal_associates", "easily influenced by criminal associates"),
    _problem("recklessness_and_risk_taking_behaviour", "reckless, takes risks"),
    _problem("difficulties_coping", "difficulties coping"),
    _problem("attitudes_towards_self", "attitudes towards self"),
    Item("age_at_sentence", "whole number", "completed years at sentence", minimum=0, maximum=109),
    Item(
        "calendar_months_sentence_to_assessment",
        "whole number",
        "calendar months from sentence to assessment (36 and more count as 36)",
        minimum=0,
        maximum=1200,
    ),
    Item(
        "vatp_subcategory",
        "whole number",
        "kind of violence against the person: 1 most serious firearms, 2 other firearms, 3 weapons, 4 actual bodily "
        "harm or worse, 0 or empty any other",
        minimum=0,
        maximum=4,
    ),
    _flag("yes_murder", "past homicide"),
    _flag("yes_wounding", "past wounding or grievous bodily harm"),
    _flag("yes_burglary", "past aggravated burglary"),
    _flag("yes_arson", "past arson"),
    _flag("yes_endagerLife", "past criminal damage endangering life", "yes_endanger_life"),
    _flag("yes_kidnapping", "past kidnapping"),
    _flag("yes_firearmPossession", "past firearm possession", "yes_firearm_possession"),
    _flag("yes_robbery", "past robbery"),
    _flag("yes_anyOtherOffence", "past weapon offence other than firearms", "yes_any_other_offence"),
    _flag("yes_useWeapon", "the offence involved a weapon", "yes_use_weapon"),
    _flag("yes_domesticViolence", "perpetrator of domestic abuse", "yes_domestic_violence"),
    _flag("yes_employment", "unemployed", None),
    _graded("accommodation", "unsuitable accommodation"),
    _graded("relationship", "problems with partner"),
    _graded("currentUseOfAlcohol", "current alcohol use", "current_use_of_alcohol"),
    _graded("bingeDrinking", "binge drinking", "binge_drinking"),
    _graded("impulsivity", "impulsivity"),
    _graded("temper", "temper control"),
    _graded("proCriminal", "pro-criminal attitudes", "pro_criminal"),
)

ITEMS: dict[str, Item] = {item.name: item for item in _DECLARED}
