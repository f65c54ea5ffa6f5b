"""The workshop app's engine: what a browser asks for, answered from the model while people wait."""
