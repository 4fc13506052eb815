# Ord som flera kommandon delar.
common-severity-info = upplysning
common-severity-warning = varning
common-severity-error = fel
