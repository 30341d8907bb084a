"""Every write of the coding room. Each checks who may, what the rules say, writes, and records what happened."""

from throughcare.voice.coding.actions.codebook import (
    add_theme,
    merge_themes,
    open_codebook,
    retire_theme,
    reword_theme,
    set_second_every,
    split_theme,
)
from throughcare.voice.coding.actions.coding import code_comment, settle
from throughcare.voice.coding.actions.common import JOB
from throughcare.voice.coding.actions.figures import release_figures
from throughcare.voice.coding.actions.keeping import keep_models, take_in_comments
from throughcare.voice.coding.actions.quotes import approve_quote, propose_quote, refuse_quote, take_down_quote
from throughcare.voice.coding.actions.readings import (
    look_again,
    mask_more,
    set_aside,
    take_in,
    take_next,
    take_up_again,
)
from throughcare.voice.coding.actions.suggesting import train_suggestions

__all__ = [
    "keep_models",
    "take_in_comments",
    "JOB",
    "add_theme",
    "approve_quote",
    "code_comment",
    "look_again",
    "mask_more",
    "merge_themes",
    "open_codebook",
    "propose_quote",
    "refuse_quote",
    "release_figures",
    "retire_theme",
    "reword_theme",
    "set_aside",
    "set_second_every",
    "settle",
    "split_theme",
    "take_down_quote",
    "take_in",
    "take_next",
    "take_up_again",
    "train_suggestions",
]
