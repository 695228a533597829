"""The axis (trục liên thông): other vendors' systems against us, and us against an axis above."""
