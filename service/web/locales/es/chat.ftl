## Antes de la primera palabra

chat-start-title = Habla con alguien
chat-start-reads = Quién lee esto
chat-start-reads-text = Una persona preparada. No es un robot. No es la policía.
chat-start-told = Quién más se puede enterar
chat-start-told-text = Nadie, si tú no dices que sí. Pero si tienes menos de 18 años o alguien puede salir muy herido, la ley puede decir que avisemos. Te lo decimos antes cuando se puede.
chat-start-phone = Qué queda en este teléfono
chat-start-phone-text = No guardamos nada aquí. Tu teléfono puede mostrar esta página como “{ $tab }”.
chat-start-leave = Cómo salir rápido
chat-start-leave-text = Toca “{ layout-leave }” arriba. O pulsa tres veces Mayús (Shift).
chat-start-words = ¿Qué nos quieres decir?
chat-start-words-hint = Basta una palabra. No tienes que dar tu nombre.
chat-start-danger = Estoy en peligro ahora
chat-start-send = Empezar el chat
chat-start-more = Más sobre quién se entera de qué
chat-start-write = Ahora no puedo chatear. Quiero escribir.
chat-start-needed = Escribe una palabra o más para que te podamos contestar.

## Durante el chat

chat-title = Chat
chat-messages = Mensajes
chat-you = Tú
chat-visitor = Visitante
waiting-seconds = Alguien te va a contestar en menos de un minuto. Puedes seguir escribiendo.
waiting-about_minutes = { $minutes ->
    [one] Alguien te va a contestar en 1 minuto, más o menos. Puedes seguir escribiendo.
   *[other] Alguien te va a contestar en unos { $minutes } minutos. Puedes seguir escribiendo.
}
waiting-longer_than_usual = Mucha gente pide ayuda ahora. Tarda más que otras veces. Guardamos lo que escribes y tu lugar.
waiting-cannot_say = Hay alguien aquí y te va a contestar. No podemos decir cuándo. Puedes seguir escribiendo.
waiting-nobody_on_shift = Ahora no hay nadie. Guardamos lo que escribes. Alguien lo lee cuando llegue.
chat-here = { $name } está aquí contigo.
chat-typing = Alguien te está escribiendo.
chat-lost = Se cortó la línea. Probamos otra vez. Lo que escribiste está a salvo.
chat-not-sent = Aún no se envió. Probamos otra vez.
chat-refused = Esto no se pudo enviar. Tus palabras están otra vez en el cuadro.
chat-over = Este chat terminó.
chat-live = Mensajes nuevos
chat-live-hint = Los mensajes nuevos salen aquí solos.
chat-live-again = Buscar mensajes nuevos
chat-words = Tu mensaje
chat-send = Enviar
chat-end = Terminar este chat
chat-end-hint = También puedes irte sin más. Guardamos lo que escribiste.
chat-end-sure = Sí, terminar
chat-guest = Persona invitada
chat-guest-hint = ¿Hay una persona invitada, o va a venir? Puedes decir que no cuando quieras, y el chat sigue.
chat-guest-go = Sin invitados, por favor

notice-answered = Alguien de nuestro equipo ya está aquí.
notice-joined = Hay otra persona de nuestro equipo aquí.
notice-left = Una persona de nuestro equipo se fue. No te quedas a solas.
notice-transferred = Ahora está contigo otra persona de nuestro equipo. Puede leer lo que escribiste.
notice-back_in_queue = Esperas a la próxima persona. Guardamos tu lugar.
notice-broken_off = Se cortó la línea. Guardamos lo que escribiste.
notice-resumed = La línea volvió.
notice-ended = Este chat terminó.
notice-guest_invited = Pedimos a alguien de { $name } que venga como invitado. Solo verá lo que se escriba después de llegar. Para decir que no, toca “{ chat-end }” y luego “{ chat-guest-go }”.
notice-guest_joined = Alguien de { $name } está aquí como invitado. Ve lo que se escribe desde ahora, y nada de antes.
notice-guest_left = La persona invitada de { $name } ya no está aquí.

## Después

end-title = Gracias por hablar con nosotros
end-lead = Puedes volver cuando quieras.
end-survey = Dos preguntas cortas, si quieres
end-survey-why = Nos ayudan a mejorar. Nadie puede saber que fuiste tú.
end-help = ¿Te ayudó?
end-help-yes = Sí
end-help-some = Un poco
end-help-no = No
end-again = ¿Volverías si lo necesitas?
end-again-yes = Sí
end-again-maybe = No sé
end-again-no = No
end-send = Enviar
end-sent = Gracias. Ya tenemos tus respuestas.
end-numbers = Otros números para llamar

# Mucha gente escribe en este momento
toll-busy = Mucha gente nos escribe ahora mismo.
toll-solving = Esto tarda unos segundos. Después tu mensaje se envía solo.
toll-wait = Lo que escribiste sigue aquí. Espera { $seconds } segundos. Después pulsa otra vez el botón.
toll-danger = ¿Estás en peligro ahora? Marca la casilla. Así no tienes que esperar.
