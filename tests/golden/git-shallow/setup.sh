git init -q -b main .
git add site.conf content themes
git commit -q -m probe
git commit -q --allow-empty -m zwei
git clone -q --depth 1 "file://$PWD" flach
