"""Every verb by its name: the commands, and the queries."""

from daemon.ipc.verbs import athletes, box, journal, plans, sets
from daemon.ipc.verbs.args import Args

COMMANDS: dict[str, type[Args]] = {
    "start": sets.Start,
    "stop": sets.Stop,
    "undo": sets.Undo,
    "add": sets.Add,
    "confirm": sets.Confirm,
    "exercise": sets.Exercise,
    "correct": sets.Correct,
    "load": sets.Load,
    "athlete": athletes.Athlete,
    "athlete_set": athletes.AthleteSet,
    "athlete_remove": athletes.AthleteRemove,
    "target": sets.Target,
    "counting": box.Counting,
    "camera": box.Camera,
    "plan": plans.Plan,
    "take": plans.Take,
    "programme": plans.Programme,
    "skip": plans.Skip,
    "hold": plans.Hold,
}
"""What changes how the box counts; carried out by the frame loop."""

QUERIES: dict[str, type[Args]] = {
    "history": journal.History,
    "set": journal.Set,
    "find": journal.Find,
    "export": journal.Export,
    "forget": journal.Forget,
    "import": journal.Import,
    "health": box.Health,
    "exercises": box.Exercises,
    "plans": plans.Plans,
    "weeks": journal.Weeks,
    "progress": journal.Progress,
    "schedule": plans.Schedule,
    "today": journal.Today,
    "athletes": athletes.Athletes,
    "board": athletes.Board,
    "picture": box.Picture,
    "setup": box.Setup,
    "setup_answer": box.SetupAnswer,
}
"""What leaves the counting alone: answered from the journal, from memory, or (the picture) with the next frame."""
