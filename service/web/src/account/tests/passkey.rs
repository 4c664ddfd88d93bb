//! A whole life of a passkey, with an authenticator made of a key pair and a counter (WebAuthn
//! Level 3, sections 6.1 and 6.5; attestation `none`).

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;

const HOST: &str = "desk.example.org";
const CREDENTIAL: [u8; 16] = [9; 16];

struct Authenticator {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    user: String,
    counter: u32,
}

fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn client_data(kind: &str, challenge: &Value) -> Vec<u8> {
    let text = json!({
        "type": kind,
        "challenge": challenge["options"]["publicKey"]["challenge"],
        "origin": format!("https://{HOST}"),
    });
    text.to_string().into_bytes()
}

impl Authenticator {
    fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap();
        Self { pair, random, user: String::new(), counter: 0 }
    }

    /// `flags`: 1 a person was present, 4 they were verified, 64 a credential follows.
    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = Sha256::digest(HOST).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn create(&mut self, challenge: &Value) -> String {
        self.user = challenge["options"]["publicKey"]["user"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(0x45);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(CREDENTIAL);
        let point = self.pair.public_key().as_ref();
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&point[33..65]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        json!({
            "id": encode(&CREDENTIAL), "rawId": encode(&CREDENTIAL), "type": "public-key",
            "response": {
                "attestationObject": encode(&object),
                "clientDataJSON": encode(&client_data("webauthn.create", challenge)),
            },
        })
        .to_string()
    }

    fn find(&mut self, challenge: &Value) -> String {
        let (data, client) = (self.data(5), client_data("webauthn.get", challenge));
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature = self.pair.sign(&self.random, &signed).unwrap();
        json!({
            "id": encode(&CREDENTIAL), "rawId": encode(&CREDENTIAL), "type": "public-key",
            "response": {
                "authenticatorData": encode(&data),
                "clientDataJSON": encode(&client),
                "signature": encode(signature.as_ref()),
                "userHandle": self.user,
            },
        })
        .to_string()
    }
}

impl House {
    async fn challenge(&self, path: &str, cookie: &str) -> Value {
        let answer = self.post(path, cookie, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    async fn answer(
        &self,
        path: &str,
        cookie: &str,
        challenge: &Value,
        (credential, prf): (&str, &str),
    ) -> Answer {
        let ceremony = challenge["ceremony"].as_str().unwrap();
        let fields = [("ceremony", ceremony), ("credential", credential), ("prf", prf)];
        self.post(path, cookie, &fields).await
    }
}

#[tokio::test]
async fn a_passkey_unlocks_its_owner_s_keys_and_nothing_works_twice() {
    let (mut house, founded, ..) = House::founded().await;
    let config = Config { key: key(), ..Config::default() };
    let app = App::new(house.store.clone(), config).at(&format!("https://{HOST}"));
    house.router = crate::router(app);
    let maya = house.sign_in("maya", PASSWORD, "").await.cookie.unwrap();
    let (mut finger, prf) = (Authenticator::new(), "5a".repeat(32));

    let challenge = house.challenge("/account/passkeys/start", &maya).await;
    let made = finger.create(&challenge);
    let path = "/account/passkeys";
    let without = house.answer(path, &maya, &challenge, (&made, "")).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST, "no secret, no passkey");
    assert_eq!(house.answer(path, &maya, &challenge, (&made, &prf)).await.place, "/account");
    let again = house.answer(path, &maya, &challenge, (&made, &prf)).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    let (start, path) = ("/sign-in/passkey/start", "/sign-in/passkey");
    let challenge = house.challenge(start, "").await;
    let found = finger.find(&challenge);
    let signed = house.answer(path, "", &challenge, (&found, &prf)).await;
    assert_eq!(signed.place, "/desk", "{}", signed.text);
    let cookie = signed.cookie.unwrap();
    let secret = vault::SessionSecret::from_cookie(cookie.split_once('=').unwrap().1).unwrap();
    let opened = house.store.signed(&secret).await.unwrap().unwrap();
    assert!(opened.keys.secret(vault::ReaderId(founded.hotlines[0].uuid())).is_some());
    let replayed = house.answer(path, "", &challenge, (&found, &prf)).await;
    assert_eq!((replayed.status, replayed.cookie), (StatusCode::NOT_FOUND, None));

    let challenge = house.challenge(start, "").await;
    let found = finger.find(&challenge);
    let other = house.answer(path, "", &challenge, (&found, &"00".repeat(32))).await;
    assert_eq!(other.cookie, None, "the signature alone opens nothing");
    let challenge = house.challenge(start, "").await;
    let mut stranger = Authenticator::new();
    stranger.user.clone_from(&finger.user);
    let forged = stranger.find(&challenge);
    assert_eq!(house.answer(path, "", &challenge, (&forged, &prf)).await.cookie, None);
    let challenge = house.challenge(start, "").await;
    let found = finger.find(&challenge);
    house.pass(301);
    let late = house.answer(path, "", &challenge, (&found, &prf)).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "a ceremony takes five minutes at most");
}
