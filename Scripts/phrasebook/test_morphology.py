"""Known forms that the morphology must make: python3 -m unittest discover -s Scripts/phrasebook -p 'test_*.py'"""

import unittest

import english
import numerals
from lexicon import ADJECTIVES, NOUNS, ROOTS
from phonology import article, double, harmony

CASES = {
    "accusative": "apple almát; hand kezet; horse lovat; restaurant éttermet; house házat; book könyvet; "
    "ticket jegyet; "
    "table asztalt; soup levest; train vonatot; suitcase bőröndöt; mirror tükröt; sugar cukrot; glass poharat; "
    "letter levelet; airport repülőteret; bridge hidat; bird madarat; monkey majmot; water vizet; pen tollat; "
    "knife kést; honey mézet; engineer mérnököt; milk tejet; stew pörköltet; basket kosarat; tent sátrat",
    "instrumental": "train vonattal; bus busszal; knife késsel; key kulccsal; pen tollal; ticket jeggyel; "
    "ship hajóval; "
    "rice rizzsel; milk tejjel; match meccsel; spoon kanállal; fork villával; house házzal; bank bankkal; "
    "tram villamossal; nurse ápolónővel; café kávézóval; bread kenyérrel",
    "inessive": "shop boltban; school iskolában; restaurant étteremben; garden kertben; house házban; "
    "zoo állatkertben; "
    "cellar pincében; bag táskában",
    "superessive": "station állomáson; post%office postán; table asztalon; bridge hídon; bed ágyon; "
    "university egyetemen; "
    "airport repülőtéren; chair széken; concert koncerten; balcony erkélyen",
    "illative": "shop boltba; kitchen konyhába; hospital kórházba; cinema moziba",
    "sublative": "market piacra; post%office postára; book könyvre; beach strandra; airport repülőtérre",
    "delative": "station állomásról; film filmről; wedding esküvőről",
    "elative": "basket kosárból; suitcase bőröndből; office irodából",
    "allative": "doctor orvoshoz; engineer mérnökhöz; teacher tanárhoz; waiter pincérhez; driver sofőrhöz",
    "ablative": "bank banktól; bakery pékségtől; bridge hídtól",
    "adessive": "castle várnál; church templomnál; dentist fogorvosnál",
    "terminative": "school iskoláig; theatre színházig",
    "dative": "child gyereknek; guest vendégnek; dog kutyának",
}
PLURALS = (
    "room szobák; book könyvek; house házak; table asztalok; suitcase bőröndök; tooth fogak; horse lovak; hand kezek; "
    "restaurant éttermek; apple almák; letter levelek; bus buszok"
)
POSSESSED = (
    "book my könyvem; book your könyved; book his könyve; book our könyvünk; book their könyvük; car his autója; "
    "car our autónk; car their autójuk; house my házam; hand his keze; hand my kezem; friend his barátja; "
    "friend my barátom; brother my bátyám; brother their bátyjuk; son my fiam; son his fia; son our fiunk; "
    "uncle my nagybátyám; aunt your nagynénéd; mother their anyjuk; suitcase my bőröndöm; suitcase their bőröndjük; "
    "glass my poharam; horse his lova; throat my torkom; restaurant his étterme; table your asztalod"
)
PRESENT = (
    "lát 1s látok; lát 2s látsz; lát 3p látnak; olvas 2s olvasol; néz 2s nézel; mond 2s mondasz; küld 3p küldenek; "
    "dolgozik 1s dolgozom; dolgozik 2s dolgozol; megy 2s mész; megy 3p mennek; jön 1s jövök; eszik 1s eszem; "
    "iszik 3p isznak; alszik 3p alszanak; ír 1s írok; nyit 2s nyitsz; segít 2s segítesz; süt 1s sütök; főz 3p főznek; "
    "fekszik 2s fekszel; kezd 3p kezdenek"
)
PRESENT_DEFINITE = (
    "lát 1s látom; lát 3s látja; olvas 3s olvassa; olvas 1p olvassuk; néz 3s nézi; néz 1p nézzük; hoz 3s hozza; "
    "vesz 3s veszi; vesz 1p vesszük; iszik 3s issza; kér 3p kérik; tud 3p tudják; küld 3s küldi; ír 3s írja"
)
PAST = (
    "vár 1s vártam; vár 3s várt; olvas 1s olvastam; olvas 3s olvasott; tanít 1s tanítottam; tanít 3s tanított; "
    "mond 1s mondtam; mond 3s mondott; küld 3s küldött; fizet 1s fizettem; fizet 3s fizetett; nyit 1s nyitottam; "
    "süt 3s sütött; megy 3s ment; jön 1p jöttünk; eszik 3s evett; eszik 1s ettem; iszik 3s ivott; alszik 3s aludt; "
    "vesz 2s vettél; fut 3p futottak; marad 3s maradt; hall 1s hallottam; csinál 3s csinált; felejt 1s felejtettem"
)
ORDERS = (
    "nyit nyisd nyissa; csuk csukd csukja; olvas olvasd olvassa; vesz vedd vegye; visz vidd vigye; eszik edd egye; "
    "iszik idd igya; mutat mutasd mutassa; javít javítsd javítsa; küld küldd küldje; hoz hozd hozza; ad add adja; "
    "tölt töltsd töltse; fizet fizesd fizesse; ébreszt ébreszd ébressze; süt süsd süsse; néz nézd nézze"
)
GRADED = (
    "beautiful szebb; big nagyobb; cheap olcsóbb; expensive drágább; good jobb; long hosszabb; slow lassabb; "
    "light könnyebb; fast gyorsabb; heavy nehezebb; new újabb; small kisebb; young fiatalabb"
)


