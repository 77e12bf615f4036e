"""What holds the house together: settings, addresses, the pages of no room, the commands that run the platform."""
