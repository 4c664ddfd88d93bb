figures-title = Cifras que puedes usar
figures-lead = Cuántas personas se conocieron aquí, y qué se sabe de ellas. Ninguna cifra puede señalar a un menor.
figures-none = Aún no hay cifras de este lugar. Quien lleva esta línea las pone aquí cuando están revisadas.
figures-tables = Las tablas
figures-promise = Qué dicen, y qué se hizo para cuidar a las personas
figures-signed = Estas cifras llegaron en un solo archivo firmado. Si alguien cambiara un dígito, no se verían.
figures-files = Archivos
figures-files-text = Las mismas cifras para una hoja o un programa. La lista de palabras dice qué es cada código.
figures-csv = Todas las tablas (CSV)
figures-json = Todas las tablas (JSON)
figures-dictionary = Lista de palabras (CSV)
figures-others = Lo que otros cuentan
figures-others-text = Quizás leíste otros números. Aquí dice qué cuenta cada uno, y cuáles son falsos.
figures-back = Todas las cifras
figures-table-title = Una tabla
figures-largest = La cuenta mayor: { $name }, { $value }.
figures-some-withheld = { $withheld ->
    [one] Una de { $rows } cuentas no se muestra, para cuidar a las personas.
   *[other] { $withheld } de { $rows } cuentas no se muestran, para cuidar a las personas.
}
figures-within = A cada cuenta se le sumó algo al azar. En 19 de 20 queda a menos de { $within } de la verdad.
figures-count = Se cuenta: { $of }
figures-sum = Se suma: { $of }
figures-row = Grupo
figures-number = Número
figures-total = Todo
figures-withheld = no se muestra
figures-more-rows = { $rows ->
    [one] Hay una fila más en el archivo.
   *[other] Hay { $rows } filas más en el archivo.
}
figures-mean = Lo que no quiere decir
figures-mean-known = Son personas que alguien vio y ayudó. Cuántas hay en verdad no se sabe por ellas.
figures-mean-small = “No se muestra” no es cero. Es una cuenta chica, o una que la dejaría ver.
known-title = Lo que otros cuentan
known-lead = Se repiten números grandes. Pocos dicen qué cuentan. Aquí está lo que se sabe de cada uno.
known-rule = Las llamadas no son personas. Las personas halladas no son todas. No sumes estas cifras, ni compares una con otra de otro tipo.
known-wrong = Falsas, pero muy repetidas
known-wrong-text = Por favor, no las uses. Junto a cada una lees por qué.
known-study = Lo que hallaron los estudios
known-study-text = Cada estudio miró a unos jóvenes en unos lugares. Ninguno habla por todos.
known-reports = Lo que se reportó
known-reports-text = Un reporte es lo que alguien debía contar, o quiso contar. Si cambia la ley, cambian los reportes.
known-records = Personas que recibieron ayuda
known-records-text = Archivos de quienes ayudan, o del Estado. Quien no fue hallado no está en ellos.
known-hotline = Lo que oyeron las líneas de ayuda
known-hotline-text = Dice quién llamó, y qué fácil era llamar. Es de todas las edades. No dice cuánto hay.
known-not-seen = No hemos visto esta fuente. Compruébala primero.
known-csv = Esta lista (CSV)
known-json = Esta lista (JSON)
understand-figures = Números
understand-figures-text = ¿Necesitas números? Decimos qué cuenta cada uno.
understand-figures-button = Ver las cifras