def entries(text):
    """ "apple almát; hand kezet" as lists of words; "%" stands for a space in English."""
    return [[word.replace("%", " ") for word in entry.split()] for entry in text.split(";")]


class Morphology(unittest.TestCase):
    def test_cases(self):
        for case, text in CASES.items():
            for name, form in entries(text):
                self.assertEqual(NOUNS[name].case(case), form)

    def test_plurals(self):
        for name, form in entries(PLURALS):
            self.assertEqual(NOUNS[name].plural(), form)
        self.assertEqual(NOUNS["book"].plural("accusative"), "könyveket")
        self.assertEqual(NOUNS["dog"].plural("ablative"), "kutyáktól")

    def test_possessives(self):
        for name, person, form in entries(POSSESSED):
            self.assertEqual(NOUNS[name].possessed(person), form)
        self.assertEqual(NOUNS["book"].possessed("my", "accusative"), "könyvemet")
        self.assertEqual(NOUNS["brother"].possessed("his", "instrumental"), "bátyjával")

    def test_conjugation(self):
        for root, person, form in entries(PRESENT):
            self.assertEqual(ROOTS[root].present(person), form)
        for root, person, form in entries(PRESENT_DEFINITE):
            self.assertEqual(ROOTS[root].present(person, True), form)
        for root, person, form in entries(PAST):
            self.assertEqual(ROOTS[root].past(person), form)

    def test_orders(self):
        for root, informal, polite in entries(ORDERS):
            self.assertEqual(ROOTS[root].imperative(definite=True), informal)
            self.assertEqual(ROOTS[root].imperative(definite=True, polite=True), polite)

    def test_other_verb_forms(self):
        self.assertEqual(ROOTS["lát"].i_to_you(), "látlak")
        self.assertEqual(ROOTS["vár"].i_to_you(past=True), "vártalak")
        self.assertEqual(ROOTS["dolgozik"].infinitive_of("1s"), "dolgoznom")
        self.assertEqual(ROOTS["megy"].infinitive_of("3s"), "mennie")
        self.assertEqual(ROOTS["vesz"].potential("1s"), "vehetem")
        self.assertEqual(ROOTS["nyit"].subjunctive("1p"), "nyissuk")

    def test_comparatives(self):
        words = {adjective.english: adjective for adjective in ADJECTIVES}
        for name, form in entries(GRADED):
            self.assertEqual(words[name].comparative(), form)

    def test_sounds(self):
        self.assertEqual(
            [harmony(word) for word in ("asztal", "kéz", "tükör", "könyv")], ["back", "front", "round", "round"]
        )
        self.assertEqual(
            [double(word) for word in ("vonat", "busz", "toll", "kulcs")], ["vonatt", "bussz", "toll", "kulccs"]
        )
        self.assertEqual(
            [article(word) for word in ("5", "50", "1", "10", "1000", "állomás", "bolt")],
            ["az", "az", "az", "a", "az", "az", "a"],
        )

    def test_numbers(self):
        self.assertEqual(
            [numerals.hungarian(n) for n in (2, 12, 25, 100, 1500, 2500)],
            ["kettő", "tizenkettő", "huszonöt", "száz", "ezerötszáz", "kétezer-ötszáz"],
        )
        self.assertEqual(numerals.hungarian(12, counting=True), "tizenkét")
        self.assertEqual(numerals.clock(7, 2), ("half past seven", "fél nyolckor"))
        self.assertEqual(numerals.clock(6, 1), ("quarter past six", "negyed hétkor"))
        self.assertEqual(numerals.clock(12, 3), ("quarter to one", "háromnegyed egykor"))
        self.assertEqual(
            [numerals.day_of_month(n) for n in (1, 2, 3, 12, 15, 20, 22, 30, 31)],
            ["1-jén", "2-án", "3-án", "12-én", "15-én", "20-án", "22-én", "30-án", "31-én"],
        )
        self.assertEqual([numerals.times(n) for n in (1, 2, 3, 5)], ["egyszer", "kétszer", "háromszor", "ötször"])

    def test_english(self):
        self.assertEqual(
            [english.a(word) for word in ("apple", "university", "hour", "shop")],
            ["an apple", "a university", "an hour", "a shop"],
        )
        self.assertEqual(
            [english.past(verb) for verb in ("wake up", "try on", "wrap", "close", "buy")],
            ["woke up", "tried on", "wrapped", "closed", "bought"],
        )
        self.assertEqual(
            [english.comparative(word) for word in ("big", "happy", "expensive", "good", "modern")],
            ["bigger", "happier", "more expensive", "better", "more modern"],
        )


if __name__ == "__main__":
    unittest.main()
