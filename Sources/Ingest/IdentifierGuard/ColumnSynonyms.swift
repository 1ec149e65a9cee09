/// Abbreviations and words of four languages that stand for one word in the names of columns: "nbr", "nro" and "Nummer" are numbers.
enum ColumnSynonyms {
    /// The word that a word stands for; itself where it stands for no other.
    static func plain(_ word: String) -> String { words[word] ?? word }

    /// Every word that stands for another.
    static var all: some Collection<String> { words.keys }

    private static let words: [String: String] = {
        let lists = [
            ("number", "no num nr nbr nmbr numb nos numbers nummer numero nro nummern"),
            ("date", "dt dte dat dates datum fecha fechas fec fech fch dttm dtm datetime timestamp dtc"),
            ("name", "nm nam"), ("patient", "pt pat ptnt patients paciente pac patienten"), ("first", "fst frst frist"),
            ("last", "lst"),
            ("address", "addr adr adress addrs adresse adressen adresses direccion direcciones addresses"),
            ("license", "licence lic lcns licenses licences"), ("certificate", "cert certs certificates"),
            ("account", "acct accnt accts accounts"), ("vehicle", "veh vehicles"), ("serial", "ser"),
            ("device", "dev dispositivo appareil devices"), ("birth", "bth brth"), ("insurance", "ins insur"),
            ("beneficiary", "bene benef"), ("government", "gov govt"), ("employee", "emp empl"),
            ("residence", "res resid resident residential residencia"),
            ("photo", "foto photos fotos photograph photographs"),
            ("image", "img images imagen bild"), ("face", "facial faciale visage rostro gesicht gesichts"),
            ("discharge", "disch dischg dschrg dsch dschg discharged"),
            ("admission", "adm admit admitted admsn admitting"),
            ("recognition", "reconnaissance reconocimiento"), ("county", "counties"), ("hospital", "hosp"),
            ("street", "str strt"), ("identifier", "identifiant identificador"), ("registration", "reg regist"),
        ]
        return Dictionary(
            lists.flatMap { plain, others in others.split(separator: " ").map { (String($0), plain) } },
            uniquingKeysWith: { first, _ in first })
    }()
}
