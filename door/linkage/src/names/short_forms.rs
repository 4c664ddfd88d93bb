//! Which given name is a usual short form or pet form of which.
//!
//! Written for Daybreak from everyday English and Spanish usage as any dictionary of given names
//! (for instance Hanks, Hardcastle and Hodges, *A Dictionary of First Names*, Oxford) records it; no
//! data set was copied. One short form may belong to several names: it then agrees with each of them,
//! never the long names with one another.

use super::fold;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Full name, then its short forms.
const SHORT_FORMS: &str = "
abigail abby gail
abraham abe bram
adelaide addie
albert al bert bertie
alejandra ale sandra
alejandro ale alex jandro
alexander alex sandy xander al lex
alexandra alex lexi sandra sasha
alfonso poncho
alfred al fred alfie freddy
alice ali
alicia licha ali
alison ali allie
amanda mandy
ana anita
andrea andi
andrew andy drew
angela angie
anna annie nan nancy
anthony tony ant
antonia toni tona
antonio tono toni
archibald archie
arthur art
barbara barb babs barbie
beatriz bea betty
benjamin ben benny
bernard bernie
brandon bran
brenda bren
bridget biddy bridie
bryan bry
caroline carrie carol
carolina caro
catherine cathy kate katie kitty cat
charles charlie chuck chas
charlotte charlie lottie
christian chris
christina chris tina chrissy
christine chris tina chrissy
christopher chris kit topher
concepcion concha conchita
consuelo chelo
cristina cris tina
cynthia cindy
daniel dan danny
daniela dani
david dave davey
deborah deb debbie
dolores lola lolita
dominic dom nick
donald don donnie
dorothy dot dottie dolly
edward ed eddie ned ted teddy
eduardo lalo edu
eleanor ellie nell nora
elena nena
elizabeth liz lizzie beth betty eliza bess libby lisa
emily em emmy
enrique quique kike
ernesto neto
esperanza pera lancha
eugene gene
evelyn eve evie
federico fede
felipe pipe
fernanda fer
fernando fer nando
florence flo
frances fran fanny
francesca fran
francis frank
francisca paca paquita
francisco paco pancho paquito frank cisco
frederick fred freddie
gabriel gabe gabi
gabriela gabi
genevieve gen
gerald gerry
geraldine gerry
gertrude trudy
gilbert gil
gloria glo
graciela chela
gregory greg
guadalupe lupe lupita
guillermo memo guille
gustavo gus tavo
harold harry hal
helen nell
henry hank harry hal
ignacio nacho
irene rene
isabel isa bel chabela
isabella bella izzy isa
isaac ike
jacob jake
jacqueline jackie
james jim jimmy jamie
jane janie
janet jan
jaime jimmy
javier javi
jeffrey jeff
jennifer jen jenny
jeremy jerry
jessica jess jessie
jesus chuy chucho
joan joanie
joanna jo
john jack johnny jon
jonathan jon jonny
jorge coque
jose pepe chepe joe
josefa pepa
josefina josie pepa
joseph joe joey
josephine jo josie
joshua josh
juan juanito
judith judy
julia jules
katherine kathy kate katie kat kit kitty
kathleen kathy kate
kenneth ken kenny
kimberly kim
laura laurie
lawrence larry laurie
leonard len lenny leo
leonardo leo
leticia lety
lillian lily lil
louis lou louie
louise lou
luis lucho
lucia lucy
luciana lucy
lucille lucy
magdalena magda lena
manuel manolo manny
manuela manola
margaret maggie meg peggy marge greta daisy
margarita marga rita
maria mari mary
mariana mari
martha marty
martin marty
matthew matt
maximilian max
mercedes meche merche
michael mike mick micky
michelle shelly
miguel migue
miriam mimi
mohammed mo
nancy nan
natalia nati talia
natalie nat
nathan nate
nathaniel nate nat
nicholas nick nicky
nicolas nico
nicole nicky
olivia liv livvy
oliver ollie
pamela pam
patricia pat patty trish tricia
patrick pat paddy
pedro perico
peter pete
philip phil
priscilla cilla
rachel rach
rafael rafa
ramon moncho
raymond ray
rebecca becky becca
ricardo ricky richi
richard rick dick rich richie ricky
robert bob bobby rob robbie bert
roberto beto tito
rodolfo rudy fito
roger rog
ronald ron ronnie
rosa rosita
rosario charo chayo
rosemary rose rosie
russell russ
ruth ruthie
salvador chava
samantha sam
samuel sam sammy
sandra sandy
santiago santi chago
sarah sally sadie
sebastian seb bastian
sergio checo
sofia sofi
sophia sophie
stephanie steph
stephen steve
steven steve
susan sue susie
susana susi
teresa tere
theodore ted teddy theo
theresa terry tess tessa
thomas tom tommy
timothy tim
tobias toby
valentina vale
valeria vale
vanessa nessa
veronica vero ronnie
vicente chente
victor vic
victoria vicky tori
vincent vin vince vinny
virginia ginny
walter walt wally
wendy wen
wilhelmina mina billie
william bill billy will willie liam
xavier javi
yolanda yoli
zachary zach zack
";

static FULL_NAMES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut map: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in SHORT_FORMS.lines() {
        let mut words = line.split_whitespace();
        if let Some(full) = words.next() {
            words.for_each(|short| map.entry(short).or_default().push(full));
        }
    }
    map
});

/// True when one name is a listed short form of the other, two listed short forms share a full name,
/// or the shorter (three letters or more) begins the longer. Equal names are not short forms.
///
/// # Example
/// ```
/// use linkage::names::is_short_form;
/// assert!(is_short_form("Guadalupe", "Lupita") && is_short_form("Bill", "William"));
/// assert!(is_short_form("Dan", "Daniela") && !is_short_form("Ana", "Bea"));
/// ```
#[must_use]
pub fn is_short_form(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    if a == b {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.chars().count() >= 3 && long.starts_with(short.as_ref()) {
        return true;
    }
    let full = |name: &str| FULL_NAMES.get(name).map(Vec::as_slice).unwrap_or_default();
    let (of_a, of_b) = (full(&a), full(&b));
    of_a.contains(&b.as_ref())
        || of_b.contains(&a.as_ref())
        || of_a.iter().any(|f| of_b.contains(f))
}

/// True when the folded name is listed as a short form of some other.
pub(crate) fn is_listed_short_form(folded: &str) -> bool {
    FULL_NAMES.contains_key(folded)
}

/// Folded text; what is folded already stays where it is.
fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|b| b.is_ascii_lowercase()) {
        Cow::Borrowed(name)
    } else {
        fold(name).into()
    }
}
