head -c 52428800 /dev/zero | tr '\0' a > content/modules/gross.md
ln -s /etc/passwd content/modules/geheim.md
mkdir -p content/files
ln -s /etc/passwd content/files/p.txt
