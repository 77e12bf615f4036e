"""An invented world to show the platform with: nobody and nothing in it exists."""
