## Contar algo, una pregunta por página

tip-lead = Con una frase basta. No tienes que decir quién eres.
tip-skip = Puedes dejarlo vacío.
tip-step = Paso { $number } de { $of }.
tip-next = Seguir
tip-back = Atrás
tip-send-now = Enviar ya
tip-needed = Escribe al menos una frase. No hace falta nada más.
tip-have-receipt = Tengo seis palabras
tip-what-hint = Dilo con tus palabras.
tip-danger = ¿Hay alguien en peligro ahora?
tip-danger-now = Sí, ahora mismo
tip-danger-no = No
tip-danger-unknown = No lo sé
tip-call-now = Llama también al { $number }, si puedes. Son más rápidos que nosotros.
tip-where = ¿Dónde fue?
tip-where-hint = Una calle, un pueblo, una tienda, una página web. Basta con lo que sabes.
tip-when = ¿Cuándo fue?
tip-when-hint = Un día, una hora o cada cuánto. “La semana pasada de noche” está bien.
tip-who = ¿Quién estaba allí?
tip-who-hint = Nombres, edades, cómo son, un carro, un número. No pasa nada si no lo sabes.
tip-holds-receipt = Parecen las seis palabras de un aviso. Quítalas. Abren el aviso, así que guárdalas para ti.

## Los nombres de las preguntas, delante de las respuestas

tip_step-what = Qué
tip_step-danger = Peligro
tip_step-where = Dónde
tip_step-when = Cuándo
tip_step-who = Quién

## Seis palabras

tip-receipt-title = Gracias. Guarda estas seis palabras
tip-receipt-lead = Tenemos tu aviso. Una persona lo lee pronto.
tip-receipt-once = Solo mostramos estas palabras ahora. No las guardamos. Si las pierdes, no las podemos buscar.
tip-receipt-keep = Cómo guardarlas
tip-receipt-write = Apúntalas en papel o apréndelas de memoria.
tip-receipt-hide = ¿Alguien mira este teléfono? Entonces no hagas una foto de esta página.
tip-receipt-lost = No se las digas a nadie. Quien tiene las palabras puede leer tu aviso.
tip-receipt-for = Para qué sirven
tip-receipt-use = Vuelve con ellas cuando quieras. Ves qué pasó con tu aviso. Puedes leer lo que te preguntamos y contar más. No tienes que decir quién eres.
tip-receipt-try = Ya las tengo. Probarlas ahora

tip-stored-title = Tu aviso está a salvo
tip-stored-safe = Una persona lo lee pronto. No tienes que enviarlo otra vez.
tip-stored-words = Ahora nos escribe mucha gente. Tus seis palabras tardan un poco más. Con ellas puedes volver y ver qué pasó con tu aviso.
tip-stored-ask = Mostrar mis seis palabras

## Volver

tip-return-title = Qué pasó con tu aviso
tip-return-lead = Escribe las seis palabras que te mostramos.
tip-return-words = Tus seis palabras
tip-return-hint = Con un espacio después de cada palabra.
tip-return-open = Abrir
tip-return-count = Tienen que ser seis palabras. Escribiste { $found }.
tip-return-word = La palabra { $position } no es de las nuestras. Mírala otra vez.
tip-return-like = La palabra { $position } no es de las nuestras. ¿Es “{ $word }”?
tip-return-nothing = Estas palabras no abren ningún aviso. Mira cada palabra y el orden.
tip-return-lost = ¿Perdiste las palabras?
tip-return-lost-how = Llámanos o abre un chat. Una persona te pregunta por tu aviso. Si sabe que eres tú, te da palabras nuevas.
tip-return-new = Contar algo nuevo

## Un aviso, como lo ve quien lo dio

tip-mine-title = Tu aviso
tip-mine-happened = Qué pasó
tip-mine-limits = No te podemos decir lo que otros descubren.
tip-mine-said = Lo que se dijo
tip-mine-silent = Todavía no hay nada escrito.
tip-mine-add = Cuéntanos más
tip-mine-add-hint = Aquí nos puedes contestar o decir lo que sabes.
tip-mine-leave = Cerrar esto en este teléfono
tip-staff = Nuestro equipo

tip-status-received = Llegó tu aviso.
tip-status-being_read = Una persona lo lee.
tip-status-routed = Se lo dimos a: { $agency }.
tip-status-acted_on = Hicieron algo por tu aviso: { $agency }.
tip-status-nobody = Nadie pudo actuar. { $reason }
tip-status-could_not = No pudieron actuar: { $agency }. { $reason }
tip-status-closed = Está cerrado. Todavía nos puedes escribir.

## A quién le puede llegar un aviso

agency_kind-child_protection = la protección de niños
agency_kind-law_enforcement = la policía
agency_kind-missing_children_center = el centro de niños perdidos
agency_kind-tribal_authority = una tribu
agency_kind-prosecution = la fiscalía
agency_kind-victim_service = un servicio que ayuda a víctimas
agency_kind-health = una clínica
agency_kind-school = una escuela
agency_kind-juvenile_justice = la justicia de menores
agency_kind-labour_or_licensing = una oficina que revisa negocios
agency_kind-hotline = otra línea de ayuda
agency_kind-other = otra oficina

## Por qué nadie pudo actuar

could_not_act-not_enough_to_find = Había muy poco para saber quién o dónde es.
could_not_act-known_already = Ya se sabía antes.
could_not_act-outside_jurisdiction = Ninguna oficina de aquí puede actuar.
could_not_act-nothing_found = Miraron y no vieron nada con lo que puedan actuar.
could_not_act-not_about_harm = No se trata de un daño a alguien.
could_not_act-not_told = No lo dicen.
