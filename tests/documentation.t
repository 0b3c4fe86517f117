#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Documentation/dev-tools/kcov-dataflow.rst: Sphinx reads it without a warning, and its programs compile, run in the
# guest, and print what the test module was called with.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

source=$PWD/build/lab/linux-6.12
rst=linux/Documentation/dev-tools/kcov-dataflow.rst
dir=build/tests/documentation

lab/lab source || exit 1
rm -rf $dir
mkdir -p $dir/rst

# With the kernel's own directives, as make htmldocs does, but without all the rest of the documentation. There are no
# figures, so a missing dot(1) does not matter.
cp $rst $dir/rst/index.rst
is "$(cd "$source/Documentation" && PYTHONDONTWRITEBYTECODE=1 srctree=$source KERNELVERSION=1 sphinx-build -q -b html -c . \
	-D version=1 -D release=1 -D kerneldoc_srctree="$source" -D kerneldoc_bin="$source/scripts/kernel-doc" \
	-d "$OLDPWD/$dir/doctrees" "$OLDPWD/$dir/rst" "$OLDPWD/$dir/html" 2>&1 >/dev/null | grep -vE 'dot\(1\) not found|^Using .* theme$')" '' 'Sphinx has nothing to say'
like "$(cat $dir/html/index.html)" 'kcov_df_remote_start' 'the functions for kernel threads are described'
like "$(cat $dir/html/index.html)" 'struct.*kcov_df_session' 'and so are the structs'

# Its blocks of C that are programs: program-1.c, program-2.c, ..., as a reader would copy them.
awk -v dir=$dir '
	/^\.\. code-block:: c$/ { code = 1; text = ""; next }
	code && /^[^ ]/ { write_program() }
	code { sub(/^    /, ""); text = text $0 "\n" }
	END { if (code) write_program() }
	function write_program() {
		if (text ~ /\nint main\(/)
			printf "%s", text >(dir "/program-" ++n ".c")
		code = 0
	}' $rst
is "$(cd $dir && echo program-*.c)" 'program-1.c program-2.c' 'it has two programs'
for program in $dir/program-*.c; do
	run gcc -static -O2 -Wall -Wextra -Werror -I linux/include/uapi -o "${program%.c}" "$program"
	is "$status$err" 0 "${program##*/} compiles"
done

lab/lab module modules linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
cat >$dir/guest.sh <<'EOF'
insmod build/lab/modules-modules/test_modules/eight_args_c.ko || exit
trigger=/sys/kernel/debug/eight_args_c/trigger
cd build/tests/documentation || exit
./program-1 $trigger eight_args_c >session || exit
./program-1 $trigger no_such_module >nothing || exit
./program-2 $trigger >arguments || exit
if ./program-1 /no/such/file 2>error; then
	exit 1
fi
EOF
run lab/lab run -- sh $dir/guest.sh
is "$status" 0 'both run in the guest' || diag "$out$err"

# What the eight functions of the module are called with, and return.
values='0x11 0x22 0x33 0x44 0x55 0x66 0x77 0x88'
calls=$(set --
	for value in $values; do
		set -- "$@" "$value"
		echo "call $*"
		printf 'returns 0x%x\n' $(($(echo "$@" | tr ' ' '+')))
	done)

# called FILE: the calls that a session has, inside that of trigger_write
called() {
	sed -n 's/^  0x[0-9a-f]*: /call /p; s/^  returns/returns/p' "$1" | head -n 16
}
is "$(called $dir/session)" "$calls" 'the session: arguments and return values of eight functions'
is "$(sed -n 's/^0x[0-9a-f]*: 0x[0-9a-f]* 0x[0-9a-f]* 0x1 0x[0-9a-f]*$/entry/p; s/^returns 0x1$/exit/p' $dir/session)" \
	"$(printf 'entry\nexit')" 'around them is the write of one byte'
like "$(cat $dir/session)" '^# argument 0: struct of [1-9][0-9]+ bytes, captured [1-9]' 'with the struct of its file'
like "$(cat $dir/session)" '^# recording 1[0-9] of [0-9]+ functions$' 'the filter has selected those of the module'
is "$(tail -n 1 $dir/session)" '# 10 entries and 10 exits, lost 0 and 0' 'all of it, nothing lost'
is "$(sed 1d $dir/nothing)" '# 0 entries and 0 exits, lost 0 and 0' 'a filter that selects nothing'

is "$(sed -n 's/^0x[0-9a-f]* argument \([0-9]\): 0x\(.*\)$/\1 \2/p' $dir/arguments | grep -A 7 '^0 11$' | tail -n 8)" \
	"$(printf '%s\n' 0x11 0x22 0x33 0x44 0x55 0x66 0x77 0x88 | sed 's/^0x//' | awk '{ print NR - 1, $0 }')" \
	'one record per argument: those of df_func8'
like "$(cat $dir/arguments)" '^0x[0-9a-f]* returns: 0x264$' 'and its return value'
like "$(tail -n 1 $dir/arguments)" '^# [1-9][0-9]* records, lost 0$' 'nothing lost there, either'
like "$(cat $dir/error)" '^/no/such/file: ' 'a file that is not there is an error'

done_testing
