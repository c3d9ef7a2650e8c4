import subprocess
import sys

ASK = "import os; from service.memory import few_arenas; few_arenas(); print(os.environ['MALLOC_ARENA_MAX'])"


def told(variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=variables, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_processes_that_it_starts_get_the_limit_too() -> None:
    assert told({}) == "2"


def test_what_the_environment_says_is_left_alone() -> None:
    assert told({"MALLOC_ARENA_MAX": "5"}) == "5"
