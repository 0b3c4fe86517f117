#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks that every line of standard input is what the schema says: check-json.py SCHEMA"""
import json
import re
import sys

KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def has_type(value, kind):
    if kind in ("integer", "number"):
        kinds = (int,) if kind == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def problems(value, schema, root):
    """What is wrong with a value; knows the keywords that our schema uses."""
    if "$ref" in schema:
        yield from problems(value, root["definitions"][schema["$ref"].rsplit("/", 1)[1]], root)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(has_type(value, kind) for kind in kinds):
        yield f"{value!r}: expected {kinds}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{value!r}: expected {schema['const']!r}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{value!r}: expected at least {schema['minimum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{value!r}: expected {schema['pattern']}"
    for key in schema.get("required", []):
        if key not in value:
            yield f"expected key {key}"
    if "oneOf" in schema:
        found = [list(problems(value, one, root)) for one in schema["oneOf"]]
        if sum(not errors for errors in found) != 1:
            yield f"expected one of {len(found)} forms: {found}"
    if isinstance(value, dict):
        others = schema.get("additionalProperties", True)
        for key, item in value.items():
            sub = schema.get("properties", {}).get(key, others)
            if sub is False:
                yield f"unexpected key {key}"
            elif isinstance(sub, dict):
                yield from problems(item, sub, root)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from problems(item, schema["items"], root)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    try:
        import jsonschema
        jsonschema.Draft7Validator.check_schema(schema)
        second = jsonschema.Draft7Validator(schema)
    except ImportError:
        second = None
    for number, line in enumerate(sys.stdin, 1):
        value = json.loads(line)
        found = list(problems(value, schema, schema))
        if second and not found:
            found = [error.message for error in second.iter_errors(value)]
        if found:
            sys.exit(f"line {number}: {line.strip()}: {found}")


main()
