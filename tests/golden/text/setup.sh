head -c 52428800 /dev/zero | tr '\0' a > content/modules/gross.md
ln -s /etc/passwd content/modules/geheim.md
mkdir -p content/files
ln -s /etc/passwd content/files/p.txt
{ printf -- '---\ntitle: Lang\ndescription: x\n---\n\n'; head -c 20000 /dev/zero | tr '\0' a; echo; } > content/modules/lang.md
