# SPDX-License-Identifier: Apache-2.0
# Makes a C table of the files in lib/policy/default/: "[key]" begins a list,
# each other line is a pattern; "#" at the start of a line begins a comment.
function quoted(text,    i, c, out) {
	out = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" : "") c
	}
	return "\"" out "\""
}
BEGIN {
	print "/* Made by default.awk of the files in lib/policy/default/. */"
	print "#include \"policy/object.h\"\n"
	lists = 0
}
{
	sub(/\r$/, "")
	sub(/^[ \t]+/, "")
	sub(/[ \t]+$/, "")
}
/^$/ || /^#/ { next }
/^\[[a-z_.]+\]$/ {
	if (lists)
		print "\tNULL\n};\n"
	keys[lists] = substr($0, 2, length($0) - 2)
	print "static const char *const list_" lists "[] = {"
	lists++
	next
}
{
	if (!lists) {
		print FILENAME ":" FNR ": a pattern before any [key]" | "cat 1>&2"
		exit 1
	}
	print "\t" quoted($0) ","
}
END {
	if (lists)
		print "\tNULL\n};\n"
	print "const schain__default schain__defaults[] = {"
	for (i = 0; i < lists; i++)
		print "\t{ " quoted(keys[i]) ", list_" i " },"
	print "\t{ NULL, NULL }\n};"
}
