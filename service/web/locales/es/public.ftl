## Marco de cada página

layout-skip = Ir al texto
layout-home = Inicio
layout-leave = Salir ya
layout-more = Más páginas
layout-safety = Cuida tu seguridad
layout-numbers = Números para llamar
layout-before = Quién se entera de qué

## Inicio

start-title = Aquí hay alguien que te escucha
start-lead = De día y de noche. Es gratis. No tienes que dar tu nombre.
start-help = Necesito ayuda
start-help-hint = Para mí o para alguien que conozco
start-tip = Vi algo
start-tip-hint = Me preocupa una persona
start-question = Quiero entender
start-question-hint = Respuestas claras y lo que puedes hacer
start-now = ¿Estás en peligro ahora? Llama al { $number }.

## Antes: qué pasa con lo que dices

before-title = Qué pasa con lo que dices
before-lead = Lee esto primero. Luego tú eliges.
before-help = Cuando pides ayuda
before-help-reader = Lo lee una persona preparada. No es un robot. No es la policía.
before-help-choice = Tú eliges qué decir. No tienes que dar tu nombre.
before-help-lock = Guardamos con llave lo que dices. Solo nuestro equipo puede abrirlo.
before-help-agree = No le decimos nada a nadie si tú no dices que sí.
before-help-limit = Hay dos límites. Puede ser que tengas menos de 18 años y alguien te haga daño o te use. O que alguien pueda morir o salir muy herido. Entonces la ley puede decir que pidamos ayuda.
before-help-first = Si tenemos que avisar, te lo decimos antes cuando se puede. Puedes preguntar: “¿De qué tendrían que avisar?”
before-help-stop = Puedes parar cuando quieras.
before-tip = Cuando viste algo
before-tip-reader = Lo lee una persona preparada. No es un robot.
before-tip-name = No tienes que decir quién eres. No guardamos tu dirección de internet.
before-tip-passed = Pasamos lo que viste a quien puede actuar. Puede ser la protección de niños o la policía.
before-tip-left-out = No damos tu nombre. Solo lo damos si tú dices que sí.
before-tip-reply = Si nos dices cómo hablar contigo, te podemos preguntar más. Tal vez no te podamos decir cómo termina.
before-question = Cuando quieres entender
before-question-read = Puedes leer las respuestas. No sabemos quién las lee.
before-question-write = Si nos escribes, una persona te contesta. Puede tardar unos días.
before-question-kept = No se lo pasamos a nadie.
before-keep = Qué guardamos
before-keep-text = Guardamos lo que escribes para poder ayudar. No guardamos tu dirección de internet. No te contamos ni te seguimos.
before-chat = Empezar un chat
before-write = Escribirnos
before-write-tip = Decir lo que vi
before-answers = Leer las respuestas
before-other = Otras formas de hablar con nosotros

## Seguridad

safety-title = Cuida tu seguridad
safety-lead = ¿Hay alguien cerca? ¿Puede mirar este teléfono? Lee esto primero.
safety-leave = Salir rápido
safety-leave-button = “{ layout-leave }” está arriba en cada página. Te lleva a una página del clima.
safety-leave-keys = Con un teclado, pulsa tres veces la tecla Mayús (Shift).
safety-leave-chat = También cierra el chat en este teléfono. Después nadie puede abrir ese chat aquí.
safety-history = Tu lista de páginas
safety-history-kept = Tu teléfono puede guardar una lista de las páginas que viste. No podemos borrar esa lista.
safety-history-name = Este sitio sale ahí como “{ $tab }”.
safety-history-clear = Para borrarlo, abre el menú de tu navegador. Busca “Historial”. Quita solo este sitio. Una lista vacía también llama la atención.
safety-history-private = La próxima vez, usa una ventana privada. No guarda la lista.
safety-shared = Si otros usan este teléfono
safety-shared-other = Usa un teléfono que no sea el tuyo, si puedes. Puede haber uno en una biblioteca o en la escuela.
safety-shared-close = Cierra la página cuando termines.
safety-shared-notes = No guardes nuestro número con un nombre que te delate.
safety-cannot = De qué no te podemos cuidar
safety-cannot-spy = Hay gente que pone una app en un teléfono para vigilar. Puede ver todo lo que escribes. No lo podemos evitar. Si crees que pasa eso, usa otro teléfono.
safety-cannot-text = La compañía de teléfono guarda una lista de tus mensajes. Tu teléfono también.
safety-cannot-bill = Las llamadas y los mensajes pueden salir en la cuenta del teléfono. Los números gratis también.
safety-cannot-wifi = El dueño del wifi puede ver que entraste a este sitio. No puede leer lo que escribes.
safety-save = Qué guarda este sitio
safety-save-nothing = Si solo miras, no se guarda nada de ti.
safety-save-chat = Un chat guarda una marca pequeña para que puedas seguir. “{ layout-leave }” la borra.

