"""The signals of form, each group beside what measures it; ``form_signals`` is the list of all."""
