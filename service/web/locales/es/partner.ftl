## La respuesta detrás de un enlace

partner-title = ¿Tienen lugar?
partner-until = Responda antes de las { $time }, por favor.
partner-nobody = Aquí no está el nombre de nadie. Usted sabrá quién es solo si dice que sí y la persona está de acuerdo.
partner-identity = Quién es
partner-identity-why = La persona permite que usted sepa esto, solo para esta estancia. No lo cuente a nadie más.
partner-accept = Sí, puede venir
partner-decline = No
partner-decline-why = Elija por qué, para no preguntarle otra vez en vano.
partner-arrived = Llegó
partner-did-not-arrive = No llegó
schedule-title = Acordar un día y una hora
schedule-again = Acordar otro día
schedule-at = Cuándo viene
schedule-hint = El día y la hora de donde usted está.
schedule-send = Acordado
schedule-missing = Elija un día y una hora.
schedule-agreed = Viene el { $day }.
schedule-day = { $day }, { $time }
partner-served = Recibió lo que buscaba
partner-over = Aquí no hay nada más que responder. Gracias.
partner-keep = Guarde este enlace: aquí también dice si la persona llegó. Quien lo tiene puede responder por usted, así que no lo comparta.
partner-gone-title = Este enlace no funciona
partner-gone = Puede estar incompleto, ser muy viejo o haber sido cambiado por otro. Usted no hizo nada mal. Llame a la línea y le mandan uno nuevo.
partner-call = Llame a la línea: { $number }
partner-need = Qué necesita
partner-age = Edad
partner-gender = Género
partner-county = Condado
partner-again = Mirar otra vez

guest-title = Entrar en la conversación
guest-invited = La persona aceptó que alguien de ustedes entre en su conversación como invitado, para no tener que contarlo dos veces. Usted ve lo que se escribe desde que entra, y nada de antes. La persona ve que usted está. Todos pueden terminarlo cuando quieran.
guest-join = Entrar como invitado
guest-go-on = Seguir con la conversación
guest-lead = Usted está aquí como invitado. Todos los que están aquí leen lo que escribe. No pregunte más de lo que necesita.
guest-leave = Salir de la conversación
guest-over = Usted ya no está en esta conversación.

spoken-title = El código, por favor
spoken-lead = Quien le envió este enlace le dijo seis números por teléfono. Escríbalos una vez en este navegador.
spoken-label = Seis números
spoken-left = { $count ->
    [one] Es el último intento. Si no es correcto, este enlace se cierra.
   *[other] Tiene { $count } intentos. Después, este enlace se cierra.
}
spoken-send = Abrir
spoken-wrong = Este no es el código. Llame a la línea si no está seguro.
spoken-no-code = Escriba seis números, por ejemplo 123 456.

refused-time = El tiempo para responder ya pasó. Llame a la línea.
refused-state = Esto ya terminó o ya tiene respuesta. Abajo ve cómo está ahora.
refused-day-over = Ese día y esa hora ya pasaron. Elija otra hora.
refused-day-far = Faltan más de 90 días para ese día. Revise la fecha.
refused-not-asked = No le pedimos esta cama a usted.
refused-already-held = Ya hay una cama guardada. Ahora no hace falta otra.
refused-nothing-held = Ya no hay ninguna cama guardada.
refused-over = Ya nadie necesita esta cama.
refused-none-free = No hay ninguna cama libre sin guardar. Diga primero cuántas hay.
refused-held = { $count } de estas camas están guardadas para alguien. Primero deje una libre.
refused-more = No puede haber { $count } camas libres de { $most }. Revise el número.
refused-not-arrived = Todavía no ha llegado, así que aún no hay nada que decir.
refused-early = Es muy pronto para esto. Le preguntamos más tarde.
refused-recorded = Esto ya se dijo.
refused-other = Esto no se pudo guardar. Mire cómo está ahora y pruebe otra vez, o llame a la línea.

## Camas: el enlace guardado de un servicio

