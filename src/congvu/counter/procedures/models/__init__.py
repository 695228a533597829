from congvu.counter.procedures.models.field import Field
from congvu.counter.procedures.models.form import FormDefinition, FormVersion
from congvu.counter.procedures.models.importrun import ImportRun
from congvu.counter.procedures.models.naming import FieldRename
from congvu.counter.procedures.models.offering import Offering
from congvu.counter.procedures.models.parts import (
    FilingWay,
    LegalBasis,
    LevelRule,
    Outcome,
    Paper,
)
from congvu.counter.procedures.models.procedure import Procedure
from congvu.counter.procedures.models.process import InternalProcess, ProcessMove, ProcessStep
from congvu.counter.procedures.models.version import ProcedureVersion

__all__ = [
    "Field",
    "FieldRename",
    "FilingWay",
    "FormDefinition",
    "FormVersion",
    "ImportRun",
    "InternalProcess",
    "LegalBasis",
    "LevelRule",
    "Offering",
    "Outcome",
    "Paper",
    "Procedure",
    "ProcedureVersion",
    "ProcessMove",
    "ProcessStep",
]
