"""Files of the translators' trade, in and out: one format a module."""
