"""Plan files: what ships, what each kind stands for, and what is said of a wrong one."""

from pathlib import Path
from textwrap import dedent

import pytest

from daemon.config import exercises, plan_list, plans
from daemon.config.exercise_library import ExerciseLibrary
from daemon.core.plan.plan import Block, Kind, Plan, Progression, Step, Work
from daemon.core.spec import Unit
from daemon.errors import ConfigError, UsageError

UNITS = exercises.units()
SHIPPED = Path(plans.__file__).parents[2] / "configs" / "plans"


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(dedent(text))
    return path


def blocks(folder: Path, text: str) -> tuple[Block, ...]:
    return plans.read(written(folder, 'title = "Mine"\n[[block]]\n' + dedent(text))).blocks


def wrong(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        plans.read(written(folder, text), UNITS)
    return [line.removeprefix(f"{folder}/mine.toml").removeprefix(":").strip() for line in caught.value.lines]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_plan_that_ships_can_be_begun(path: Path) -> None:
    plan = plans.read(path, exercises.units())
    assert plan.name == path.stem
    entry = plan_list.entry(plan.name, plan)
    assert entry.error is None
    assert len(entry.blocks) == len(plan.blocks)
    assert 60 < (entry.about_s or 0) < 3600


def test_each_kind_ships_as_a_plan() -> None:
    kinds = {block.kind for path in SHIPPED.glob("*.toml") for block in plans.read(path).blocks}
    assert kinds == set(Kind)


def test_sets_are_steps_until_reps_and_rest(tmp_path: Path) -> None:
    [block] = blocks(
        tmp_path,
        """
        kind = "sets"
        exercise = "squat"
        sets = 4
        reps = "8-12"
        rest = "1:30"
        stop = { velocity_loss = 20 }
        progress = { rule = "double", step_kg = 2.5 }
        """,
    )
    assert block == Block(
        Kind.SETS, (Step(Work("squat", 12, None, 0.2, 8), 90),), 4, progress=Progression("double", 2.5)
    )


def test_a_set_without_a_number_of_reps_is_told_as_such() -> None:
    most = Block(Kind.SETS, (Step(Work("squat"), 180),), 1)
    assert plan_list.describe(most) == "1 x squat, as many reps as you can, rest 3:00"
    held = Block(Kind.SETS, (Step(Work("plank", seconds=30), 60),), 2)
    assert plan_list.describe(held) == "2 x 30 s plank, rest 1:00"


def test_tabata_has_its_own_clock_and_can_have_another(tmp_path: Path) -> None:
    assert blocks(tmp_path, 'kind = "tabata"\nexercise = "burpee"') == (
        Block(Kind.TABATA, (Step(Work("burpee", seconds=20), 10),), 8),
    )
    [other] = blocks(tmp_path, 'kind = "tabata"\nexercise = "burpee"\nwork = "0:30"\nrest = 15\nrounds = 4')
    assert other == Block(Kind.TABATA, (Step(Work("burpee", seconds=30), 15),), 4)


def test_an_emom_has_a_step_for_each_minute(tmp_path: Path) -> None:
    text = 'kind = "emom"\nminutes = 4\nsteps = [{exercise = "push_up", reps = 5}, {exercise = "squat", seconds = 30}]'
    [block] = blocks(tmp_path, text)
    assert block == Block(Kind.EMOM, (Step(Work("push_up", 5)), Step(Work("squat", seconds=30))), 2, every_s=60)
    [longer] = blocks(tmp_path, text + "\nevery = 120")
    assert (longer.rounds, longer.every_s) == (1, 120)


def test_rounds_go_on_until_the_cap_or_until_they_are_done(tmp_path: Path) -> None:
    steps = (Step(Work("burpee", 8)),)
    [amrap] = blocks(tmp_path, 'kind = "amrap"\ncap = "12:00"\nround = [{exercise = "burpee", reps = 8}]')
    assert amrap == Block(Kind.AMRAP, steps, None, 720)
    [timed] = blocks(tmp_path, 'kind = "rounds_for_time"\nrounds = 5\nround = [{exercise = "burpee", reps = 8}]')
    assert timed == Block(Kind.ROUNDS_FOR_TIME, steps, 5, None)


def test_a_ladder_has_a_step_for_each_rung(tmp_path: Path) -> None:
    [block] = blocks(tmp_path, 'kind = "ladder"\nexercise = "pull_up"\nreps = [1, 2, 1]\nrest = 5')
    assert [(step.work.reps, step.rest_s) for step in block.steps] == [(1, 5), (2, 5), (1, 5)]


BAD = {
    "not TOML": ("title = ", "1: not TOML: Invalid value"),
    "no title": ('[[block]]\nkind = "tabata"\nexercise = "squat"', "title is missing: add it"),
    "no block": ('title = "A"', "block is missing: add it"),
    "an empty list of blocks": ('title = "A"\nblock = []', "no [[block]]: say what is to be done"),
    "a block that is no table": ('title = "A"\nblock = [3]', "block[0] is no table: write [[block]]"),
    "no kind": (
        'title = "A"\n[[block]]\nexercise = "squat"',
        "block[0].kind is missing: add one of sets, tabata, intervals, emom, amrap, rounds_for_time, ladder",
    ),
    "a mistyped kind": (
        'title = "A"\n[[block]]\nkind = "tabatta"\nexercise = "squat"',
        "block[0].kind: no kind of block 'tabatta': did you mean tabata?",
    ),
    "a mistyped key": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "squat"\nround = 3',
        "unknown key block[0].round: did you mean rounds?",
    ),
    "a mistyped exercise": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "pushup"',
        "block[0].exercise: no exercise 'pushup': did you mean push_up?",
    ),
    "no exercise of its own": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "auto"',
        "block[0].exercise: 'auto' is no exercise of its own: a plan says what is done",
    ),
    "a clock that is none": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "squat"\nwork = "20s"',
        'block[0].work: expected seconds, or "minutes:seconds" in quotes, for example 90 or "1:30"; two hours at most',
    ),
    "work that is too short": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "squat"\nwork = 2',
        "block[0].work = 2: too short to do a rep in: 5 seconds or more",
    ),
    "a range that goes down": (
        'title = "A"\n[[block]]\nkind = "sets"\nexercise = "squat"\nreps = "12-8"',
        'block[0].reps: "12-8" goes down: write "8-12"',
    ),
    "progress without a range": (
        'title = "A"\n[[block]]\nkind = "sets"\nexercise = "squat"\nreps = 8\nprogress = {rule="double", step_kg=2.5}',
        'block[0].progress: double progression needs a range of reps, for example reps = "8-12"',
    ),
    "both reps and seconds": (
        'title = "A"\n[[block]]\nkind = "amrap"\ncap = 60\nround = [{exercise = "squat", reps = 3, seconds = 9}]',
        "block[0].round[0]: both reps and seconds: give one",
    ),
    "neither reps nor seconds": (
        'title = "A"\n[[block]]\nkind = "amrap"\ncap = 60\nround = [{exercise = "squat"}]',
        "block[0].round[0]: neither reps nor seconds: give one",
    ),
    "reps of a hold": (
        'title = "A"\n[[block]]\nkind = "sets"\nexercise = "plank"\nreps = 30',
        "block[0].reps: plank is held and has no reps: write seconds in place of reps",
    ),
    "a range of a hold": (
        'title = "A"\n[[block]]\nkind = "sets"\nexercise = "plank"\nreps = "8-12"',
        "block[0].reps: plank is held and has no reps: write seconds in place of reps",
    ),
    "a hold that is to slow down": (
        'title = "A"\n[[block]]\nkind = "sets"\nexercise = "plank"\nstop = { velocity_loss = 20 }',
        "block[0].stop: plank is held and has no reps: leave it out",
    ),
    "a ladder of holds": (
        'title = "A"\n[[block]]\nkind = "ladder"\nexercise = "plank"\nreps = [1, 2]',
        'block[0].reps: plank is held and has no reps: write kind = "sets" with seconds',
    ),
    "reps of a hold in a round": (
        'title="A"\n[[block]]\nkind="amrap"\ncap=60\nround=[{exercise="squat", reps=3}, {exercise="plank", reps=9}]',
        "block[0].round[1].reps: plank is held and has no reps: write seconds in place of reps",
    ),
    "minutes that do not fit": (
        'title="A"\n[[block]]\nkind="emom"\nminutes=3\nsteps=[{exercise="squat", reps=3}, {exercise="lunge", reps=3}]',
        "block[0].minutes = 3: 3 turns do not fit 2 steps evenly: write 2",
    ),
    "a minute that does not fit one step": (
        'title="A"\n[[block]]\nkind="emom"\nminutes=1\nevery=40\nsteps=[{exercise="squat", reps=3}]',
        "block[0].minutes = 1: 1.5 turns do not fit 1 step evenly: write 2",
    ),
    "a step that is longer than its turn": (
        'title="A"\n[[block]]\nkind="emom"\nminutes=1\nsteps=[{exercise="plank", seconds=90}]',
        "block[0].steps[0].seconds = 90: longer than its turn: 60 at most",
    ),
    "an hour too many": (
        'title = "A"\n[[block]]\nkind = "emom"\nminutes = 500\nsteps = [{exercise = "squat", reps = 3}]',
        "block[0].minutes = 500: expected a whole number from 1 to 120",
    ),
    "too many steps": (
        'title = "A"\n' + f'[[block]]\nkind = "ladder"\nexercise = "squat"\nreps = {[1] * 99}\n' * 4,
        "block: 396 steps in all, 300 at most: make two plans of it",
    ),
}


