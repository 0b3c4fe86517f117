#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of kdflow export --format html in a browser: 100 000 calls, search, folding, what changed, and text that
# would like to be markup.

. kdflow/tests/common.sh

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ]; then
	skip 'there is no chromium' 'the page in a browser'
	done_testing
fi

{
	cat <<'END'
def S 0000000000000001 file 8 0 32 u4 flags 32 32 i4 pos
fn top vmlinux 434121 i4 p0000000000000001 file u8 n
fn <b>leaf</b> mod 4121 i4 u8 n
END
	awk 'BEGIN {
		for (i = 0; i < 10000; i++) {
			if (i % 1000 == 0)
				print "chunk 1 100 <i>task"
			print "entry 0 top 0x1000 " i "\nstruct 0 8 - 0x1"
			for (k = 0; k < 9; k++)
				print "entry 1 <b>leaf</b> " 10 * i + k "\nexit 1 " (i == 7777 && k == 3 ? "0xfffffffe" : 0)
			print "exit 0 0\nstruct 0 8 - " (i % 5000 == 4999 ? 2 : 1)
		}
	}'
} | make_session many
"$KDFLOW" export --format html -o "$dir/many.html" "$dir/many"

# page SCRIPT: the document after SCRIPT, an element to a line
page() {
	sed "s|</body>|<script>$1; document.title = rows.length</script></body>|" "$dir/many.html" >"$dir/page.html"
	"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" --window-size=1200,800 --dump-dom \
		"file://$dir/page.html$2" 2>"$dir/browser.err" | sed '/id="trace"/,$d; s/></>\n</g; /^<style/,/^<\/style/d'
}

out=$(page 0)
like "$out" '>100000 calls<' 'all calls are there'
is "$(printf '%s\n' "$out" | grep -c '<[bi]>')" 0 'nothing of the trace is markup'
like "$out" 'task 100 \(&lt;i&gt;task\)' '... but text'
[ "$(printf '%s\n' "$out" | grep -c 'role="treeitem"')" -lt 200 ]
ok $? 'only what is on the screen is in the document'
like "$out" '<title>10001<' 'one level is open below the task'

out=$(page 'document.getElementById("open").click()')
like "$out" '<title>100001<' 'open all'
like "$out" '>&lt;b&gt;leaf&lt;/b&gt;<' '... shows the calls inside'
out=$(page 'document.getElementById("fold").click()')
like "$out" '<title>1<' 'fold all'
out=$(page 'document.querySelectorAll(".fold")[1].click()')
like "$out" '<title>10010<' 'one call is opened by a click'

out=$(page '0' '#ENOENT')
like "$(printf '%s\n' "$out" | grep -A8 'class="row current hit"')" 'error"> = -2\(-ENOENT\)' 'a search finds what is folded away'
like "$out" '<title>10010<' '... and opens the calls around it only'
like "$out" 'id="detail">.*\(n=0x12fcd\)' '... which is the right one'
out=$(page '0' '#nosuch')
like "$out" '>not found<' 'a search that finds nothing'

out=$(page 'document.getElementById("changed").click()')
like "$out" '<title>3<' 'only what changed something'
is "$(printf '%s\n' "$out" | grep -c 'class="change">  (file-&gt;flags: 0x1 -&gt; 0x2)')" 2 '... with what that was'

done_testing
