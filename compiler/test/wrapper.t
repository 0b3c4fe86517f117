#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# kdflow-clang: -fsanitize-coverage=trace-args,trace-ret and
# trace-entry,trace-exit on a stock clang.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh

B=$(realpath "${B:-build}")
kdflow_clang=$(realpath compiler/kdflow-clang)
dir="$B/compiler/test/wrapper dir" # with a space in it
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir" || exit

cat >add.c <<'EOF'
int add(int a, int b);
int add(int a, int b)
{
	return a + b;
}
static inline int twice(int a)
{
	return add(a, a);
}
int four_times(int a);
int four_times(int a)
{
	return twice(a) * 2;
}
int indirect(int (*f)(int));
int indirect(int (*f)(int))
{
	return f(1);
}
__attribute__((no_sanitize("coverage"))) int quiet(int a);
__attribute__((no_sanitize("coverage"))) int quiet(int a)
{
	return a;
}
EOF
cp add.c 'a name.c'
echo 'int main(void) { return 0; }' >main.c
echo 'nop' >nop.S

args_call='call.* @__sanitizer_cov_trace_args'
ret_call='call.* @__sanitizer_cov_trace_ret'
entry_call='call.* @__sanitizer_cov_trace_entry[0-9]'
exit_call='call.* @__sanitizer_cov_trace_exit[0-9]'

# ir ARG...: the LLVM IR that the wrapper makes of add.c, with every warning.
ir() {
	run "$kdflow_clang" -Weverything -Werror -S -emit-llvm -o - "$@" add.c
}

for version in 22 19; do
	[ -e "$B/compiler/llvm-$version/kcov-dataflow.so" ] || continue
	export KDFLOW_CLANG="clang-$version"
	export KCOV_DATAFLOW_PLUGIN="$B/compiler/llvm-$version/kcov-dataflow.so"

	ir -fsanitize-coverage=trace-args,trace-ret
	is "$status$err" 0 "LLVM $version: compiles without a warning"
	like "$out" "$args_call.*ptrtoint .ptr @add" "LLVM $version: both words: arguments"
	like "$out" "$ret_call.*ptrtoint .ptr @add" "LLVM $version: both words: return values"
	like "$out" 'DICompileUnit' "LLVM $version: debug info is on by itself"
	unlike "$out" 'call.*ptrtoint .ptr @quiet' \
		"LLVM $version: no_sanitize(\"coverage\") is honoured"

	ir -fsanitize-coverage=trace-args
	like "$out" "$args_call" "LLVM $version: trace-args alone: arguments"
	unlike "$out" "$ret_call" "LLVM $version: trace-args alone: no return values"

	ir -fsanitize-coverage=trace-ret
	unlike "$out" "$args_call" "LLVM $version: trace-ret alone: no arguments"
	like "$out" "$ret_call" "LLVM $version: trace-ret alone: return values"

	ir -fsanitize-coverage=trace-args -fsanitize-coverage=trace-ret
	like "$out" "$args_call" "LLVM $version: words in two options: the first"
	like "$out" "$ret_call" "LLVM $version: words in two options: the second"

	ir -fsanitize-coverage=trace-args,trace-ret -fno-sanitize-coverage=trace-args
	unlike "$out" "$args_call" "LLVM $version: -fno-sanitize-coverage= takes back"
	like "$out" "$ret_call" "LLVM $version: -fno-sanitize-coverage= leaves the rest"
	ir -fsanitize-coverage=trace-args,trace-ret -fno-sanitize-coverage=trace-ret,trace-args
	unlike "$out" "$args_call|$ret_call" "LLVM $version: all taken back"

	ir -fsanitize-coverage=func,trace-args,trace-pc-guard
	like "$out" "$args_call" "LLVM $version: our word among clang's: ours"
	like "$out" 'call.* @__sanitizer_cov_trace_pc_guard' \
		"LLVM $version: our word among clang's: clang's"
	unlike "$out" 'call.* @__sanitizer_cov_trace_pc_indir' \
		"LLVM $version: our word among clang's: nothing else"

	ir -fsanitize-coverage=trace-entry,trace-exit
	is "$status$err" 0 "LLVM $version: the boundary ABI: compiles without a warning"
	like "$out" "$entry_call" "LLVM $version: the boundary ABI: entries"
	like "$out" "$exit_call" "LLVM $version: the boundary ABI: exits"
	unlike "$out" "$args_call|$ret_call" "LLVM $version: the boundary ABI: nothing else"
	ir -fsanitize-coverage=trace-entry
	like "$out" "$entry_call" "LLVM $version: trace-entry alone: entries"
	unlike "$out" "$exit_call" "LLVM $version: trace-entry alone: no exits"
	ir -fsanitize-coverage=trace-exit,func,trace-pc-guard -fno-sanitize-coverage=trace-entry
	unlike "$out" "$entry_call" "LLVM $version: trace-exit alone: no entries"
	like "$out" "$exit_call" "LLVM $version: trace-exit alone: exits"

	ir -O2 -fsanitize-coverage=trace-entry,trace-exit
	plain=$(printf '%s\n' "$out" | grep -c "$entry_call")
	ir -O2 -fsanitize-coverage=trace-entry,trace-exit,trace-inline
	inlined=$(printf '%s\n' "$out" | grep -c "$entry_call")
	[ "$inlined" -gt "$plain" ]
	ok $? "LLVM $version: trace-inline: inlined functions, too ($plain, $inlined)"
	ir -fsanitize-coverage=trace-inline
	unlike "$out" 'call.* @__sanitizer_cov_' "LLVM $version: trace-inline alone: nothing"

	ir -fsanitize-coverage=trace-args,trace-exit
	is "$status" 1 "LLVM $version: both ABIs: fails"
	like "$err" 'choose one' "LLVM $version: both ABIs: says so"

	ir
	expected=$("clang-$version" -S -emit-llvm -o - add.c)
	is "$out" "$expected" "LLVM $version: without our words it is plain clang"

	ir -g0 -fsanitize-coverage=trace-args
	unlike "$out" 'DICompileUnit' "LLVM $version: -g0 is respected"
	ir -gdwarf-4 -fsanitize-coverage=trace-args
	like "$out" '"Dwarf Version", i32 4' "LLVM $version: -gdwarf-4 is respected"
