"""The one router of the room; the modules beside it add their operations to it."""

from ninja import Router

router = Router()
