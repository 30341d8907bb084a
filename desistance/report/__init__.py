"""Reports: run a pre-registered study and say what it found, in the field's conventions and no more than it shows."""

from desistance.report.evaluating import Evaluation, evaluate
from desistance.report.profile import Profile, load_profile
from desistance.report.study import Study, load_study

__all__ = ["Evaluation", "Profile", "Study", "evaluate", "load_profile", "load_study", "template"]


def template() -> str:
    """A commented study file to start from; it runs as it is beside what `desistance synthesise -o data` writes."""
    from importlib import resources

    return (resources.files("desistance") / "report" / "template.toml").read_text(encoding="utf-8")