beds-title = Sus camas
beds-lead = Toque para decir cuántas camas hay libres ahora. Quien busca una cama lo ve al momento.
beds-none = Sus camas todavía no se cuentan. Llame a la línea y lo preparan.
beds-said = { $count ->
    [0] Ninguna cama libre
    [one] 1 cama libre
   *[other] { $count } camas libres
}
beds-unknown = Todavía no se sabe
beds-of = de { $count }
beds-kept = { $count ->
    [one] 1 de ellas está guardada para alguien
   *[other] { $count } de ellas están guardadas para alguien
}
beds-more = Una más
beds-fewer = Una menos
beds-still = Sigue igual
beds-undo = Deshacer: { $count ->
    [one] era 1
   *[other] eran { $count }
}
beds-old = Este número es viejo. Toque “{ beds-still }” o cámbielo.
beds-now = ahora mismo
beds-minutes = { $count ->
    [one] hace 1 minuto
   *[other] hace { $count } minutos
}
beds-hours = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
}
beds-days = { $count ->
    [one] hace 1 día
   *[other] hace { $count } días
}
beds-changed = El número cambió desde que usted abrió esta página. Así está ahora. Toque otra vez si no es correcto.
beds-waiting = Quién necesita una cama
beds-waiting-none = Nadie pide una cama ahora. Esta página busca por sí sola.
beds-waiting-nobody = Aquí no está el nombre de nadie. Si usted dice que sí, se guarda una cama por { $minutes } minutos. Después la línea le dice quién viene, si la persona está de acuerdo.
beds-danger = Puede estar en peligro ahora.
beds-until = Responda antes de las { $time }, por favor.
beds-yes = Sí, guardamos una cama
beds-yes-of = Sí: { $beds }
beds-found = Sí, encontramos una cama
beds-found-of = Sí, encontramos una: { $beds }
beds-call = Llámenme
beds-no = No
beds-said-no = Usted dijo que no. Todavía puede decir que sí.
beds-said-call = Usted pidió una llamada. La línea lo ve.
beds-said-yes = La cama que usted guardó quedó libre otra vez. Puede decir que sí de nuevo.
beds-holds = Camas que usted guarda
beds-held-until = Guardada hasta las { $time }.
beds-held-why = La línea le llama o le manda un enlace antes. Si no, la cama queda libre por sí sola.
beds-take-back = Ya no la guardo
beds-told = Hace poco
beds-told-found = Se encontró una cama en otro lugar, o ya no hace falta.
beds-told-over = Se acabó el tiempo. No hay nada más que hacer.
beds-told-given = Su cama ya es de la persona. Su número es uno menos ahora.
beds-keep = Guarde esta página en su teléfono. Quien la tiene puede responder por usted, así que no la comparta. Si la perdió, llame a la línea y le dan otra.

## Qué fue de la persona

partner-follow-up = ¿Cómo está ahora?
partner-follow-up-why = Una palabra corta nos ayuda a saber qué sirve. Solo una opción, nada sobre la persona.

## Códigos

milestone-2_days = Dos días después de llegar
milestone-30_days = Treinta días después de llegar

follow_up-still_there = Sigue ahí, con ayuda
follow_up-moved_on = En otro lugar seguro
follow_up-left = Se fue, nadie sabe adónde
follow_up-back_in_danger = Otra vez con quien le hace daño
follow_up-not_reached = No se pudo preguntar a nadie
follow_up-does_not_want = No quiere que le pregunten

bed_request_state-open = Preguntado
bed_request_state-held = Cama guardada
bed_request_state-closed = Terminado
bed_request_state-expired = Sin cama

bed_reply-yes = Sí
bed_reply-no = No
bed_reply-call_me = Llamar

referral_state-offered = Sin respuesta todavía
referral_state-accepted = Aceptado
referral_state-scheduled = Día acordado
referral_state-declined = Rechazado
referral_state-arrived = Llegó
referral_state-did_not_arrive = No llegó
referral_state-served = Recibió lo que buscaba
referral_state-withdrawn = Retirado
referral_state-expired = Sin respuesta a tiempo

decline_reason-full = No hay lugar
decline_reason-age = No es la edad que recibimos
decline_reason-gender = No es el género que recibimos
decline_reason-area = Muy lejos o fuera de nuestra zona
decline_reason-needs_beyond_service = Necesita más de lo que podemos dar
decline_reason-safety = No podríamos cuidar la seguridad de todos
decline_reason-language = Nadie aquí habla el idioma
decline_reason-call_first = Llámennos primero
decline_reason-other = Otra cosa

consent_scope-name = Cómo llamarle
consent_scope-safe_contact = Cómo hablarle sin peligro
consent_scope-age = Su edad exacta o fecha de nacimiento
consent_scope-location = Dónde está, o dónde recogerle
consent_scope-needs = Qué necesita y qué se hizo ya
consent_scope-situation = Qué le pasó

age_band-under_12 = Menos de 12
age_band-12_14 = De 12 a 14
age_band-15_17 = De 15 a 17
age_band-under_18 = Menos de 18
age_band-18_20 = De 18 a 20
age_band-21_24 = De 21 a 24
age_band-25_plus = 25 o más
age_band-18_plus = 18 o más

gender-Feminine = Niña o mujer
gender-Masculine = Niño u hombre
gender-TransgenderFeminine = Niña o mujer trans
gender-TransgenderMasculine = Niño u hombre trans
gender-NonConforming = No binario

need-emergency_shelter = Una cama segura esta noche
need-extraction = Que le recojan
need-transportation = Transporte
need-medical_care = Médico o clínica
need-mental_health_care = Alguien preparado con quien hablar
need-substance_use_treatment = Ayuda con alcohol o drogas
need-legal_help = Abogado
need-immigration_help = Ayuda con papeles
need-food = Comida
need-basic_items = Ropa, teléfono, higiene
need-transitional_housing = Un lugar por meses
need-long_term_housing = Un lugar para siempre
need-case_management = Una persona que le acompaña siempre
need-advocacy = Alguien que vaya con la persona
need-peer_support = Otros sobrevivientes
need-education = Escuela
need-employment = Trabajo
need-financial_help = Dinero urgente
need-childcare = Cuidado de su hijo
need-interpretation = Intérprete
need-family_reunification = Volver con su familia, si es seguro
need-report_to_police = Decirlo a la policía, con apoyo
need-safety_planning = Un plan de seguridad
need-online_safety = Quitar imágenes o cuentas
need-other = Otra cosa
