from congvu.counter.dossiers.models.serial import DaySerial

__all__ = ["DaySerial"]
