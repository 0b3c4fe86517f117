-- SPDX-License-Identifier: GPL-2.0-or-later
-- The tables of kdflow export --format sqlite; see kdflow-export(1).
CREATE TABLE info(key TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE tasks(id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, tid INTEGER NOT NULL, pid INTEGER NOT NULL,
	name TEXT NOT NULL, remote TEXT);
CREATE TABLE functions(id INTEGER PRIMARY KEY, name TEXT NOT NULL, module TEXT NOT NULL, location TEXT,
	site TEXT NOT NULL UNIQUE);
CREATE TABLE calls(id INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES tasks(id),
	parent INTEGER REFERENCES calls(id), function INTEGER REFERENCES functions(id), depth INTEGER NOT NULL,
	entry INTEGER, exit INTEGER, value TEXT, number INTEGER, error TEXT);
CREATE TABLE arguments(call INTEGER NOT NULL REFERENCES calls(id), position INTEGER NOT NULL, name TEXT NOT NULL,
	value TEXT NOT NULL, number INTEGER);
CREATE TABLE members(call INTEGER NOT NULL REFERENCES calls(id), position INTEGER NOT NULL, name TEXT,
	value TEXT NOT NULL, number INTEGER);
CREATE TABLE changes(call INTEGER NOT NULL REFERENCES calls(id), position INTEGER NOT NULL, name TEXT,
	before TEXT, before_number INTEGER, after TEXT NOT NULL, after_number INTEGER);
CREATE TABLE losses(task INTEGER NOT NULL REFERENCES tasks(id), call INTEGER REFERENCES calls(id),
	record INTEGER NOT NULL, entries INTEGER, exits INTEGER, chunks INTEGER);
