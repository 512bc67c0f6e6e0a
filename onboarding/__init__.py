"""Getting started: what this installation has and lacks, a settings file to begin with, shell completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from onboarding.completion import completion_file, completion_script
    from onboarding.doctor import Finding, examine
    from onboarding.starter import starter_settings

__all__ = ["Finding", "completion_file", "completion_script", "examine", "starter_settings"]

_HOMES = {
    "onboarding.completion": ("completion_file", "completion_script"),
    "onboarding.doctor": ("Finding", "examine"),
    "onboarding.starter": ("starter_settings",),
}

__getattr__ = lazy_names(__name__, _HOMES)
