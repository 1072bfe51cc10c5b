# SPDX-License-Identifier: Apache-2.0
# Completion of supplychain-sensor for bash, 3.2 and later.
_supplychain_sensor() {
	local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
	local IFS=$' \t\n'

	COMPREPLY=()
	# "--option=value" comes as three words, since "=" is in COMP_WORDBREAKS.
	if [ "$word" = "=" ]; then
		word=
	elif [ "$option" = "=" ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $option in
	--min-level) COMPREPLY=($(compgen -W "info low medium high critical" -- "$word")) ;;
	--source) COMPREPLY=($(compgen -W "auto bpf proc" -- "$word")) ;;
	--output) COMPREPLY=($(compgen -W "json text syslog journal" -- "$word")) ;;
	--policy | --record | --socket | --plugins | --package-log | --state)
		IFS=$'\n'
		COMPREPLY=($(compgen "$([ "$option" = --state ] && echo -d || echo -f)" -- "$word"))
		compopt -o filenames 2>/dev/null || : # bash 3.2 has none
		;;
	--approve | --memory) ;;
	*)
		COMPREPLY=($(compgen -W "--policy= --approve= --min-level= --source= --output= --text --record= \
			--socket= --state= --plugins= --package-log= --memory= --help" -- "$word"))
		case ${COMPREPLY[0]-} in
		*=) compopt -o nospace 2>/dev/null ;;
		esac
		;;
	esac
}

complete -F _supplychain_sensor supplychain-sensor
