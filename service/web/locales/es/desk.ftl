desk-nav = Secciones
desk-theme = Claro u oscuro
desk-sign-out = Cerrar sesión
