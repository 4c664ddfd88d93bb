chat-wait-now = Alguien te va a responder en menos de un minuto. Puedes seguir escribiendo.
chat-wait-minutes = { $minutes ->
    [one] Alguien te va a responder en 1 minuto, más o menos. Puedes seguir escribiendo.
   *[other] Alguien te va a responder en unos { $minutes } minutos. Puedes seguir escribiendo.
}
chat-wait-long = Mucha gente pide ayuda ahora. Puede tardar más de { $minutes } minutos. Guardamos lo que escribes y tu lugar.