CLOCK = 'expected seconds, or "minutes:seconds" in quotes, for example 90 or "1:30"; two hours at most'
REPS = 'expected a number of reps from 1 to 1000, or a range in quotes, for example 10 or "8-12"'
TITLE = "title: expected a text of 1 to 60 characters on one line"
TABATA = '[[block]]\nkind = "tabata"\nexercise = "squat"\n'
SETS = 'title = "A"\n[[block]]\nkind = "sets"\nexercise = "squat"\n'
AMRAP = 'title = "A"\n[[block]]\nkind = "amrap"\nround = [{exercise = "squat", seconds = 90}]\n'
EMOM = 'title = "A"\n[[block]]\nkind = "emom"\nsteps = [{exercise = "squat", reps = 3}]\n'
LADDER = 'title = "A"\n[[block]]\nkind = "ladder"\nexercise = "squat"\n'
BAD |= {
    "nothing but spaces as a title": (f'title = "  "\n{TABATA}', TITLE),
    "two lines as a title": (f'title = "a\\nb"\n{TABATA}', TITLE),
    "a title that turns the writing": (f'title = "\\u202ea"\n{TABATA}', TITLE),
    "a title without end": (f'title = "{"x" * 61}"\n{TABATA}', TITLE),
    "a day as a title": (f"title = 2026-11-30\n{TABATA}", TITLE),
    "a number as a title": (f"title = 5\n{TABATA}", "title = 5: expected a text in quotes, got a whole number"),
    "more reps than a number holds": (f"{SETS}reps = 99999999999999999999", "block[0].reps = 99999999999999999999: "),
    "reps below none": (f"{SETS}reps = -3", "block[0].reps = -3: expected a whole number from 1 to 1000"),
    "half a rep": (f"{SETS}reps = 8.5", "block[0].reps = 8.5: expected a whole number from 1 to 1000"),
    "reps in quotes": (f'{SETS}reps = "10"', f"block[0].reps: {REPS}"),
    "a range with a dash of print": (f'{SETS}reps = "8–12"', f"block[0].reps: {REPS}"),  # noqa: RUF001 - as people paste it
    "a rest that is no number": (f"{SETS}rest = nan", "block[0].rest = nan: expected a number from 0 to 7200"),
    "a rest without end": (f"{SETS}rest = inf", "block[0].rest = inf: expected a number from 0 to 7200"),
    "a rest of seconds in quotes": (f'{SETS}rest = "90"', f"block[0].rest: {CLOCK}"),
    "a rest of 75 seconds": (f'{SETS}rest = "1:75"', f"block[0].rest: {CLOCK}"),
    "a rest of a night": (f'{SETS}rest = "999:59"', f"block[0].rest: {CLOCK}"),
    "a rest in Arabic digits": (f'{SETS}rest = "\u0661:30"', f"block[0].rest: {CLOCK}"),
    "a rest without quotes": (
        f"{SETS}rest = 1:30",
        "5: not TOML: Expected newline or end of document after a statement: write one key a line, and a time or a",
    ),
    "a rest that is a time of day": (f"{SETS}rest = 01:30:00", f"block[0].rest: {CLOCK}"),
    "a number for a table": (f"{SETS}stop = 20", "block[0].stop = 20: expected a table, got a whole number"),
    "a table without its key": (f"{SETS}stop = {{}}", "block[0].stop.velocity_loss is missing: add it"),
    "a key twice": (f"{SETS}sets = 3\nsets = 4", "6: not TOML: Cannot overwrite a value: give each key once"),
    "blocks in single brackets": (
        'title = "A"\n[block]\nkind = "tabata"\nexercise = "squat"',
        "block: expected blocks, each begun by a line [[block]]",
    ),
    "the same table twice": (
        'title = "A"\n[block]\nkind = "tabata"\n[block]\nkind = "tabata"',
        "4: not TOML: Cannot declare ('block',) twice: give each table once, or as [[name]] where there may be several",
    ),
    "a list as a kind": (
        'title = "A"\n[[block]]\nkind = ["tabata"]',
        "block[0].kind: no kind of block ['tabata']: did",
    ),
    "a path as an exercise": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "../../etc/passwd"',
        "block[0].exercise: no exercise '../../etc/passwd': known: ",
    ),
    "no exercises": (
        'title = "A"\n[[block]]\nkind = "intervals"\nexercises = []',
        "block[0].exercises: expected a list of 1 to 50 names, for example [",
    ),
    "a rung of none": (f"{LADDER}reps = [0, 1]", "block[0].reps[0] = 0: expected a whole number from 1 to 1000"),
    "no rung": (f"{LADDER}reps = []", "block[0].reps: expected a list of 1 to 100 numbers, for example ["),
    "a ladder of a range": (
        f'{LADDER}reps = "1-5"',
        "block[0].reps: expected a list of 1 to 100 numbers, for example [",
    ),
    "a step that is only a name": (
        'title = "A"\n[[block]]\nkind = "amrap"\ncap = 60\nround = ["squat"]',
        'block[0].round[0]: expected a step, for example { exercise = "squat", reps = 10 }',
    ),
    "a key of another kind": (
        'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "squat"\nreps = 10',
        "block[0].reps: tabata has no reps: use one of kind, exercise, rounds, work, rest",
    ),
    "no block": ('title = "A"', "block is missing: add it: blocks, each begun by a line [[block]]"),
    "a step longer than the cap": (
        f"{AMRAP}cap = 60",
        "block[0].round[0].seconds = 90: longer than the cap: 60 at most",
    ),
    "no cap": (f"{AMRAP}", 'block[0].cap is missing: add it: seconds, or "minutes:seconds" in quotes, for example'),
    "turns that do not fit, with the nearest that do": (
        f'{EMOM}minutes = 1\nevery = "2:00"',
        "block[0].minutes = 1: 0.5 turns do not fit 1 step evenly: write 2",
    ),
    "a quote that does not end": ('title = "A', "1: not TOML: Unterminated string: a text lacks its second quote"),
    "JSON": ('{"title": "A"}', "1: not TOML: Invalid statement: write a line as key = value"),
    "a bell in a comment": ("# \x07", "1: not TOML: Found invalid character '\\x07': remove it"),
    "brackets without end": ("a = " + "[" * 3000, "not TOML that can be read: nested too deep, or a number too long"),
    "a number without end": (f"{SETS}reps = {'9' * 5000}", "not TOML that can be read: nested too deep, or a number"),
    "a programme": (
        'title = "A"\ndays = ["mon"]\n[[session]]\ntitle = "S"',
        "this is a programme, and no plan: see `spotter programme check`",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_plan_is_told_by_file_key_and_mend(tmp_path: Path, case: str) -> None:
    text, said = BAD[case]
    [line] = wrong(tmp_path, text)
    assert line.startswith(said)
    assert "\n" not in line


def test_a_plan_that_no_message_has_room_for_is_told(tmp_path: Path) -> None:
    name = "x" * 100
    text = 'title = "A"\n' + f'[[block]]\nkind = "sets"\nexercise = "{name}"\n' * 290
    with pytest.raises(ConfigError, match="block: too long in all for one plan: make two plans of it"):
        plans.read(written(tmp_path, text), {name: Unit.REPS})


@pytest.mark.parametrize(("minutes", "every", "turns"), [(29, "17.4", 100), (21, "5.6", 225), (1, '"0:20"', 3)])
def test_turns_that_fit_are_counted_as_people_count(tmp_path: Path, minutes: int, every: str, turns: int) -> None:
    [block] = blocks(tmp_path, f'kind="emom"\nminutes={minutes}\nevery={every}\nsteps=[{{exercise="squat", reps=3}}]')
    assert block.rounds == turns


def test_a_mark_of_the_byte_order_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SETS.replace("\n", "\r\n").encode())
    assert plans.read(path, UNITS).title == "A"


