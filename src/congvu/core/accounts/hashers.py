"""Argon2id at OWASP's minimum cost, so that 300 people can sign in within one minute."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP Password Storage, minimum): about 30 ms of one core.

    Django's own setting (100 MiB, eight lanes) takes ten times that, which at 07:30 would hold
    both cores for minutes. Hashes of another cost are renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
