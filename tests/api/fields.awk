# SPDX-License-Identifier: Apache-2.0
# What a header fixes for ever: "FIELD(noun, field)" for each field of a struct,
# "VALUE(NAME" for each constant that is a number, "INIT(NAME" for each
# initialiser. With comments.awk. Reads headers as this project writes them.
{ line = strip_comments($0) }

# "SCHAIN_X_INIT" may have its value on the next line.
line ~ /^#[ \t]*define[ \t]+SCHAIN_/ {
	n = split(line, word)
	if (word[2] ~ /_INIT$/)
		print "INIT(" word[2]
	else if (n > 2 && word[2] !~ /\(/ && word[3] ~ /^\(?-?([0-9]|U?INT64_C)/)
		print "VALUE(" word[2]
	next
}

line ~ /^typedef struct schain_[a-z0-9_]+ \{/ {
	noun = substr($3, length("schain_") + 1)
	declaration = ""
	next
}

line ~ /^\}/ { noun = "" }

noun {
	declaration = declaration line
	if (line !~ /;/)
		next
	field = declaration
	if (match(field, /\(\*[ \t]*(const )?[a-z0-9_]+\)/)) {
		field = substr(field, RSTART, RLENGTH - 1)
	} else {
		sub(/(\[[A-Za-z0-9_]*\])*;.*/, "", field)
	}
	sub(/.*[^a-z0-9_]/, "", field)
	print "FIELD(" noun ", " field ")"
	declaration = ""
}
