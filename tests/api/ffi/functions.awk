# SPDX-License-Identifier: Apache-2.0
# From doc/abi: the address of each function that a library exports, by name.
match($0, /^ *\{"name": "schain_[a-z0-9_]+", "library": "/) {
	name = $2
	gsub(/[",]/, "", name)
	names[++count] = name
}
END {
	print "#include \"functions.h\"\n"
	for (i = 1; i <= count; i++)
		print "extern void " names[i] "(void);"
	print "\nconst struct address addresses[] = {"
	for (i = 1; i <= count; i++)
		print "\t{ \"" names[i] "\", " names[i] " },"
	print "\t{ 0, 0 }\n};"
}
