"""Forms about people and roles."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.foundation.access.areas import area_choices
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.organisations.models import Organisation


class PersonForm(forms.Form):
    """Lets someone in."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail address", help_text="They sign in with this.")
    password = forms.CharField(
        min_length=12,
        max_length=200,
        required=False,
        widget=forms.PasswordInput,
        label="First password",
        help_text="At least 12 characters. Leave empty if they sign in with their organisation's account.",
    )


class RoleForm(forms.Form):
    """Gives a role from a day on."""

    organisation = forms.ChoiceField(label="Organisation")
    role = forms.ChoiceField(label="Role")
    area = forms.ChoiceField(
        required=False,
        label="Area (optional)",
        help_text="For roles that see people: where. Without one they see nobody by area.",
    )
    from_date = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.order_by("name", "id")
        self.fields["organisation"].choices = [(one.pk, one.name) for one in organisations]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "No area"), *area_choices()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.code, f"{role.name}: {role.does}") for role in ROLES.values()
        ]


class EndRoleForm(forms.Form):
    """Ends a role."""

    membership = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.DateField(label="First day without the role", widget=forms.DateInput(attrs={"type": "date"}))