@pytest.mark.parametrize("name", ["today", "2026-11-30"])
def test_the_name_of_a_programmes_session_is_none_for_a_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text('title = "A"\n[[block]]\nkind = "tabata"\nexercise = "squat"')
    with pytest.raises(ConfigError, match=rf"{name}\.toml: '{name}' is reserved for a programme's session; rename"):
        plans.read(path)
    assert plans.read(path.rename(tmp_path / f"{name}-squat.toml")).title == "A"


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = 'title = "A"\n[[block]]\nkind = "tabata"\nexercise = "x"\n[[block]]\nkind = "emom"\nminutes = 0\nsteps = []'
    assert [line.split(":")[0].split(" ")[0] for line in wrong(tmp_path, text)] == [
        "block[0].exercise",
        "block[1].minutes",
        "block[1].steps",
    ]


def test_an_unknown_plan_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no plan 'tabatta': did you mean tabata\? \(see `spotter plan list`\)"):
        plans.load("tabatta")


def test_the_library_notices_a_new_plan_and_tells_of_a_wrong_one(tmp_path: Path) -> None:
    library = ExerciseLibrary(tmp_path)
    with pytest.raises(UsageError):
        library.plan("mine")
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "mine.toml"
    path.write_text('title = "Mine"\n[[block]]\nkind = "tabata"\nexercise = "squat"')
    library.refresh()
    assert isinstance(library.plan("mine"), Plan)
    path.write_text('title = "Mine"')
    library.refresh()
    with pytest.raises(ConfigError, match="block is missing"):
        library.plan("mine")
    [listed] = [each for each in library.plans().plans if each.name == "mine"]
    assert listed.error is not None


