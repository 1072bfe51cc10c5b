# SPDX-License-Identifier: Apache-2.0
# Makes a C table of the files given: their names without directory, and lines.
function quoted(text,    i, c, out) {
	out = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" : "") (c == "\t" ? "\\t" : c)
	}
	return "\"" out "\""
}
BEGIN {
	print "/* Made by template.awk of the files in template/ and of the example plugins. */"
	print "#include \"template.h\"\n"
	files = 0
}
FNR == 1 {
	if (files)
		print "\tNULL\n};\n"
	name = FILENAME
	sub(/.*\//, "", name)
	names[files] = name
	print "static const char *const file_" files "[] = {"
	files++
}
{
	sub(/\r$/, "")
	print "\t" quoted($0) ","
}
END {
	print "\tNULL\n};\n"
	print "const struct template templates[] = {"
	for (i = 0; i < files; i++)
		print "\t{ " quoted(names[i]) ", file_" i " },"
	print "\t{ NULL, NULL }\n};"
}
