"""The tables of Fortinet FortiOS: what each of them says, by what reads it."""
