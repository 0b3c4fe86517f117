# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# What every part of the lab uses: where things are, and how it talks to its user.

export LC_ALL=C
program=lab
out=$(realpath -m -- "${LAB_OUT:-$top/build/lab}")

# The exit status when the lab fails and when it is called wrongly; run has its own, apart from a command's.
status_failed=1
status_bad_usage=2

say() {
	printf '%s: %s\n' "$program" "$*" >&2
}

# die MESSAGE [WHAT TO DO NEXT]
die() {
	local line

	for line; do
		say "$line"
	done
	exit "$status_failed"
}

# bad_usage MESSAGE
bad_usage() {
	say "$1"
	say "see lab/$program --help"
	exit "$status_bad_usage"
}

# Paths are shown as a user at the top of the tree would type them.
short() {
	printf '%s' "${1#"$top"/}"
}

have_commands() {
	local command

	for command; do
		command -v "$command" >/dev/null || return
	done
}

need_command() {
	have_commands "$1" && return
	die "$1 is not installed" "lab/setup installs all that is needed"
}

megabytes_free() {
	local free

	free=$(df --output=avail -k "$out" 2>/dev/null | tr -dc 0-9)
	printf '%s' $((${free:-0} / 1024))
}

disk_full() {
	[ -d "$out" ] && [ "$(megabytes_free)" -lt 1 ]
}

say_disk_full() {
	say "disk full: $(short "$out") has $(megabytes_free) MB left; free some space, then try again"
}

# cannot_write PATH [REASON]
cannot_write() {
	if disk_full; then
		say_disk_full
		exit "$status_failed"
	fi
	die "cannot write to $(short "$1")${2:+: $2}" "make it writable, or set LAB_OUT to a directory that is"
}

make_out() {
	local message

	message=$(mkdir -p "$out" 2>&1 && touch "$out/.writable" 2>&1) || cannot_write "$out" "${message##*: }"
}

# need_space MEGABYTES WHAT
need_space() {
	local free

	free=$(megabytes_free)
	[ "$free" -ge "$1" ] && return
	die "disk full: $2 needs $1 MB, $(short "$out") has $free MB left" \
		"free some space, or set LAB_OUT to a directory with more"
}

# with_lock [-s] NAME COMMAND...: of all labs that run, only one does this at a time, or, with -s, only such as share it.
with_lock() {
	local mode=-x lock fd

	if [ "$1" = -s ]; then
		mode=-s
		shift
	fi
	lock=$out/.$1.lock
	shift
	{ exec {fd}>"$lock"; } 2>/dev/null || cannot_write "$lock"
	# Most have it for a moment only.
	if ! flock -w 2 "$mode" "$fd"; then
		say "waiting for another lab to finish"
		flock "$mode" "$fd"
	fi
	"$@"
	exec {fd}>&-
}

# hash_tree DIR [TEST...]: a digest of the names, modes and contents of its files, of those that find's tests select.
hash_tree() (
	cd "$1" || exit
	shift
	{
		find . -type f ! -name '*~' ! -name '.*.sw?' "$@" -printf '%M %p\n' | sort
		find . -type f ! -name '*~' ! -name '.*.sw?' "$@" -print0 | sort -z | xargs -0r sha256sum
	} | sha256sum | cut -c1-64
)

# is_stamp FILE VALUE
is_stamp() {
	[ -r "$1" ] && [ "$(<"$1")" = "$2" ]
}

# The lines of a log that say what went wrong, or its end.
log_excerpt() {
	local lines

	lines=$(grep -E -A3 -m12 '(^E: |[Ee]rror:|fatal|undefined symbol|No space left|FAILED|cannot open|\*\*\*)' "$1" | head -n 24)
	[ -n "$lines" ] || lines=$(tail -n 15 "$1")
	printf '%s\n' "$lines" | sed 's/^/     /'
}

# step WHAT LOG HINT COMMAND...: one line of progress; what the command prints goes into the log.
step() {
	local what=$1 log=$2 hint=$3 begin=$SECONDS

	shift 3
	printf '%s: %s ... ' "$program" "$what" >&2
	if "$@" >"$log" 2>&1 </dev/null; then
		printf 'done (%d s)\n' $((SECONDS - begin)) >&2
		return
	fi
	printf 'failed (%d s)\n' $((SECONDS - begin)) >&2
	if [ -e "$log" ]; then
		say "from $(short "$log"):"
		log_excerpt "$log" >&2
	fi
	if grep -qs 'No space left on device' "$log" || disk_full; then
		say_disk_full
	else
		say "$hint"
	fi
	exit "$status_failed"
}
