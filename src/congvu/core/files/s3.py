"""The object store as a Django storage, read from ``CONGVU_S3_*``."""

from __future__ import annotations

from typing import Any

import environ


def s3_storage(env: environ.Env) -> dict[str, Any]:
    """Options for any S3 engine; bucket, endpoint and keys are required.

    Contents are addressed by their hash, so overwriting one is harmless, and nothing is public:
    every download passes through the authorising view. One part at a time keeps memory flat.
    """
    from boto3.s3.transfer import TransferConfig  # only installations on S3 have boto3

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("CONGVU_S3_BUCKET"),
            "endpoint_url": env.str("CONGVU_S3_ENDPOINT"),
            "access_key": env.str("CONGVU_S3_ACCESS_KEY"),
            "secret_key": env.str("CONGVU_S3_SECRET_KEY"),
            "region_name": env.str("CONGVU_S3_REGION", default="us-east-1"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": True,
            "default_acl": None,
            "querystring_auth": True,
            "max_memory_size": 8 * 1024 * 1024,
            "transfer_config": TransferConfig(use_threads=False),
        },
    }
