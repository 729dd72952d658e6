//! The language of a script in the Latin alphabet, by its function words: they are frequent, short and few.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::speech_rate::{LatinLanguage, SpeechRate, WritingSystem};
use super::spoken_language::SpokenLanguage;

/// Words that are looked at; enough to decide, and few enough to cost nothing on a key.
const MAX_SAMPLE_WORDS: u32 = 120;
/// From this many words on, a text without function words is in another language.
const MIN_WORDS_TO_DECIDE: u32 = 12;
/// The share of function words below which the language is unknown.
const MIN_SHARE: f64 = 0.08;
/// The best language must have this many times as many function words as the second.
const MIN_LEAD: f64 = 1.25;
/// In a short text it must have this many more: languages share many words.
const MIN_WORDS_AHEAD_IN_SHORT_TEXT: u32 = 2;

/// The function words of each language, those among them that another language has too.
const FUNCTION_WORDS: [(LatinLanguage, &str); 13] = [
    (
        LatinLanguage::English,
        "the and of to is in you that it for with this are we our your on be have not at they was from what \
         who he she as by can will all one but so do no its has had were them an or if when there their my me \
         his her him how why where here now just about up out get go let more only very too i'm it's don't \
         that's you're we're than then some any into over been would could should make see come",
    ),
    (
        LatinLanguage::German,
        "der die und das ist nicht ein eine wir mit auf für den dem zu sie ich im von es sich auch an so in \
         wie aber bei aus nach zum zur was will man war hat all alle also am um er ihr euch uns du dir mir \
         mich dich mein dein sein ihre ihren einen einem einer eines hier noch nur kann dann wenn oder wer wo \
         da doch ja jetzt heute mal mehr sehr sind haben wird werden bin bist habe über vor durch diese \
         dieser dieses des kein keine bitte gut ganz schon immer wieder vom beim ob her hin",
    ),
    (
        LatinLanguage::Dutch,
        "de het een en van is dat niet wij we met voor op ik je zijn te er aan ook maar in om naar bij of als \
         was had me die dit deze wat wie waar hier nu nog heeft hebben kan wil door over uit dan geen u \
         jullie hun hem haar mijn jouw ons onze al zo worden wordt heel goed want been under also all",
    ),
    (
        LatinLanguage::Swedish,
        "och att det är en som på vi för inte med till den av ett har jag du om så i kan men de og ikke til \
         for er at var vår våra din min här nu där när vad hur man han hon hans hun ska skal vil vill alla \
         alle bara bare från fra jeg mig meg dig deg seg sig dem vores være blir bliver eller også också \
         efter under over by her der hvor hva når nå hvad mycket meget denne dette detta denna",
    ),
    (
        LatinLanguage::French,
        "le la les des et est une vous pour dans que nous pas du un de en il elle ce qui sur au avec ne se \
         plus par votre je tu mais on me ma mon ton ta sa son ses mes tes nos vos leur leurs à a ai as ont \
         sont suis es être fait faire comme comment tout tous toute très bien ici où quand si car donc alors \
         aussi cette ces cet c'est j'ai n'est d'un d'une l'on y aux chez sans moi toi lui",
    ),
    (
        LatinLanguage::Spanish,
        "el la los las de que y es una por con para en no se un del al lo su nos más como pero muy este esta \
         hay me mi te tu tus sus yo él ella ellos he has ha han hemos son soy eres está están ser a o si sí \
         cuando donde qué cómo quién todo todos toda todas ya también aquí hoy sin sobre entre hasta desde \
         porque le les nuestro nuestra eso esto ese esa",
    ),
    (
        LatinLanguage::Italian,
        "il che di è la per una con non gli della sono un e del si i le da al come in ma anche nel più questo \
         lo mi ti ci vi me te ho hai ha abbiamo hanno sei siamo a o se no sì io tu lui lei noi voi loro mio \
         mia tuo tua suo sua nostro nostra qui qua ora oggi dove quando perché chi cosa tutto tutti tutte \
         molto bene delle dei degli alla nella sul sulla questa questi queste quello fare essere",
    ),
    (
        LatinLanguage::Portuguese,
        "o que de não uma com para os as do da em é você um na no por se mais e dos são nos sua como mas ao a \
         à me te eu tu ele ela eles nós meu minha seu teu tem têm há foi ser está estão estou sem ou já só \
         também aqui hoje onde quando quem isso isto este esta esse essa todo todos toda todas muito bem pelo \
         pela das nas num numa até",
    ),
    (
        LatinLanguage::Polish,
        "i w nie na się jest to z że do jak co o po dla są tak ale za od przez czy już tylko a on ona my wy \
         ten ta te tym tego mi me ja ty by być był była może bardzo tu tutaj teraz dziś kiedy gdzie kto nasz \
         nasza nas nam was ich jego jej oraz lub bez pod nad przy",
    ),
    (
        LatinLanguage::Slovenian,
        "in je na se da ne z za so v ki pa to bi smo kot tudi ali po od iz lahko a že jsme jako pro ve ze si \
         který do by my on ona ten ta s k o u i jsem jste jsou není být ale tak jak co kde kdy dnes tady sem \
         ste bo bom ni samo tako če zelo ovo što koji kako ili nije sam som sme sú nie aj čo ako keď",
    ),
    (
        LatinLanguage::Finnish,
        "ja on se ei että me ovat tämä mutta kun ole hän joka niin myös kuin voi tai jos mitä sen meidän minä \
         sinä he te olen olet oli nyt tässä täällä tänään vain kaikki hyvin ne nämä mikä missä miten sitten \
         jo vielä ota no",
    ),
    (
        LatinLanguage::Turkish,
        "ve bir bu için ile çok biz değil da de ne var daha gibi olarak ama her sonra kadar en o ben sen siz \
         onlar mi mı mu mü ki ya şimdi bugün burada nasıl neden kim yok olan oldu bin on at al az şu",
    ),
    (
        LatinLanguage::Vietnamese,
        "và là của có không cho được một các người những này với trong khi đã để như chúng tôi bạn đến ở ra \
         ta anh em con ai do hay thì mà sẽ đang rất từ vào lên xuống nào gì đó đây cũng",
    ),
];

