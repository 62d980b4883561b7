"""The vocabulary every other room speaks: records, census, entities, findings, names, errors."""
