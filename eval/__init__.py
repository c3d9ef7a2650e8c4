"""Cases in, figures out: drives the product as a user would."""
