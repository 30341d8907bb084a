"""Forms about decisions: the steps of drafting in ``steps``, everything else in ``moves``."""
