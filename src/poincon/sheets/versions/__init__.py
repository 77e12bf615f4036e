"""From one version of a programme to another: what of a sheet follows, what is set aside, what comes back."""
