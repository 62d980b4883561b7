"""What a user may ask for; the command line and the dashboard both call these."""
