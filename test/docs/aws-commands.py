"""Writes test/docs/aws-commands.txt: what the AWS CLI takes, for each operation that the Markdown files name.

    python3 -m venv /tmp/aws && /tmp/aws/bin/pip install awscli
    /tmp/aws/bin/python test/docs/aws-commands.py

The argument tables are those of the CLI itself, so its own options (`create-invalidation --paths`), waiters and pages
are in them. An operation that the CLI does not have ends the script with its name.
"""

import re
from pathlib import Path

import awscli
from awscli.clidriver import create_clidriver

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "runbooks" / "playbooks").glob("*.md")),
    *sorted((ROOT / "runbooks" / "operations").glob("*.md")),
    ROOT / "runbooks" / "incident-response-plan.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
NAMED = re.compile(r"\baws ([a-z0-9-]+) (wait [a-z0-9-]+|[a-z][a-z0-9]*-[a-z0-9-]+)")


def arguments(name: str) -> str:
    service, operation, *waiter = name.split(" ")
    command = create_clidriver()._get_command_table()[service]
    command = command._get_command_table()[operation]
    if waiter:
        command = command.subcommand_table[waiter[0]]
    skipped = ("cli-input-json", "generate-cli-skeleton")
    options = [
        f"--{option}{'!' if argument.required else ''}"
        for option, argument in sorted(command.arg_table.items())
        if option not in skipped
    ]
    return " ".join([name, *options])


def main() -> None:
    names = {" ".join(found) for file in FILES for found in NAMED.findall(file.read_text())}
    header = [
        f"# From the argument tables of the AWS CLI {awscli.__version__}, by aws-commands.py.",
        "# An operation a line, with all its options; `!` marks those that it cannot do without.",
    ]
    lines = [*header, *(arguments(name) for name in sorted(names))]
    (ROOT / "test" / "docs" / "aws-commands.txt").write_text("\n".join(lines) + "\n")


main()
