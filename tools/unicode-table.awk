# unicode-table.awk - makes generator/a11y/unicode_table.h from Unicode's UnicodeData.txt
# (https://www.unicode.org/Public/UCD/latest/ucd/UnicodeData.txt; Debian package unicode-data):
#   awk -f tools/unicode-table.awk UnicodeData.txt > generator/a11y/unicode_table.h
BEGIN { FS = ";" }

function hex(s,  i, n) {
	for (i = 1; i <= length(s); i++)
		n = n * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1
	return n
}

{
	c = hex($1)
	word = $3 ~ /^[LNM]/
	if (word && last == c - 1 && open)
		last = c
	else if (word && $2 ~ /Last>$/)
		last = c
	else {
		if (open && word || !word && open)
			ranges[n_ranges++] = first " " last
		open = word
		if (word)
			first = last = c
	}
	if ($14 != "")
		lower[c] = hex($14)
	if ($6 != "") {
		decomposition[c] = $6
		sub(/^<[^>]*> /, "", decomposition[c])
	}
	if ((c in lower) || (c in decomposition) || c == 223 || c == 962)
		order[n_order++] = c
}

# The full decomposition of c in lower case, as decimal numbers.
function expand(c,  part, n, i, out) {
	if (c == 223 || c == 7838) # ß and its capital: "ss", as full case folding has it
		return "115 115"
	if (c == 962) # a sigma at the end of a word
		return "963"
	if (!(c in decomposition))
		return c in lower ? lower[c] : c
	n = split(decomposition[c], part, " ")
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? " " : "") expand(hex(part[i]))
	return out
}

# Whether all of the characters fit into 16 bits: the few others are rare ideographs.
function fits(text,  r, n, i) {
	n = split(text, r, " ")
	for (i = 1; i <= n; i++) {
		if (r[i] > 65535)
			return 0
	}
	return 1
}

END {
	if (open)
		ranges[n_ranges++] = first " " last
	print "/*"
	print " * unicode_table.h - letters, marks and numbers of Unicode, and what case folding and compatible"
	print " * decomposition (NFKD) make of them. Made by tools/unicode-table.awk; not to be edited."
	print " */"
	print "#ifndef A11Y_UNICODE_TABLE_H"
	print "#define A11Y_UNICODE_TABLE_H\n"
	print "#include <stdint.h>\n"
	printf "static const uint32_t unicode_words[][2] = {"
	for (i = 0; i < n_ranges; i++) {
		split(ranges[i], r, " ")
		printf "%s{0x%X, 0x%X},", i % 5 ? " " : "\n\t", r[1], r[2]
	}
	print "\n};\n"
	print "/* Code point, length, offset into unicode_pool. */"
	printf "static const struct {\n\tuint32_t c;\n\tuint16_t n, at;\n} unicode_folds[] = {"
	for (i = 0; i < n_order; i++) {
		text = expand(order[i])
		if (!fits(text))
			continue
		n = split(text, r, " ")
		if (!(text in pooled)) {
			pooled[text] = n_pool
			for (j = 1; j <= n; j++)
				pool[n_pool++] = r[j]
		}
		printf "%s{%d, %d, %d},", n_printed++ % 6 ? " " : "\n\t", order[i], n, pooled[text]
	}
	print "\n};\n"
	printf "static const uint16_t unicode_pool[] = {"
	for (i = 0; i < n_pool; i++)
		printf "%s%d,", i % 14 ? " " : "\n\t", pool[i]
	print "\n};\n\n#endif"
}
