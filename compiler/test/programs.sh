# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# How programs are built whose boundaries are watched: for tests to source.
# The kind of a program is the ABI with its gate: rfc, variable or nop, and
# rfc-inline, variable-inline or nop-inline where inlined functions are seen.

B=${B:-build}
runtime=compiler/test/runtime

plugin_of() {
	echo "$B/compiler/llvm-$1/kcov-dataflow.so"
}

clang_of() {
	echo "/usr/lib/llvm-$1/bin/clang"
}

# The options of the pass for a kind.
parts_of() {
	case $1 in
	rfc*) parts=trace-args,trace-ret ;;
	variable*) parts=trace-entry,trace-exit ;;
	nop*) parts=trace-entry,trace-exit,nop ;;
	esac
	case $1 in
	*-inline) parts=$parts,inline ;;
	esac
	echo "$parts"
}

# The files in runtime/ that hold the callbacks of a kind.
callbacks_of() {
	case $1 in
	rfc*) echo rfc.c ;;
	variable*) echo variable.c boundary.c names.c ;;
	nop*) echo variable.c boundary.c names.c patch.c stubs.S ;;
	esac
}

# watched LLVM KIND FLAG...: compiles what is watched. no_sanitize("coverage")
# counts only where some coverage is on; a patched no-op calls without the
# compiler's knowing: no red zone.
watched() {
	watched_llvm=$1 watched_kind=$2
	shift 2
	plugin=$(plugin_of "$watched_llvm")
	"$(clang_of "$watched_llvm")" -g -fplugin="$plugin" -fpass-plugin="$plugin" \
		-mllvm "-kcov-dataflow=$(parts_of "$watched_kind")" \
		-Xclang -fsanitize-coverage-indirect-calls \
		-std=gnu17 -fno-pie -mno-red-zone -Wno-deprecated-non-prototype \
		-c "$@"
}

# watcher LLVM FLAG...: compiles what is not.
watcher() {
	watcher_llvm=$1
	shift
	"$(clang_of "$watcher_llvm")" -std=gnu17 -Wall -Wextra -fno-pie \
		-Wno-unknown-warning-option -Wno-deprecated-non-prototype \
		-Wno-unterminated-string-initialization \
		-Wno-missing-field-initializers -c "$@"
}

# compare KIND PROGRAM LOG: prints the cases that differ and, last, how many
# cases there were.
compare() {
	abi=boundary inline=0
	case $1 in
	rfc*) abi=rfc ;;
	esac
	case $1 in
	*-inline) inline=1 ;;
	esac
	nm "$2" | awk -v abi=$abi -v inline=$inline -f $runtime/compare.awk - "$3"
}
