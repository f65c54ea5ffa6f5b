"""What every kernel stands on: the compiler, chance, functional forms, the event log."""
