"""What a camp is and what may happen to it. Pure: clock, names, ids and randomness are all arguments."""
