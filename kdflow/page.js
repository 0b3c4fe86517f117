// SPDX-License-Identifier: GPL-2.0-or-later
// The page of kdflow export --format html: a tree of calls of which only the rows on the screen are in the document.
// All that comes from the trace becomes text, never markup.
"use strict";

const ROW = 20;			// height of a row in pixels, as in page.html
const LEVELS = 1;		// that are open to begin with

const $ = id => document.getElementById(id);
const nodes = [];		// all rows, a call before what it calls
let rows = [];			// numbers of the nodes that are not folded away
let current = -1;		// number of the node that is selected
let query = "";

// Lines of the trace -> nodes. "end" is the number of the node after all that is inside.
function build(lines) {
	const open = [];
	let task = -1;

	function add(kind, node) {
		node.kind = kind;
		node.parent = open.length ? open[open.length - 1] : task;
		node.depth = open.length + (task >= 0 ? 1 : 0);
		node.end = nodes.length + 1;
		node.open = node.depth < LEVELS;
		return nodes.push(node) - 1;
	}

	function close() {
		const i = open.pop();

		nodes[i].end = nodes.length;
		return nodes[i];
	}

	function endTask() {
		while (open.length)
			close();
		if (task >= 0)
			nodes[task].end = nodes.length;
		task = -1;
	}

	for (const line of lines) {
		switch (line[0]) {
		case "t":
			endTask();
			task = add("task", { text: line[1] });
			break;
		case "e":
			open.push(add("call", { name: line[1], module: line[2], args: line[3] }));
			break;
		case "x":
			Object.assign(close(), { ret: line[1], changes: line[2] });
			break;
		case "o":
			close();
			break;
		case "n":
			add("note", { text: line[1] });
			break;
		}
	}
	endTask();
}

function textOf(node) {
	if (node.kind !== "call")
		return node.text;
	return `${node.name} [${node.module}](${node.args}) = ${node.ret === undefined ? "?" : node.ret}` +
		(node.changes ? ` (${node.changes})` : "");
}

// With "only what changed something": those nodes and the ones around them.
function wanted() {
	if (!$("changed").checked)
		return null;
	const keep = new Set();

	nodes.forEach((node, i) => {
		if (!node.changes)
			return;
		for (let k = i; k >= 0 && !keep.has(k); k = nodes[k].parent)
			keep.add(k);
	});
	return keep;
}

function layout() {
	const keep = wanted();

	rows = [];
	for (let i = 0; i < nodes.length; i = nodes[i].open ? i + 1 : nodes[i].end) {
		if (!keep || keep.has(i))
			rows.push(i);
	}
	$("space").style.height = rows.length * ROW + "px";
	draw();
}

function span(row, className, text) {
	const element = document.createElement("span");

	element.className = className;
	element.textContent = text;
	row.append(element);
}

function isHit(node) {
	return query && textOf(node).toLowerCase().includes(query);
}

function drawCall(row, node) {
	span(row, "name", node.name);
	span(row, "module", ` [${node.module}]`);
	span(row, "args", `(${node.args})`);
	if (node.ret === undefined)
		span(row, "note", "  # no exit");
	else
		span(row, /\(-E[A-Z0-9]+\)$/.test(node.ret) ? "error" : "", ` = ${node.ret}`);
	if (node.changes)
		span(row, "change", `  (${node.changes})`);
}

function drawRow(at) {
	const node = nodes[rows[at]], inside = node.end > rows[at] + 1;
	const row = document.createElement("div");

	row.className = "row" + (rows[at] === current ? " current" : "") + (isHit(node) ? " hit" : "");
	row.style.top = at * ROW + "px";
	row.style.paddingLeft = 10 + node.depth * 14 + "px";
	row.setAttribute("role", "treeitem");
	row.setAttribute("aria-level", node.depth + 1);
	if (inside)
		row.setAttribute("aria-expanded", node.open);
	span(row, "fold", inside ? (node.open ? "\u25be" : "\u25b8") : "");
	if (node.kind === "call")
		drawCall(row, node);
	else
		span(row, node.kind, node.text);
	row.addEventListener("click", event => select(rows[at], event.target.className === "fold"));
	return row;
}

// The rows on the screen, and some around them.
function draw() {
	const tree = $("tree"), space = $("space");
	const first = Math.max(0, Math.floor(tree.scrollTop / ROW) - 10);
	const last = Math.min(rows.length, Math.ceil((tree.scrollTop + tree.clientHeight) / ROW) + 10);
	const drawn = [];

	for (let at = first; at < last; at++)
		drawn.push(drawRow(at));
	space.replaceChildren(...drawn);
	$("detail").textContent = current >= 0 ? textOf(nodes[current]) : "";
}

// The number of the row of a node; rows are in the order of nodes.
function rowOf(i) {
	let low = 0, high = rows.length;

	while (low < high) {
		const middle = (low + high) >> 1;

		if (rows[middle] < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

function select(i, toggle) {
	current = i;
	if (toggle) {
		nodes[i].open = !nodes[i].open;
		layout();
	} else {
		draw();
	}
}

function reveal(i) {
	const tree = $("tree");

	for (let k = nodes[i].parent; k >= 0; k = nodes[k].parent)
		nodes[k].open = true;
	current = i;
	layout();
	const top = rowOf(i) * ROW;

	if (top < tree.scrollTop || top + ROW > tree.scrollTop + tree.clientHeight)
		tree.scrollTop = top - tree.clientHeight / 2;
	draw();
}

// The next node with the text, in a direction, from the selected one and around the end.
function search(step) {
	const keep = wanted(), n = nodes.length;

	query = $("search").value.toLowerCase();
	for (let k = 1; query && k <= n; k++) {
		const i = (((current < 0 && step > 0 ? -1 : current) + step * k) % n + n) % n;

		if ((keep && !keep.has(i)) || !isHit(nodes[i]))
			continue;
		$("status").textContent = "";
		reveal(i);
		return;
	}
	$("status").textContent = query ? "not found" : "";
	draw();
}

function setAll(open) {
	for (const node of nodes)
		node.open = open;
	layout();
}

function key(event) {
	const at = rowOf(current), node = nodes[current];
	const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];

	if (to !== undefined && rows.length)
		reveal(rows[Math.min(Math.max(current < 0 ? 0 : to, 0), rows.length - 1)]);
	else if (event.key === "ArrowRight" && node)
		node.open = true;
	else if (event.key === "ArrowLeft" && node && node.open)
		node.open = false;
	else if (event.key === "ArrowLeft" && node && node.parent >= 0)
		reveal(node.parent);
	else
		return;
	event.preventDefault();
	layout();
}

build(JSON.parse($("trace").textContent));
$("status").textContent = `${nodes.filter(node => node.kind === "call").length} calls`;
$("search").addEventListener("keydown", event => event.key === "Enter" && search(event.shiftKey ? -1 : 1));
$("open").addEventListener("click", () => setAll(true));
$("fold").addEventListener("click", () => setAll(false));
$("changed").addEventListener("change", layout);
$("tree").addEventListener("scroll", draw);
$("tree").addEventListener("keydown", key);
window.addEventListener("resize", draw);
// #TEXT in the address searches for it.
$("search").value = decodeURIComponent(location.hash.slice(1));
layout();
if ($("search").value)
	search(1);
