# shellcheck shell=bash disable=SC2154,SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# Run a command in the guest: its outputs come out of ours, its exit status is ours.

boot_seconds=120
splat='BUG: |WARNING: (CPU|possible|suspicious|inconsistent|stack|kernel)|Oops|Kernel panic|kernel BUG at|general protection'
splat="$splat|WARNING: .*, CPU#[0-9]|Internal error: |UBSAN: |KASAN: |KCSAN: |INFO: (task|rcu)|refcount_t: |sleeping function called|stack guard page"

cmd_run() {
	status_failed=125
	status_bad_usage=125
	guest_options "$@"
	[ ${#command[@]} -gt 0 ] || bad_usage "run takes a command, after --"
	terminal=
	guest_ready
	guest_start
	guest_watch
	guest_verdict
}

cmd_shell() {
	guest_options "$@"
	[ ${#command[@]} -eq 0 ] || bad_usage "shell takes no command"
	[ -t 0 ] || bad_usage "shell needs a terminal"
	terminal=$(stty size)
	command=(sh -i)
	append="quiet $append"
	guest_ready
	say "the guest's terminal: leave with 'exit' (or end QEMU with C-a x)"
	write_orders "$run" "${command[@]}"
	qemu_command "$run" "$run/initramfs.cpio" "$accel"
	"${qemu[@]}"
}

guest_options() {
	config=modules timeout=300 memory=1G cpus=2 icount='' debugfs=1 append='' allow_splat=''
	while [ $# -gt 0 ]; do
		case $1 in
		--config | --timeout | --memory | --cpus | --append)
			[ $# -gt 1 ] || bad_usage "$1 needs a value"
			printf -v "${1#--}" %s "$2"
			shift
			;;
		--icount) icount=1 ;;
		--no-debugfs) debugfs='' ;;
		--allow-splat) allow_splat=1 ;;
		--)
			shift
			break
			;;
		*) bad_usage "there is no option '$1'" ;;
		esac
		shift
	done
	command=("$@")
	choose_config "$config"
	case $timeout in '' | *[!0-9]*) bad_usage "--timeout is '$timeout'; it is a number of seconds" ;; esac
	case $cpus in '' | *[!0-9]* | 0) bad_usage "--cpus is '$cpus'; it is a number from 1" ;; esac
}

# Makes or finds all that a guest needs: the kernel, the initramfs, the accelerator, a directory for this run.
guest_ready() {
	need_command "qemu-system-${arch/arm64/aarch64}"
	make_out
	build_update "$config"
	with_lock initramfs initramfs_update
	if [ -n "$icount" ]; then
		accel=icount
	elif [ "$arch" != "$(uname -m)" ]; then
		accel=tcg
	else
		choose_accel
	fi
	find "$out" -maxdepth 1 -name 'run.*' -mmin +1440 -exec rm -rf {} + 2>/dev/null
	run=$(mktemp -d "$out/run.XXXXXX") || cannot_write "$out"
	trap guest_end EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# However the lab ends, QEMU ends with it; what a failure leaves to look at is kept.
guest_end() {
	local status=$?

	trap '' HUP INT TERM
	if [ -n "${qemu_pid:-}" ]; then
		kill -KILL "$qemu_pid" 2>/dev/null
		wait "$qemu_pid" 2>/dev/null
	fi
	case $status in
	124 | 125) rm -rf "$run/orders" "$run/initramfs.cpio" ;;
	*)
		[ -s "$run/console.log" ] && mv -f "$run/console.log" "$out/console.log"
		rm -rf "$run"
		;;
	esac
	exit "$status"
}

guest_start() {
	write_orders "$run" "${command[@]}"
	{ : >"$run/stdout" && : >"$run/stderr"; } || cannot_write "$run"
	qemu_command "$run" "$run/initramfs.cpio" "$accel"
	"${qemu[@]}" </dev/null >"$run/qemu.log" 2>&1 &
	qemu_pid=$!
	tail -c +1 -f -s 0.1 --pid=$qemu_pid "$run/stdout" &
	follow_out=$!
	tail -c +1 -f -s 0.1 --pid=$qemu_pid "$run/stderr" >&2 &
	follow_err=$!
}

# What follows the output ends when nobody reads it, or when it sees QEMU's end, perhaps before this does.
reader_is_gone() {
	! kill -0 "$qemu_pid" 2>/dev/null || exit 141
}

# Waits for the guest's end, the time limit, or nobody there to read.
guest_watch() {
	local deadline=$((SECONDS + boot_seconds)) booted='' tick

	exec {tick}<> <(:)
	timed_out=
	while kill -0 "$qemu_pid" 2>/dev/null; do
		read -rt 0.05 -u "$tick"
		if [ -z "$booted" ] && [ -e "$run/booted" ]; then
			booted=1
			accel_remember
			deadline=$((SECONDS + timeout))
		fi
		if [ -e "$run/status" ] && [ "$booted" != 2 ]; then
			# The command is through; a machine that does not go down by itself is put down.
			booted=2
			deadline=$((SECONDS + 10))
		fi
		if [ $SECONDS -gt $deadline ] && { [ "$booted" != 1 ] || [ "$timeout" -gt 0 ]; }; then
			timed_out=1
			kill -KILL "$qemu_pid"
			break
		fi
		kill -0 "$follow_out" 2>/dev/null || reader_is_gone
	done
	wait "$qemu_pid" 2>/dev/null
	qemu_pid=
	wait "$follow_out" "$follow_err"
	exec {tick}>&-
}

guest_verdict() {
	local last_words

	last_words=$(sed -nE "/$splat/,\$p" "$run/console.log" 2>/dev/null | tr -d '\r' | head -n 60)
	if [ ! -e "$run/booted" ]; then
		guest_failed "the guest did not boot"
	elif [ -e "$run/status" ]; then
		[ -n "$last_words" ] && [ -z "$allow_splat" ] && guest_failed "the kernel complained while the command ran"
		exit "$(<"$run/status")"
	elif [ -n "$last_words" ]; then
		guest_failed "the guest's kernel crashed"
	elif [ -n "$timed_out" ]; then
		say "time is up: the command ran for $timeout seconds; --timeout gives it more"
		exit 124
	else
		guest_failed "the guest ended before the command did"
	fi
}

guest_failed() {
	say "$1"
	[ -s "$run/qemu.log" ] && sed 's/^/     /' "$run/qemu.log" >&2
	[ -n "$last_words" ] || last_words=$(tail -n 15 "$run/console.log" 2>/dev/null | tr -d '\r')
	[ -n "$last_words" ] && printf '%s\n' "$last_words" | sed 's/^/     /' >&2
	disk_full && say_disk_full
	die "all that its console said is in $(short "$run/console.log")"
}
