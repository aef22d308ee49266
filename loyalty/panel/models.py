"""What the panel remembers about the people who use it."""

from django.db import models

from loyalty.shops.models import Staff


class Preference(models.Model):
    """The language somebody chose. A cookie would not do: inside the store's admin there are none."""

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="preference")
    language = models.CharField(max_length=10)
