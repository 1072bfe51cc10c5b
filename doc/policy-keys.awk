# SPDX-License-Identifier: Apache-2.0
# Makes doc/policy-keys.md of lib/policy/keys.def and lib/policy/weights.def:
#   awk -f doc/policy-keys.awk lib/policy/keys.def lib/policy/weights.def >doc/policy-keys.md
# Each entry is one line; its quoted texts are told apart by their quotes.
function fields(line,    n, rest, at) {
	n = 0
	rest = line
	while ((at = index(rest, "\"")) > 0) {
		rest = substr(rest, at + 1)
		at = index(rest, "\"")
		text[++n] = substr(rest, 1, at - 1)
		gsub(/\|/, "\\|", text[n])
		rest = substr(rest, at + 1)
	}
	return n
}
# What lies between the commas that no quotes enclose.
function bare(line, wanted,    copy, part) {
	copy = line
	gsub(/"[^"]*"/, "", copy)
	sub(/^[A-Z]*\(/, "", copy)
	sub(/\)$/, "", copy)
	split(copy, part, ",")
	gsub(/ /, "", part[wanted])
	return part[wanted]
}
function source(text) {
	return text == "library" ? "" : text
}
function table(title, header, rows) {
	if (rows == "")
		return
	print "\n## " title "\n\n" header rows
}
BEGIN {
	print "<!-- SPDX-License-Identifier: Apache-2.0 -->"
	print "<!-- Made by doc/policy-keys.awk; tests/policy/keys.test says when it is out of date. -->"
	print "# Policy keys\n"
	print "Every key of a policy. [policy.md](policy.md) explains files, patterns and scores;"
	print "`supplychain policy show` prints the built-in patterns. A source names the ATT&CK"
	print "analytic and its mutable element."
}
/^VALUE\(/ {
	fields($0)
	values = values "| `" text[1] "` | " tolower(bare($0, 3)) " | " text[2] " | " text[4] " | " source(text[3]) " |\n"
}
/^LIST\(/ {
	fields($0)
	lists = lists "| `" text[1] "` | " text[2] " | " text[4] " | " source(text[3]) " |\n"
}
/^WEIGHT\(/ {
	fields($0)
	weights = weights "| `weight." text[1] "` | " tolower(bare($0, 3)) " | " bare($0, 4) " | " text[2] " |\n"
}
END {
	table("Values", "| key | kind | default | meaning | source |\n|---|---|---|---|---|\n", values)
	table("Lists of patterns", "| key | patterns | meaning | source |\n|---|---|---|---|\n", lists)
	table("Weights, in decibans", "| key | stage | default | meaning |\n|---|---|---|---|\n", weights)
}
