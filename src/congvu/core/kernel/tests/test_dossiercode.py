from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.agencycode import parse_agency_code
from congvu.core.kernel.dossiercode import make_dossier_code, parse_dossier_code
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.procedurecode import parse_procedure_code

fixed = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "H05.15",
        "H05.15-260115",
        "H05.15-260115-001",
        "H05.15-261315-0001",
        "H05.15-20260230-0001",
        "15.H02-160729-0001",
        "H05.15-2601151-0001",
        "H05.15-260115-ABC0001",
        "H05.15-260115-0001-1",
    ],
)
def test_other_forms_are_refused(bad):
    with pytest.raises(Invalid, match="Mã"):
        parse_dossier_code(bad)


@pytest.mark.parametrize(
    ("text", "agency", "day", "number", "owner"),
    [
        ("000.00.15.H02-160729-0001", "000.00.15.H02", date(2016, 7, 29), 1, ""),
        ("H05.15-260115-0001", "H05.15", date(2026, 1, 15), 1, ""),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637, ""),
        ("H05.15.03-260115-BX0012", "H05.15.03", date(2026, 1, 15), 12, "BX"),
        ("H05.15-260115-12345", "H05.15", date(2026, 1, 15), 12345, ""),
    ],
)
def test_all_forms_are_read_and_written_back(text, agency, day, number, owner):
    code = parse_dossier_code(f" {text.lower()} ")
    assert str(code) == text
    assert (str(code.agency), code.day, code.number, code.owner) == (agency, day, number, owner)


def test_the_owner_of_a_central_system_in_digits():
    code = parse_dossier_code("H05.15-260115-120034")
    assert code.owner_and_serial() == ("12", "0034")
    assert parse_dossier_code("H05.15-260115-BX0012").owner_and_serial() == ("BX", "0012")


def test_impossible_codes_are_not_made():
    agency = parse_agency_code("H05.15")
    with pytest.raises(ValueError, match="start at 1"):
        make_dossier_code(agency, date(2026, 1, 15), 0)
    with pytest.raises(ValueError, match="2000"):
        make_dossier_code(agency, date(1999, 1, 15), 1)


@fixed
@given(
    st.sampled_from(["000.00.15.H02", "H05.15", "H05.15.03", "G09"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 10**7),
    st.sampled_from(["", "BX"]),
    st.booleans(),
)
def test_made_codes_read_back(agency, day, number, owner, full_year):
    code = make_dossier_code(
        parse_agency_code(agency), day, number, owner=owner, full_year=full_year
    )
    assert parse_dossier_code(str(code)) == code


@pytest.mark.parametrize(
    "bad", ["", "1.00937", "1.0093744", "1-009374", "1.009374.", "1.009374.xx"]
)
def test_other_procedure_codes_are_refused(bad):
    with pytest.raises(Invalid):
        parse_procedure_code(bad)


def test_procedures_are_keyed_on_two_groups():
    for text, key in [
        ("1.009374", "1.009374"),
        ("1.009374.H42", "1.009374"),
        ("1.001234.000.00.00.H02", "1.001234"),
    ]:
        code = parse_procedure_code(text)
        assert (str(code), code.key) == (text, key)
