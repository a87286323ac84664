"""Shows a person their Home tab."""
