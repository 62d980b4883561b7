"""Options, prices, costs, scenarios and their appraisal."""