/// The languages that have a function word, one bit each.
static LANGUAGES_OF_WORDS: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
    let mut languages = HashMap::new();
    for (index, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
        for word in words.split_whitespace() {
            *languages.entry(word).or_insert(0) |= 1 << index;
        }
    }
    languages
});

/// What the words of a script in Latin letters tell of their language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DetectedLanguage {
    Clear(LatinLanguage),
    /// A short text with hardly more function words of this language than of others: its voice decides.
    Likely(LatinLanguage),
    /// It is not English, and no other language is clear.
    NotEnglish,
    /// The text is too short to tell.
    TooShort,
}

impl DetectedLanguage {
    /// The rate of Latin letters, figures and signs in a voice of this language; the script decides where it is clear.
    /// `is_mixed` is whether it has words of other writing systems too: Latin letters among them are mostly English names.
    pub(super) fn rate(self, voice: Option<SpokenLanguage>, is_mixed: bool) -> SpeechRate {
        use LatinLanguage::{English, Unknown, Unlisted};
        match (self, voice) {
            (Self::NotEnglish, None | Some(SpokenLanguage::Latin(English))) => Unlisted.rate(),
            (Self::Clear(language), _)
            | (Self::Likely(language), None)
            | (_, Some(SpokenLanguage::Latin(language))) => language.rate(),
            (Self::TooShort, _) if is_mixed => English.rate(),
            (Self::TooShort, None) => Unknown.rate(),
            (_, Some(SpokenLanguage::NonLatin(system))) if system.has_word_rate() => system.rate(),
            (_, Some(SpokenLanguage::NonLatin(_))) => Unlisted.rate(),
        }
    }

    /// The writing system by which figures are read that stand before all words.
    pub(super) fn first_number_system(self, voice: Option<SpokenLanguage>) -> WritingSystem {
        match (self, voice) {
            (Self::Clear(_), _) => WritingSystem::Latin,
            (_, Some(SpokenLanguage::NonLatin(system))) if system.reads_numbers_by_syllable() => system,
            _ => WritingSystem::Latin,
        }
    }
}

/// What a text tells of the language of its Latin words.
pub(super) fn detect_language<'a>(texts: impl Iterator<Item = &'a str>) -> DetectedLanguage {
    let mut hits = [0_u32; FUNCTION_WORDS.len()];
    let (mut words, mut is_ascii, mut last) = (0_u32, true, "");
    let is_parted = |c: char| !c.is_alphabetic() && c != '\'' && c != '’';
    for word in texts.flat_map(|text| text.split(is_parted)) {
        // A repeated word says nothing new.
        if word == last || !word.starts_with(is_latin_letter) {
            continue;
        }
        last = word;
        words += 1;
        is_ascii &= !word.chars().any(|c| !c.is_ascii() && is_latin_letter(c));
        let languages = LANGUAGES_OF_WORDS.get(&*lower_case(word)).copied().unwrap_or(0);
        for (index, hits) in hits.iter_mut().enumerate() {
            *hits += u32::from(languages >> index & 1);
        }
        if words >= MAX_SAMPLE_WORDS {
            break;
        }
    }
    decide(&hits, words, is_ascii)
}

