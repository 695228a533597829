"""Where the operations of the room hang."""

from ninja import Router

router = Router()
