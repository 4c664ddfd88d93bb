layout-skip = Ir al texto
layout-home = Inicio
layout-leave = Salir ya
layout-more = Más
layout-safety = Cuida tu seguridad
layout-numbers = Números para llamar
layout-before = Quién se entera de qué
