git init -q -b main .
git add site.conf content themes
git commit -q -m probe
