// See README, "Architecture": what this module holds.
