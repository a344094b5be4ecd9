mkdir leer
