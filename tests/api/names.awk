# SPDX-License-Identifier: Apache-2.0
# Public names of a header: "function NAME", "macro NAME" or "type NAME" a line.
# With comments.awk. Reads headers as this project writes them: one declaration
# ends with one semicolon, comments are /* */.
function once(kind, name)
{
	if (!((kind, name) in seen))
		print kind, name
	seen[kind, name] = 1
}

{ line = strip_comments($0) }

# An include guard has no value; neither has an empty SCHAIN_API, which another
# branch defines with one.
line ~ /^#[ \t]*define[ \t]+SCHAIN_/ {
	n = split(line, word)
	name = word[2]
	sub(/\(.*/, "", name)
	if (n > 2 || word[2] ~ /\(/)
		once("macro", name)
	next
}

line ~ /^#/ || line ~ /^[ \t]/ && !declaration { next }

line ~ /^typedef struct/ {
	once("type", $3)
	next
}

line ~ /^typedef/ {
	name = line
	if (name ~ /\(\*/) {
		sub(/.*\(\*/, "", name)
		sub(/\).*/, "", name)
	} else {
		sub(/;.*/, "", name)
		sub(/.*[ \t]/, "", name)
	}
	once("type", name)
	next
}

line ~ /^SCHAIN_API/ { declaration = " " }

declaration {
	declaration = declaration " " line
	if (line ~ /;/) {
		if (match(declaration, /schain_[a-z0-9_]+[ \t]*\(/)) {
			name = substr(declaration, RSTART, RLENGTH)
			sub(/[ \t]*\(/, "", name)
			once("function", name)
		}
		declaration = ""
	}
}
