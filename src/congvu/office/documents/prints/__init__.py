"""Registers on paper and as sheets, in the columns of NĐ 30/2020/NĐ-CP, Phụ lục IV."""
