#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The course of make bench, with a lab, a kdflow and kernels that only pretend: what is called in which order, what is
# kept, and what happens when something fails.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
project=$dir/project
unset LAB_OUT
mkdir -p "$project/lab/lib" "$project/build/guest"
cp -r bench "$project"
cp lab/lib/common.sh "$project/lab/lib"

# Builds in 7 seconds, and in the guest prints each figure that its kernel has, with the length of the kernel's name.
cat >"$project/lab/lab" <<EOF
#!/bin/sh
echo "\$1 \$2" | sed 's/run --config/run/' >>$dir/calls
case \$1 in
build)
	mkdir -p build/lab/\$2/arch/x86/boot
	echo 12345 >build/lab/\$2/arch/x86/boot/bzImage
	echo "lab: build \$2: configure ... done (1 s)" >&2
	! [ -e $dir/broken ] || { echo 'lab: it does not compile' >&2; exit 1; }
	echo "lab: build \$2: compile with clang 22 ... done (7 s)" >&2
	;;
run)
	[ "\$4" = --icount ] || exit 0
	echo "\$*" >>$dir/runs
	! [ -e $dir/silent ] || { echo 'lab: error: the guest did not boot' >&2; exit 125; }
	sed -n '/^[a-z]/!d; /geomean\|^size\|^build\|^view\|^kdflow/d; s/^\([^\t]*\).*/\1/p' bench/figures |
		while read -r name; do
			! grep -qx "\$name" $dir/without 2>/dev/null && echo "\$name \${#3}"
		done
	;;
esac
EOF
cat >"$project/build/bench-size" <<'EOF'
#!/bin/sh
printf 'size.text 100\nsize.rodata 50\nsize.init 10\n'
EOF
cat >"$project/build/kdflow" <<'EOF'
#!/bin/sh
printf 'f [vmlinux](0x1)\n  g [vmlinux](0x2)\n  0x0 = g [vmlinux]()\n0x1 = f [vmlinux]()\n'
EOF
cat >"$project/bench/kdflow" <<EOF
#!/bin/sh
echo "kdflow \$*" >>$dir/measured
! [ -e $dir/no-uftrace ] || { echo 'bench/kdflow: no uftrace' >&2; exit 1; }
printf 'host kdflow.%s 5\n' decode.calls decode.values decode.changes decode.memcpy report report.uftrace view view.uftrace file file.raw rss rss.short
EOF
chmod +x "$project/lab/lab" "$project/build/bench-size" "$project/build/kdflow"

bench() {
	rm -f "$dir/calls" "$dir/runs"
	run "$project/bench/bench"
}

bench
is "$status" 0 'everything is measured'
is "$(sort -u "$dir/calls" | grep -c build)$(sed -n 's/^build //p' "$dir/calls" | tr '\n' ' ')" \
	'4plain trace-pc rfc whole ' 'each kernel is built once, in order'
is "$(sed -n 's/^module //p' "$dir/calls" | tr '\n' ' ')" 'plain rfc whole ' 'the module is not for trace-pc'
is "$(grep -c -- '--icount .*nokaslr norandmaps' "$dir/runs")" 4 'four guests count instructions, all in one layout'
like "$err" '^bench: measure whole \.\.\. done \([0-9]+ s\)$' 'progress goes to the standard error'
unlike "$out" '^(bench|lab): ' 'the tables are alone on the standard output'
like "$out" '^build\.time +7 +7 +7 +7 ' 'builds from nothing are timed'
like "$out" '^size\.image +6 +6 +6 +6 ' 'images are weighed'
like "$out" '^view\.calls ' 'the view is timed'
is "$(cat "$dir/measured")" 'kdflow build/bench/view.kdf build/bench/kdflow' 'kdflow is measured with the trace of the view'
like "$out" '^kdflow\.report +5 .* 1\.000  <=1/5 +MISSED$' 'against uftrace'
grep -q '"name": "idle.fork", .*"ours": 5, "baseline": 5, "ratio": 1.000000' "$project/build/bench.json"
ok $? 'the JSON is there'

bench
like "$out" '^build\.time +7 +7 +7 +7 ' 'the times of builds are kept'

echo idle.fork >"$dir/without"
bench
is "$status" 1 'a figure is missing: failure'
like "$out" '^not measured: idle\.fork idle\.geomean$' 'the tables say which'
[ ! -e "$project/build/bench.json" ]
ok $? 'there is no JSON that is not complete'
rm "$dir/without"

touch "$dir/silent"
bench
is "$status" 1 'a guest fails: failure'
like "$err" 'the guest did not boot' 'it is said why'
like "$err" 'measure plain' 'and where'
rm "$dir/silent"

touch "$dir/no-uftrace"
bench
is "$status" 1 'kdflow cannot be measured: failure'
like "$err" 'no uftrace' 'it is said why'
rm "$dir/no-uftrace"

touch "$dir/broken"
bench
is "$status $(wc -l <"$dir/calls")" '1 1' 'a kernel that does not compile ends it at once'
like "$err" 'it does not compile' 'the lab has said why'
rm "$dir/broken"

printf '#!/bin/sh\ntrue\n' >"$project/build/kdflow"
bench
is "$status" 1 'a trace without calls: failure'
like "$err" 'shows no calls' 'it is said why'

done_testing