def test_a_plan_goes_wrong_when_its_exercise_becomes_a_hold(tmp_path: Path) -> None:
    for folder in ("plans", "exercises"):
        (tmp_path / folder).mkdir()
    mine = tmp_path / "exercises" / "mine.toml"
    mine.write_text((SHIPPED.parent / "exercises" / "squat.toml").read_text())
    (tmp_path / "plans" / "p.toml").write_text('title = "P"\n[[block]]\nkind = "ladder"\nexercise = "mine"\nreps = [1]')
    library = ExerciseLibrary(tmp_path)
    assert library.plan("p").title == "P"
    mine.write_text((SHIPPED.parent / "exercises" / "plank.toml").read_text())
    library.refresh()
    with pytest.raises(ConfigError, match="mine is held and has no reps"):
        library.plan("p")


def test_a_plan_goes_wrong_when_its_exercise_does(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "exercises").mkdir()
    mine = tmp_path / "exercises" / "mine.toml"
    mine.write_text((SHIPPED.parent / "exercises" / "squat.toml").read_text())
    (tmp_path / "plans" / "p.toml").write_text('title = "P"\n[[block]]\nkind = "tabata"\nexercise = "mine"')
    library = ExerciseLibrary(tmp_path)
    assert library.plan("p").title == "P"
    mine.unlink()
    library.refresh()
    with pytest.raises(ConfigError, match="no exercise 'mine'"):
        library.plan("p")