fn decide(hits: &[u32], words: u32, is_ascii: bool) -> DetectedLanguage {
    let best = (0..hits.len()).max_by_key(|index| (hits[*index], hits.len() - index)).unwrap_or(0);
    let second = (0..hits.len()).filter(|index| *index != best).map(|index| hits[index]).max().unwrap_or(0);
    let lead = hits[best] - second;
    let (top, second, words_f) = (f64::from(hits[best]), f64::from(second), f64::from(words));
    let leads = top >= second * MIN_LEAD && top > second && top >= words_f * MIN_SHARE;
    let (language, is_short) = (FUNCTION_WORDS[best].0, words < MIN_WORDS_TO_DECIDE);
    match hits[best] {
        2.. if leads && (!is_short || lead >= MIN_WORDS_AHEAD_IN_SHORT_TEXT) => {
            DetectedLanguage::Clear(language)
        }
        _ if leads && is_short => DetectedLanguage::Likely(language),
        1.. if is_ascii && !is_short && hits[0] == hits[best] => {
            DetectedLanguage::Clear(LatinLanguage::English)
        }
        _ if is_ascii && is_short => DetectedLanguage::TooShort,
        _ => DetectedLanguage::NotEnglish,
    }
}

/// A word in lower case, as the function words are listed. The English "I" is none of them: elsewhere an "i" is "in" or "and".
fn lower_case(word: &str) -> Cow<'_, str> {
    let is_capital = word.starts_with(char::is_uppercase) && word != "I";
    if is_capital { word.to_lowercase().into() } else { word.into() }
}

fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_languages_share_does_not_make_english_unknown() {
        let text = "Pingo needs no phone and no app. Its battery lasts two years.";
        assert_eq!(detect_language(text.lines()), DetectedLanguage::Clear(LatinLanguage::English));
    }

    #[test]
    fn capitals_hide_no_function_word() {
        let text = "TODAY WE SHIP THE NEW VERSION TO ALL OF OUR CUSTOMERS. THIS IS WHAT THEY ASKED FOR.";
        assert_eq!(detect_language(text.lines()), DetectedLanguage::Clear(LatinLanguage::English));
        assert_eq!(detect_language("The end".lines()), DetectedLanguage::Likely(LatinLanguage::English));
        let text = "I think I know what I want, and I want it today, I said.";
        assert_eq!(detect_language(text.lines()), DetectedLanguage::Clear(LatinLanguage::English));
    }

    #[test]
    fn languages_are_told_apart_by_their_function_words() {
        for (language, text) in [
            (
                LatinLanguage::English,
                "Hello and welcome. Today we ship the new version to all of our customers.",
            ),
            (
                LatinLanguage::German,
                "Guten Morgen und herzlich willkommen. Heute zeigen wir euch, wie das neue Gerät arbeitet.",
            ),
            (
                LatinLanguage::French,
                "Bonjour et bienvenue. Aujourd'hui nous lançons la nouvelle version pour tous nos clients.",
            ),
            (
                LatinLanguage::Spanish,
                "Hola y bienvenidos. Hoy lanzamos la nueva versión para todos los clientes que lo pidieron.",
            ),
            (
                LatinLanguage::Italian,
                "Ciao e benvenuti. Oggi lanciamo la nuova versione per tutti i clienti che non la hanno ancora.",
            ),
            (
                LatinLanguage::Portuguese,
                "Olá e bem-vindos. Hoje lançamos a nova versão para todos os clientes que não a têm.",
            ),
            (
                LatinLanguage::Dutch,
                "Hallo en welkom. Vandaag brengen we de nieuwe versie uit voor al onze klanten die het willen.",
            ),
            (
                LatinLanguage::Swedish,
                "Hej och välkommen. I dag släpper vi den nya versionen för alla våra kunder som inte har den.",
            ),
            (
                LatinLanguage::Polish,
                "Dzień dobry i witamy. Dziś pokazujemy nową wersję, która jest dla wszystkich klientów na rynku.",
            ),
            (
                LatinLanguage::Finnish,
                "Hei ja tervetuloa. Tänään julkaisemme uuden version, joka on kaikille asiakkaille.",
            ),
            (LatinLanguage::Turkish, "Merhaba ve hoş geldiniz. Bugün bu yeni sürüm için çok çalıştık."),
            (LatinLanguage::Vietnamese, "Xin chào và chào mừng các bạn đến với kênh của chúng tôi."),
        ] {
            assert_eq!(detect_language(text.lines()), DetectedLanguage::Clear(language), "{text}");
        }
    }

    /// Short texts with words that other languages have too.
    const SHARED_WORDS: &[(LatinLanguage, &str)] = &[
        (LatinLanguage::German, "Was will man da so"),
        (LatinLanguage::German, "Bleib still und so"),
        (LatinLanguage::German, "Hände in die Luft"),
        (LatinLanguage::German, "Er war da und hat still die Hand am Arm"),
        (LatinLanguage::German, "So bin ich still."),
        (LatinLanguage::Dutch, "Was je been in de put?"),
        (LatinLanguage::Dutch, "We had me al over"),
        (LatinLanguage::Swedish, "Vi har for alle her"),
        (LatinLanguage::Swedish, "Nu har vi den på is"),
        (LatinLanguage::French, "Comment on a fait"),
        (LatinLanguage::French, "Me voici, on y va"),
        (LatinLanguage::Spanish, "No he visto son"),
        (LatinLanguage::Spanish, "Yo no he sido, has sido tú"),
        (LatinLanguage::Italian, "Ho fame, come te"),
        (LatinLanguage::Italian, "Come me, no?"),
        (LatinLanguage::Portuguese, "As do meio no fim"),
        (LatinLanguage::Polish, "On to ma, do jutra"),
        (LatinLanguage::Slovenian, "On to je, do zítra"),
        (LatinLanguage::Finnish, "He on me"),
        (LatinLanguage::Turkish, "Bu at on bin"),
        (LatinLanguage::Vietnamese, "Em do anh an"),
        (LatinLanguage::English, "Sit still, please."),
        (LatinLanguage::English, "Die hard was on at ten"),
        (LatinLanguage::English, "Comment on a post and come to me"),
    ];

    #[test]
    fn a_short_text_with_words_of_another_language_is_not_taken_for_that() {
        for (language, text) in SHARED_WORDS {
            let found = detect_language(text.lines());
            let is_other = match found {
                DetectedLanguage::Clear(other) | DetectedLanguage::Likely(other) => other != *language,
                DetectedLanguage::NotEnglish => *language == LatinLanguage::English,
                DetectedLanguage::TooShort => false,
            };
            assert!(!is_other, "{text}: {found:?}");
            let own = Some(SpokenLanguage::Latin(*language));
            assert_eq!(found.rate(own, false), language.rate(), "{text}");
        }
    }

    #[test]
    fn short_and_plain_text_is_unclear_and_foreign_text_is_not_english() {
        for text in ["", "Hello.", "word word word", "Big news: five models, three sizes", "2026"] {
            assert_eq!(detect_language(text.lines()), DetectedLanguage::TooShort, "{text}");
        }
        assert_eq!(detect_language("what luck".lines()), DetectedLanguage::Likely(LatinLanguage::English));
        let indonesian = "Selamat pagi semuanya, hari ini kami akan menunjukkan cara kerja perangkat baru kepada pelanggan setia";
        let hungarian = "Jó reggelt kívánok, ma bemutatjuk önöknek cégünk új termékét, amelyet régóta vártak";
        for text in [indonesian, hungarian, "Große Überraschung"] {
            assert_eq!(detect_language(text.lines()), DetectedLanguage::NotEnglish, "{text}");
        }
    }

    #[test]
    fn an_unclear_script_has_the_rate_of_its_voice_and_a_clear_one_its_own() {
        use SpokenLanguage::{Latin, NonLatin};
        let rate = |text: &str, voice| detect_language(text.lines()).rate(voice, false);
        let (spanish, japanese) = (Some(Latin(LatinLanguage::Spanish)), Some(NonLatin(WritingSystem::Kana)));
        let english = Some(Latin(LatinLanguage::English));
        let clear = "Hello and welcome. Today we ship the new version to all of our customers.";
        for voice in [None, spanish, japanese, english] {
            assert_eq!(rate(clear, voice), LatinLanguage::English.rate());
        }
        assert_eq!(rate("Hola amigo", spanish), LatinLanguage::Spanish.rate());
        assert_eq!(rate("Hola amigo", english), LatinLanguage::English.rate());
        assert_eq!(rate("Hola amigo", None), LatinLanguage::Unknown.rate());
        assert_eq!(rate("Hola amigo", japanese), LatinLanguage::Unlisted.rate());
        assert_eq!(rate("what luck", spanish), LatinLanguage::Spanish.rate());
        assert_eq!(rate("what luck", None), LatinLanguage::English.rate());
        assert_eq!(rate("Große Überraschung", english), LatinLanguage::Unlisted.rate());
        let (russian, greek) = (WritingSystem::Cyrillic, WritingSystem::Greek);
        assert_eq!(rate("2026", Some(NonLatin(russian))), russian.rate());
        assert_eq!(rate("2026", Some(NonLatin(greek))), greek.rate());
    }
}