done

# From here on the wrapper chooses.
unset KDFLOW_CLANG KCOV_DATAFLOW_PLUGIN
on=-fsanitize-coverage=trace-args,trace-ret

run "$kdflow_clang" $on -c 'a name.c' -o 'an object.o'
ok "$status" "file names with spaces" || diag "$err"
run "$kdflow_clang" $on '-DNAME="a * b"' -E -P -x c - <<'EOF'
NAME
EOF
is "$out" '"a * b"' "-x, -E and an argument with spaces and a star"
run "$kdflow_clang" -c main.c -o main.o
ok "$status" "compile without our words" || diag "$err"
run "$kdflow_clang" $on -Weverything -Werror main.o -o main
is "$status$err" 0 "link without a warning"
run env KDFLOW_CLANG=clang-19 "$kdflow_clang" $on -Weverything -Werror main.o -o main
is "$status$err" 0 "link without a warning, LLVM 19"
run "$kdflow_clang" $on -Weverything -Werror -c nop.S -o nop.o
is "$status$err" 0 "assembly without a warning"
run "$kdflow_clang" $on --version
like "$out" '^.*clang version' "--version"
run "$kdflow_clang" $on -c missing.c
is "$status" 1 "clang's exit status is passed on"
like "$err" "missing.c" "and so are its messages"

ln -s "$kdflow_clang" linked
run ./linked $on -c add.c -o add.o
ok "$status" "the plugin is found through a symbolic link" || diag "$err"

run env KDFLOW_CLANG=no-such-clang "$kdflow_clang" $on -c add.c
is "$status" 1 "no clang: fails"
is "$err" "kdflow-clang: no-such-clang is not installed" "no clang: says so"
run env PATH=/nonexistent "$kdflow_clang"
is "$err" "kdflow-clang: clang-22 or clang-19 is not installed" \
	"no clang on the path: says so"

cat >clang-14 <<'EOF'
#!/bin/sh
echo 14.0.6
EOF
chmod +x clang-14
run env KDFLOW_CLANG=./clang-14 "$kdflow_clang" $on -c add.c
is "$status" 1 "a clang without a plugin: fails"
like "$err" "kdflow-clang: no plugin for clang 14: .*llvm-14/kcov-dataflow.so" \
	"a clang without a plugin: says so"
run env KCOV_DATAFLOW_PLUGIN=/no/plugin.so "$kdflow_clang" $on -c add.c
like "$err" "kdflow-clang: no plugin for clang [0-9]*: /no/plugin.so does not exist" \
	"no plugin where the environment says: says so"

done_testing