## Números

numbers-title = Números para llamar
numbers-lead = Estas líneas son gratis. No son nuestras. Pueden salir en la cuenta del teléfono.
numbers-call = Llamar
numbers-text = Mensaje
numbers-text-word = Manda { $word } al { $number }
numbers-open = Abierto
numbers-languages = Idiomas
numbers-always = de día y de noche
numbers-checked = Lo revisamos por última vez el { $date }.
numbers-not-checked = Se revisó hace mucho, el { $date }. Puede haber cambiado.

## Escribirnos

write-help-title = Escríbenos
write-tip-title = Dinos qué viste
write-question-title = Pregúntanos
write-lead = Basta una frase. Puedes dejar vacío todo lo demás.
write-words-help = ¿Qué nos quieres decir?
write-words-tip = ¿Qué viste o qué oíste?
write-words-question = ¿Qué quieres saber?
write-words-hint-help = No tienes que dar tu nombre.
write-words-hint-tip = ¿Dónde fue y cuándo? ¿Cómo eran las personas o el carro?
write-words-hint-question = ¿Necesitas ayuda o viste algo? Usa las otras puertas. Son más rápidas.
write-danger = Alguien está en peligro ahora
write-danger-hint = Si puedes, llama también al { $number }. Llegan más rápido.
write-reach = Cómo hablar contigo
write-reach-why = Déjalo vacío si no quieres. Solo vamos a usar el modo que tú elijas.
write-reach-way = ¿Qué modo es seguro?
write-reach-text = Mensaje
write-reach-call = Llamada
write-reach-email = Correo
write-reach-none = No me busquen
write-reach-address = Número o correo
write-reach-when = ¿Cuándo es seguro?
write-reach-morning = Mañana
write-reach-afternoon = Tarde
write-reach-evening = Al anochecer
write-reach-night = Noche
write-reach-voicemail = ¿Podemos dejar un mensaje de voz?
write-yes = Sí
write-no = No
write-code-word = Una palabra clave
write-code-word-hint = Una palabra que solo tú y nosotros sabemos. La decimos primero, para que sepas quién habla.
write-send = Enviar
write-needed = Escribe al menos una frase para saber cómo ayudar. No hace falta nada más.
write-not-sent = Todavía no se envió. Lo que escribiste sigue aquí.

thanks-title = Gracias. Ya lo tenemos
thanks-help = Una persona lo va a leer pronto. Contestamos de día y de noche.
thanks-help-reach = Solo te vamos a buscar del modo que elegiste.
thanks-help-none = No dijiste cómo hablar contigo. Por eso no te vamos a buscar. Puedes volver cuando quieras.
thanks-tip = Una persona lo va a leer pronto. Si un niño puede estar en peligro, avisamos enseguida.
thanks-tip-reach = Tal vez te preguntemos más, del modo que elegiste.
thanks-tip-none = No dijiste cómo hablar contigo. Por eso no te vamos a preguntar más.
thanks-question = Una persona lo va a leer. Puede tardar unos días.
thanks-next = Ya puedes cerrar esta página.

## Cuando algo no funciona

error-title = Eso no funcionó
error-not-found = Aquí no hay esa página. Tal vez cambió de lugar.
error-other-site = Esto no vino de nuestra página. Vuelve a nuestra página y envíalo desde ahí.
error-wrong-fields = Faltó algo. Vuelve, llena la página y envíala otra vez.
error-too-large = Es muy largo para un solo mensaje. Envíalo en dos o más partes.
error-unreadable = Algunas letras no se pudieron leer. Escribe el texto otra vez y envíalo.
error-rule = Esto no se puede hacer ahora.
error-changed = Otra persona cambió esto mientras tanto. Míralo otra vez.
error-busy = Mucha gente nos escribe ahora. Espera unos segundos y envíalo otra vez.
error-ours = Algo falló de nuestro lado. No se perdió nada. Prueba otra vez.
error-back = Ir al inicio

## Dates

date-day = { $day } de { $month } de { $year }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
