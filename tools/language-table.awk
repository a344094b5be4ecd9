# language-table.awk - makes generator/a11y/language_table.h from the IANA Language Subtag Registry
# (https://www.iana.org/assignments/language-subtag-registry/language-subtag-registry):
#   awk -f tools/language-table.awk language-subtag-registry > generator/a11y/language_table.h
BEGIN { letters = "abcdefghijklmnopqrstuvwxyz" }

function place(tag,  i, n) {
	for (i = 1; i <= length(tag); i++)
		n = n * 26 + index(letters, substr(tag, i, 1)) - 1
	return n
}

function add(tag) {
	if (length(tag) == 2)
		pair[place(tag)] = 1
	else if (length(tag) == 3)
		triple[place(tag)] = 1
	else
		print "language-table.awk: " tag ": neither two nor three letters" > "/dev/stderr"
}

function dump(name, bits, size,  i, j, byte, power) {
	printf "static const unsigned char %s[] = {", name
	for (i = 0; i * 8 < size; i++) {
		byte = 0
		power = 1
		for (j = 0; j < 8; j++) {
			if (i * 8 + j in bits)
				byte += power
			power *= 2
		}
		printf "%s%d,", i % 24 ? " " : "\n\t", byte
	}
	print "\n};"
}

/^File-Date:/ { date = $2 }
/^Type:/ { type = $2 }
/^Subtag:/ && type == "language" {
	dots = index($2, "..")
	if (!dots) {
		add($2)
		next
	}
	# A range for private use, such as qaa..qtz.
	last = place(substr($2, dots + 2))
	for (n = place(substr($2, 1, dots - 1)); n <= last; n++)
		triple[n] = 1
}

END {
	print "/*"
	print " * language_table.h - the languages of the IANA Language Subtag Registry of " date ", a bit for"
	print " * each pair and triple of letters. Made by tools/language-table.awk; not to be edited."
	print " */"
	print "#ifndef A11Y_LANGUAGE_TABLE_H"
	print "#define A11Y_LANGUAGE_TABLE_H\n"
	dump("language_pairs", pair, 26 * 26)
	print ""
	dump("language_triples", triple, 26 * 26 * 26)
	print "\n#endif"
}
