# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of kdflow's command lines in bash. What there is to complete is what kdflow's own help says.

# The commands: "  NAME   WHAT IT DOES" in the help
_kdflow_commands() {
	"$1" help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

# Of each option of command $2 a line: NAME, or NAME ARGUMENT, both for its short and its long name
_kdflow_options() {
	"$1" help "$2" 2>/dev/null | sed -En '
		s/^ +(-[^- ]), (--[a-z][a-z-]*)( [^ ]+)?( .*)?$/\1\3\n\2\3/p; t
		s/^ +(--[a-z][a-z-]*)( [^ ]+)?( .*)?$/\1\2/p'
}

# What kind of argument option $3 of command $2 has, nothing if it has none
_kdflow_argument() {
	_kdflow_options "$1" "$2" | sed -n "s/^$3 //p" | head -n 1
}

# What completes to a word that begins as $1: compgen's options follow
_kdflow_reply() {
	mapfile -t COMPREPLY < <(compgen "${@:2}" -- "$1")
}

_kdflow() {
	local kdflow=${COMP_WORDS[0]} command=${COMP_WORDS[1]}
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i

	COMPREPLY=()
	if ((COMP_CWORD == 1)) || [[ $COMP_CWORD == 2 && $command == help ]]; then
		_kdflow_reply "$current" -W "$(_kdflow_commands "$kdflow")"
		return
	fi
	# Behind "--" is the command line of another program.
	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] || continue
		((i < COMP_CWORD - 1)) || _kdflow_reply "$current" -c
		return
	done
	# In --option=argument the "=" is a word.
	if [[ $current == '=' ]]; then
		current=
	elif [[ $previous == '=' ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	# Without a reply it will be a file.
	case $previous in
	-*) [[ $(_kdflow_argument "$kdflow" "$command" "$previous") =~ ^((FILE|PATH).*)?$ ]] || compopt +o default ;;
	esac
	[[ $current != -* ]] || _kdflow_reply "$current" -W "$(_kdflow_options "$kdflow" "$command" | cut -d ' ' -f 1)"
}

complete -o default -F _kdflow kdflow
