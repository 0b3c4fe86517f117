#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does a document show what its commands print? (Test Anything Protocol)

    walk-through.py guest DOCUMENT      a shell script of the commands for the guest
    walk-through.py check DOCUMENT      run the others, compare the output of all

In a block that is indented by four spaces, "guest# COMMAND" is for the guest and "$ COMMAND" for
here; what follows, up to the next prompt or the end of the block, is the output, where a line "..."
is any number of lines. Both run in the current folder. The guest leaves its outputs there.

Addresses and the numbers of tasks are others each time, so they are names: what is one address in
all that the document shows of a trace must be one address here. A command that mentions an address
is run with that one. Of two traces, one address may be the same or not. The size of a file is any.
"""
import re
import subprocess
import sys

PROMPT = re.compile(r"    (\$|guest#) (.*)")
NAME = re.compile(r"0x[0-9a-f]{9,16}\b|(?<=\btask )\d+")
NUMBER = re.compile(r"(?<=, )\d+(?= bytes; )")
GUEST_OUTPUT = "guest-output-%d"


class Command:
    def __init__(self, line, prompt, text):
        self.line, self.guest, self.text, self.shown = line, prompt != "$", text, []

    def traces(self):
        return tuple(re.findall(r"[\w-]+\.kdf", self.text))


def read_commands(path):
    """The commands of a document, in its order, each with the lines that it shows."""
    commands, current = [], None
    with open(path, encoding="utf-8") as document:
        for number, line in enumerate(document, 1):
            line = line.rstrip("\n")
            prompt = PROMPT.fullmatch(line)
            if prompt:
                current = Command(number, *prompt.groups())
                commands.append(current)
            elif current and line.startswith("    "):
                current.shown.append(line[4:])
            else:
                current = None
    return commands


def strange_names(path):
    """Addresses in the text that no block shows: they would stay when the blocks are renewed."""
    with open(path, encoding="utf-8") as document:
        lines = document.read().splitlines()
    shown = {name for line in lines if line.startswith("    ") for name in NAME.findall(line)}
    return sorted({name for line in lines for name in NAME.findall(line)} - shown)


def same_line(shown, got, names):
    """The names, with those of this line; None if it is another line."""
    shown, got = NUMBER.sub("", shown), NUMBER.sub("", got)
    if NAME.sub("", shown) != NAME.sub("", got):
        return None
    names = dict(names)
    for a, b in zip(NAME.findall(shown), NAME.findall(got)):
        if names.setdefault(a, b) != b:
            return None
    return names if len(set(names.values())) == len(names) else None


def same_lines(shown, got, names):
    """The names, with those of all lines; None if they are others, where "..." is any."""
    if not shown:
        return None if got else names
    if shown[0] == "...":
        rests = (same_lines(shown[1:], got[i:], names) for i in range(1, len(got) + 1))
        return next((rest for rest in rests if rest is not None), None)
    names = same_line(shown[0], got[0], names) if got else None
    return None if names is None else same_lines(shown[1:], got[1:], names)


def output_of(command, number, names):
    if command.guest:
        with open(GUEST_OUTPUT % number, encoding="utf-8") as output:
            return output.read().splitlines()
    text = NAME.sub(lambda name: names.get(name[0], name[0]), command.text)
    result = subprocess.run(text, shell=True, check=False, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return result.stdout.decode("utf-8").splitlines()


def check(document, commands):
    failed, names = 0, {}
    for number, command in enumerate(commands, 1):
        known = names.get(command.traces(), {})
        shown, got = command.shown, output_of(command, number, known)
        if len(command.traces()) > 1:
            shown, got = ([NAME.sub("?", line) for line in lines] for lines in (shown, got))
        found = same_lines(shown, got, known)
        failed += found is None
        print(f"{'not ok' if found is None else 'ok'} {number} - {document}:{command.line}: {command.text}")
        if found is None:
            print(*(f"#   {line}" for line in ["got:", *got, "expected:", *command.shown]), sep="\n")
        else:
            names[command.traces()] = found
    strange = strange_names(document)
    print("not ok" if strange else "ok", len(commands) + 1, "- addresses in the text are those of the blocks")
    print(*(f"# {name}" for name in strange), sep="\n", end="")
    print(f"1..{len(commands) + 1}")
    return failed > 0 or bool(strange) or not commands


def guest_script(commands):
    for number, command in enumerate(commands, 1):
        if command.guest:
            print(f"{{ {command.text}; }} >{GUEST_OUTPUT % number} 2>&1")


def main():
    sys.setrecursionlimit(100000)
    what, document = sys.argv[1:]
    commands = read_commands(document)
    return guest_script(commands) if what == "guest" else check(document, commands)


sys.exit(main())
