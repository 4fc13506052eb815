# Words that several commands share.
common-severity-info = information
common-severity-warning = warning
common-severity-error = error
