#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The commands and options that kdflow has are those of its help, of its manual and of the completion.
# shellcheck disable=SC2154 # common.sh sets dir

. kdflow/tests/common.sh
. kdflow/completion.bash

mkdir "$dir/bin"
cp "$KDFLOW" "$dir/bin/kdflow"
PATH=$dir/bin:$PATH

# --- commands: what main.c runs

commands=$(sed -n '/^const struct command \*const commands/,/^};/p' kdflow/main.c | grep -o '&command_[a-z_]*' | sed 's/.*command_//' | sort)
like "$commands" '^record$' 'there are commands'
is "$(_kdflow_commands kdflow | sort)" "$commands" 'all are in the help'
is "$(sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' docs/kdflow.1 | sort)" "$commands" 'all are in the manual'

# --- options: what getopt_long() says to abbreviations is its table

# long_options COMMAND: with "=" behind those that have an argument
long_options() {
	for letter in {a..z}; do
		kdflow "$1" "--$letter"
		kdflow "$1" "--$letter=x"
	done </dev/null 2>&1 >/dev/null | sed -n "s/^.* option '--[^']*' is ambiguous; possibilities: //p
		s/^.* option '\(--[^']*\)' \(requires\|doesn't allow\) an argument$/'\1'/p" | grep -o -e "--[^']*" | sort -u |
		while read -r option; do
			kdflow "$1" "$option" </dev/null 2>&1 >/dev/null | grep -q ' requires an argument$' && option+='='
			echo "$option"
		done
}

# short_options COMMAND
short_options() {
	for letter in {a..z} {A..Z}; do
		case $(kdflow "$1" "-$letter" </dev/null 2>&1 >/dev/null) in
		*': invalid option -- '*) ;;
		*': option requires an argument -- '*) echo "-$letter=" ;;
		*) echo "-$letter" ;;
		esac
	done
}

# described COMMAND short|long: the same, as the help has them
described() {
	_kdflow_options kdflow "$1" | sed 's/ .*/=/' | case $2 in
	long) grep -e '^--' ;;
	short) grep -ve '^--' ;;
	esac | LC_ALL=C sort -u
}

for command in $commands; do
	case $command in
	help | version) continue ;;
	esac
	is "$(described "$command" long)" "$(long_options "$command" | LC_ALL=C sort)" "$command: its long options are in its help"
	is "$(described "$command" short)" "$(short_options "$command" | LC_ALL=C sort)" "$command: its short options are in its help"
	page=docs/kdflow-$command.1
	is "$(described "$command" long | sed 's/=$//' | while read -r option; do
		grep -qE "^\.It .* ${option#-}( |\$)" "$page" || echo "$option"
	done)" --help "$command: all options but --help are in $page"
done

# --- completion

# Nobody asks programmable completion to, so there are no options of it to change.
compopt() {
	options=$*
}

# complete_words WORD...: what the last of them can become, in $words
complete_words() {
	COMP_WORDS=("$@")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	options=
	_kdflow
	words=$(printf '%s\n' "${COMPREPLY[@]}" | sort)
}

complete_words kdflow ''
is "$words" "$commands" 'commands'
complete_words kdflow re
like "$words" '^record$' 'the beginning of a command'
unlike "$words" '^view$' '... is that of no other'
complete_words kdflow help ''
is "$words" "$commands" 'help: commands'
complete_words kdflow help view ''
is "$words" '' 'help: one command'
complete_words kdflow view --
is "$words" "$(described view long | sed 's/=$//' | sort)" 'all options'
complete_words kdflow record --no
is "$words" "$(printf '%s\n' --no-follow --not-function --not-module)" 'options that begin so'
complete_words kdflow view -C ''
is "$words$options" '+o default' 'a number is no file'
complete_words kdflow view --context = ''
is "$words$options" '+o default' '... behind "=" neither'
complete_words kdflow record --output ''
is "$words$options" '' 'a file is one'
complete_words kdflow record --output =
is "$words$options" '' '... behind "=", too'
complete_words kdflow record -o -
like "$words" '^-b$' 'short options'
complete_words kdflow view --raw ''
is "$words$options" '' 'an option without an argument: a file may follow'
complete_words kdflow record -o x -- kdfl
is "$words" kdflow 'behind "--": a program'
complete_words kdflow record -- kdflow --
is "$words$options" '' '... whose options are not known'
complete_words kdflow nosuch --
is "$words" '' 'no command has that name: nothing'

done_testing
