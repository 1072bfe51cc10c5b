# SPDX-License-Identifier: Apache-2.0
# Makes C of page.css and page.js, in this order.
function quoted(text,    i, c, out) {
	out = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" : "") (c == "\t" ? "\\t" : c)
	}
	return "\"" out "\""
}
BEGIN {
	print "/* Made by page.awk of page.css and page.js. */"
	print "#include \"page.h\"\n"
}
FNR == 1 {
	if (files++)
		print "\tNULL\n};\n"
	print "const char *const " (files == 1 ? "page_style" : "page_script") "[] = {"
}
{ print "\t" quoted($0) "," }
END { print "\tNULL\n};" }
