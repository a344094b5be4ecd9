printf -- '---\ntitle: Alt\ndescription: x\n---\n\nText.\n' > content/modules/alt.md
printf -- '---\ntitle: Fort\ndescription: x\n---\n\nText.\n' > content/modules/fort.md
"$PROGRAM" build --site . --out out --date 2026-11-23
rm content/modules/alt.md content/modules/fort.md
printf -- '---\ntitle: Neu\ndescription: x\nreplaces: [alt]\n---\n\nText.\n' > content/modules/neu.md
