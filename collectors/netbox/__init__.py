"""NetBox both ways: its objects as a stock, a stock as records and census rows, and what netfold believes as a stock."""
