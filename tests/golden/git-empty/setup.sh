git init -q --bare leer.git
