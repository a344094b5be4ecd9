printf -- '---\ntitle: Alt\ndescription: x\n---\n\nText.\n' > content/modules/alt.md
"$PROGRAM" build --site . --out out --date 2026-11-23
printf -- '---\ntitle: Neu\ndescription: x\nreplaces: [alt]\n---\n\nText.\n' > content/modules/neu.md
rm content/modules/alt.md
