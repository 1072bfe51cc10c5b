# SPDX-License-Identifier: Apache-2.0
# Completion of supplychain for bash, 3.2 and later.

# Options of a subcommand; those that take a value end in "=".
_supplychain_options() {
	case $1 in
	replay)
		echo --json --brief --min-level= --fail-on= --revisions --lines --output= --policy= \
			--set= --approve= --import-host= --format= --mapping= --host= --strict \
			--skew= --timezone= --sort --plugin= --plugins= --isolated --grant= --plugin-host= --record= --state= --state-optional --checkpoint-every= --memory-limit= --color= --ascii --statistics --quiet --help
		;;
	explain) echo --brief --lines --color= --ascii --help ;;
	watch) echo --socket= --json --once --color= --ascii --help ;;
	report) echo --format= --output= --min-level= --state= --events= --help ;;
	policy) echo --key= --import-host= --json --help ;;
	plugins | plugin)
		echo --config= --isolated --grant= --plugin-host= --timeout= --json --kind= --author= \
			--licence= --help
		;;
	formats | state) echo --json --help ;;
	reputation)
		echo --store= --source= --licence= --as= --confidence= --ecosystem= --format= \
			--public-suffixes= --memory= --strict --kind= --prevalence= --now= --before= --forget= \
			--verify --json --quiet --help
		;;
	egress)
		echo --policy= --approve= --import-host= --imitated= --list= --public-suffixes= \
			--networks= --product= --vendor= --zones --all --json --help
		;;
	verify)
		echo --trust= --keys= --crl= --abused= --catalogs= --packages= --lists= --at= \
			--signature= --before= --hash --all --long --json --quiet --help
		;;
	trust) echo --usage= --list= --apple --output= --help ;;
	*) echo --help ;;
	esac
}

# What the command itself lists.
_supplychain_formats() {
	"${COMP_WORDS[0]}" formats --json 2>/dev/null | sed -n 's/^{"name":"\([^"]*\)".*/\1/p'
}

_supplychain_keys() {
	"${COMP_WORDS[0]}" policy show --json 2>/dev/null | sed -n 's/^{"key":"\([^"]*\)".*/\1/p'
}

_supplychain_paths() { # -f|-d WORD
	local IFS=$'\n'
	COMPREPLY=($(compgen "$1" -- "$2"))
	compopt -o filenames 2>/dev/null || : # bash 3.2 has none
}

# The value of an option. Fails if the option takes none.
_supplychain_value() { # OPTION WORD
	case $1 in
	--min-level | --fail-on)
		COMPREPLY=($(compgen -W "info low medium high critical" -- "$2"))
		;;
	--as) COMPREPLY=($(compgen -W "bad suspicious good common" -- "$2")) ;;
	--kind)
		if [ "${COMP_WORDS[1]}" = reputation ]; then
			COMPREPLY=($(compgen -W "md5 sha1 sha256 imphash domain address url certificate tbs
				serial signer package" -- "$2"))
		else
			COMPREPLY=($(compgen -W "enricher decoder sink" -- "$2"))
		fi
		;;
	--usage) COMPREPLY=($(compgen -W "code timestamp uefi apple package sigstore" -- "$2")) ;;
	--trust | --keys | --crl | --abused | --signature) _supplychain_paths -f "$2" ;;
	--before)
		if [ "${COMP_WORDS[1]}" = verify ]; then
			_supplychain_paths -f "$2"
		else
			COMPREPLY=()
		fi
		;;
	--color) COMPREPLY=($(compgen -W "auto always never" -- "$2")) ;;
	--format)
		if [ "${COMP_WORDS[1]}" = report ]; then
			COMPREPLY=($(compgen -W "html markdown stix ocsf navigator" -- "$2"))
		else
			COMPREPLY=($(compgen -W "$(_supplychain_formats)" -- "$2"))
		fi
		;;
	--key | -k | --set) COMPREPLY=($(compgen -W "$(_supplychain_keys)" -- "$2")) ;;
	--policy | --mapping | --output | -o | --plugin | --plugins | --grant | --plugin-host | --record | \
		--store | -s | --public-suffixes | --prevalence | -p | --list | --networks | --events | --socket) _supplychain_paths -f "$2" ;;
	--import-host | --state | --catalogs | --packages | --lists) _supplychain_paths -d "$2" ;;
	--approve | --host | --memory-limit | --checkpoint-every | --config | --timeout | --author | --licence | --source | \
		--confidence | --ecosystem | --memory | --now | --at | --forget | \
		--imitated | --product | --vendor) COMPREPLY=() ;;
	*) return 1 ;;
	esac
}

_supplychain_operand() { # COMMAND WORD
	case $1 in
	replay | explain | report | verify) _supplychain_paths -f "$2" ;;
	trust)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "import show" -- "$2"))
		else
			_supplychain_paths -f "$2"
		fi
		;;
	policy)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "show check diff" -- "$2"))
		else
			_supplychain_paths -f "$2"
		fi
		;;
	plugins | plugin)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "list show check status new" -- "$2"))
		else
			_supplychain_paths -f "$2"
		fi
		;;
	reputation)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "import lookup list stats expire merge" -- "$2"))
		else
			_supplychain_paths -f "$2"
		fi
		;;
	state)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "show products deliveries why verify export profiles compact" -- "$2"))
		else
			_supplychain_paths -d "$2"
		fi
		;;
	egress)
		if [ "$COMP_CWORD" -eq 2 ]; then
			COMPREPLY=($(compgen -W "classify names lookalikes beacons" -- "$2"))
		else
			_supplychain_paths -f "$2"
		fi
		;;
	formats) COMPREPLY=($(compgen -W "$(_supplychain_formats)" -- "$2")) ;;
	help)
		COMPREPLY=($(compgen -W "replay explain report watch policy plugins reputation egress state verify trust formats version help" -- "$2"))
		;;
	esac
}

_supplychain() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "replay explain report watch policy plugins reputation egress state verify trust formats version help \
			--help --version" \
			-- "$word"))
		return
	fi
	# "--option=value" comes as three words, since "=" is in COMP_WORDBREAKS.
	if [ "$word" = "=" ]; then
		_supplychain_value "$before" "" && return
	elif [ "$before" = "=" ] && [ "$COMP_CWORD" -gt 2 ]; then
		_supplychain_value "${COMP_WORDS[COMP_CWORD - 2]}" "$word" && return
	else
		_supplychain_value "$before" "$word" && return
	fi
	case $word in
	-*)
		COMPREPLY=($(compgen -W "$(_supplychain_options "$command")" -- "$word"))
		case ${COMPREPLY[0]-} in
		*=) compopt -o nospace 2>/dev/null ;;
		esac
		;;
	*) _supplychain_operand "$command" "$word" ;;
	esac
}

complete -F _supplychain supplychain
