//! The published test vectors of the suite: RFC 9180, appendix A.2.1, "Base Setup Information".

use rand_core::Rng;
use zeroize::Zeroizing;

use super::*;
use crate::keys::KeyPair;
use crate::testing::{PlaybackRng, SeededRng, hex};

const INFO: &str = "4f6465206f6e2061204772656369616e2055726e";
const IKM_E: &str = "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b";
const ENC: &str = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
const IKM_R: &str = "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df";
const PK_R: &str = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a";
const SK_R: &str = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
/// A.2.1.1, "Encryptions", sequence number 0.
const PLAIN: &str = "4265617574792069732074727574682c20747275746820626561757479";
const ASSOCIATED: &str = "436f756e742d30";
const SEALED: &str = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db\
                      21993c62ce81883d2dd1b51a28";

#[test]
fn the_recipients_key_pair_is_derived_as_in_the_rfc() {
    let pair = KeyPair::derive(&hex(IKM_R).try_into().unwrap());
    assert_eq!(pair.public().as_bytes().to_vec(), hex(PK_R));
    // The RFC prints the private key before clamping; what can be compared is the clamped scalar.
    let printed = SecretKey::from_bytes(&Zeroizing::new(hex(SK_R).try_into().unwrap()));
    assert_eq!(*pair.secret().expose(), *printed.expose());
}

#[test]
fn sealing_gives_the_rfcs_bytes() {
    let to = PublicKey::from_bytes(&hex(PK_R)).unwrap();
    let mut body = hex(PLAIN);
    let mut rng = PlaybackRng(hex(IKM_E).into_iter());
    let (encapsulated, tag) = seal_in_place(&to, &hex(INFO), &hex(ASSOCIATED), &mut body, &mut rng);
    assert_eq!(encapsulated.to_vec(), hex(ENC));
    body.extend_from_slice(&tag);
    assert_eq!(body, hex(SEALED));
}

/// The same section, sequence number 1.
#[test]
fn sealing_on_gives_the_rfcs_next_bytes() {
    let to = PublicKey::from_bytes(&hex(PK_R)).unwrap();
    let mut rng = PlaybackRng(hex(IKM_E).into_iter());
    let (_, mut sealer) = Sealer::new(&to, &hex(INFO), &mut rng);
    sealer.seal_in_place(&hex(ASSOCIATED), &mut hex(PLAIN));
    let mut body = hex(PLAIN);
    let tag = sealer.seal_in_place(&hex("436f756e742d31"), &mut body);
    body.extend_from_slice(&tag);
    assert_eq!(
        body,
        hex("6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e\
             85285337cc95ba5f59992dc98c")
    );
}

#[test]
fn the_rfcs_bytes_open() {
    let with = SecretKey::from_bytes(&Zeroizing::new(hex(SK_R).try_into().unwrap()));
    let sealed = hex(SEALED);
    let (body, tag) = sealed.split_last_chunk().unwrap();
    let mut body = body.to_vec();
    let encapsulated = hex(ENC).try_into().unwrap();
    open_in_place(&with, &encapsulated, &hex(INFO), &hex(ASSOCIATED), &mut body, tag).unwrap();
    assert_eq!(body, hex(PLAIN));
}

#[test]
fn another_protocol_label_does_not_open() {
    let mut rng = SeededRng::new(1);
    let pair = KeyPair::generate(&mut rng);
    let mut body = [0; 48];
    rng.fill_bytes(&mut body);
    let (encapsulated, tag) = seal_in_place(&pair.public(), b"one", b"", &mut body, &mut rng);
    let refusal = open_in_place(pair.secret(), &encapsulated, b"two", b"", &mut body, &tag);
    assert_eq!(refusal, Err(OpenError::DoesNotOpen));
}
