"""The tables that a loyalty app usually has: one balance column, one history row per order."""

from typing import ClassVar, Self

from django.db import models


class Customer(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    external_id = models.BigIntegerField(unique=True)
    email = models.CharField(max_length=254)
    points = models.BigIntegerField(default=0)

    class Meta:
        app_label = "peers"


class PaidOrder(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    external_id = models.BigIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    total = models.BigIntegerField()

    class Meta:
        app_label = "peers"


class History(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    order = models.OneToOneField(PaidOrder, on_delete=models.CASCADE)
    points = models.BigIntegerField()
    note = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "peers"


class Shopper(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    external_id = models.CharField(max_length=20, unique=True)
    told = models.JSONField()
    shown = models.JSONField()

    class Meta:
        app_label = "peers"


class Line(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    shopper = models.ForeignKey(Shopper, on_delete=models.CASCADE, related_name="history")
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    at_text = models.CharField(max_length=40)
    points = models.BigIntegerField()
    points_text = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=400)
    steps = models.JSONField()
    state = models.CharField(max_length=20)
    until_text = models.CharField(max_length=40, null=True)

    class Meta:
        app_label = "peers"


class Purse(models.Model):
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    points = models.BigIntegerField()

    class Meta:
        app_label = "peers"
