"""What people are told: mail with legal effect at once, reminders, news once a day, and the page of all that."""
