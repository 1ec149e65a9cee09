extension IdentifierPhrases {
    /// German of Germany, Austria and Switzerland; compounds are taken apart, so "telefon nummer" is also `Telefonnummer`.
    static let german: [IdentifierPhrases] = [
        .init(
            .name,
            "vorname | vornamen | nachname | nachnamen | familienname | zuname | rufname | geburtsname | ehename | mädchenname | zweitname | kurzzeichen person"
        ),
        .init(
            .name,
            "patient/patienten/pat/probanden/proband/klienten/personen/versicherten/teilnehmer/eltern/mutter/vater/arzt/kontakt name/namen"
        ),
        .init(
            .name,
            "vor/nach/familien/zu/ruf/geburts name/nam | initialen | spitzname | ansprechpartner | notfallkontakt | vollständiger name"
        ),
        .init(.name, .unlessCells, "namen"),
        .init(
            .smallArea,
            "adresse | anschrift | wohnadresse | postanschrift | heimatadresse | wohn/melde/post/heim/heimat adresse/anschrift"
        ),
        .init(
            .smallArea,
            "straße | str nr/nummer | straßen/strassen name/nummer | haus nummer/nr | hausnr | hausnummer | postfach"),
        .init(
            .smallArea,
            "plz | post leitzahl | postleitzahl | wohn/geburts/heimat ort | wohnort | geburtsort | breitengrad | längengrad | koordinaten"
        ),
        .init(.smallArea, "geo koordinaten/breite/länge | gemeinde schlüssel/kennziffer | ags schlüssel | heimatstadt"),
        .init(
            .smallArea, .unlessCells,
            "ort | stadt | gemeinde | landkreis | kreis | stadtteil | ortsteil | dorf | bezirk | strasse | gasse"),
        .init(
            .date,
            "geburts/geb/geburt/sterbe/todes/tod/aufnahme/aufn/entlassungs/entlassung/entlass/entl datum/dat/tag/zeitpunkt/dt/am"
        ),
        .init(
            .date,
            "geburtsdatum | gebdat | gebdatum | geburtstag | geboren | geboren am | sterbedatum | todesdatum | sterbetag | todestag | verstorben am"
        ),
        .init(
            .date,
            "aufnahmedatum | entlassungsdatum | entlassdatum | einweisungsdatum | einweisungs/einlieferungs datum | datum geburt/tod/aufnahme/entlassung"
        ),
        .init(.fax, "telefaxnummer | fax nummer/nr | faxnummer"),
        .init(
            .telephone,
            "telefon | telefone | telefonnummer | tel/telefon/handy/mobil/mobilfunk/festnetz/ruf/rufnr/fon nr/nummer/privat/dienstlich/geschäftlich"
        ),
        .init(
            .telephone,
            "handynummer | rückruf nummer/nr | rufnummer | handynr | telnr | telefonnr | festnetz | handy | mobiltelefon | mobilfunk | notfallnummer"
        ),
        .init(.telephone, .unlessCells, "mobil | fon | fernsprecher"),
        .init(
            .email, "email adresse | mail adresse | mailadresse | emailadresse | e post | elektronische post/adresse"),
        .init(
            .socialSecurity,
            "sozial/sozialversicherungs/sozialversicherung/sv/svs/sozialvers/rentenvers/sozvers/rentenversicherungs/rentenversicherung/rv/ahv nummer/nr/num/ausweis"
        ),
        .init(
            .socialSecurity,
            "sozialversicherungsnummer | sozial versicherungs nummer/nr | sozial versicherungsnummer/versicherungsnr | svnr | svnummer | rvnr | rentenversicherungsnummer | ahvnr | sozversnr"
        ),
        .init(
            .medicalRecord,
            "fall/akten/krankenakten/patientenakten/patientenakte/krankenblatt/aufnahme/krankengeschichte/kg nummer/nr/zeichen"
        ),
        .init(
            .medicalRecord,
            "fallnummer | fallnr | aktenzeichen | aktennummer | aktennr | krankenakte | patientenakte | krankenblatt | krankenaktennummer"
        ),
        .init(
            .healthPlan,
            "kranken/krankenkasse/krankenkassen/krankenversicherung/krankenversicherungs/versicherten/versicherungs/kassen/kv/egk/policen/mitglieds/gesundheitskarten nummer/nr/num/id/karte"
        ),
        .init(
            .healthPlan,
            "kvnr | kvnummer | krankenkassennummer | krankenversicherungsnummer | versichertennummer | versnr | versichertennr | gesundheitskarte"
        ),
        .init(
            .healthPlan,
            "krankenkassennr | versicherungsnummer | versicherungsnr | police nummer/nr | versichertenkarte | vsnr"),
        .init(
            .account,
            "konto/kto/bankkonto/kunden/kreditkarten/karten nummer/nr | kontonummer | kontonr | ktonr | kontoverbindung | bankverbindung | bankleitzahl | blz"
        ),
        .init(
            .account,
            "kreditkarte | kreditkartennummer | bank konto/daten/verbindung | bankkonto | kontoinhaber | debitkarte"),
        .init(.account, .unlessCells, "konto | kto"),
        .init(
            .licence,
            "führerschein/reisepass/pass/zulassungs/approbations/arzt/lizenz/zertifikats/urkunden/bescheinigungs nummer/nr/urkunde"
        ),
        .init(
            .licence,
            "führerschein | führerscheinnummer | reisepass | reisepassnummer | passnummer | passnr | approbation | lanr | bsnr | arztnummer | geburtsurkunde"
        ),
        .init(
            .vehicle,
            "kfz/auto/fahrzeug/amtl/amtliches/polizeiliches kennzeichen/nummer/nr/zulassung/schein/ident/identnummer/id | nummernschild | autokennzeichen"
        ),
        .init(
            .vehicle,
            "fahrgestell nummer/nr | fahrgestellnummer | fahrzeug identifikations/identifizierungs nummer/nr | fahrzeugidentifizierungsnummer | kfzkennzeichen"
        ),
        .init(.vehicle, .unlessCells, "kennzeichen"),
        .init(
            .device,
            "serien/geräte/gerät/implantat/implantats nummer/nr/num/id/seriennummer | seriennummer | seriennr | gerätenummer | gerätenr | gerätekennung"
        ),
        .init(
            .url,
            "webseite | website | internetseite | webadresse | internetadresse | internet seite/auftritt | web adresse/seite | netzseite"
        ),
        .init(.internetAddress, "ip adresse/adressen | ipadresse"),
        .init(
            .biometric,
            "finger/hand/daumen abdruck/abdrücke | fingerabdruck | fingerabdrücke | stimmabdruck | stimm/stimmen abdruck/aufnahme/profil | netzhaut/iris scan | biometrie | biometrisch"
        ),
        .init(
            .photograph,
            "lichtbild | passbild | passfoto | fotografie | fotos | porträt | portraitfoto | gesichts/gesicht/patienten bild/foto/aufnahme | gesichtsbild"
        ),
        .init(
            .otherNumber,
            "personal/personalausweis/ausweis/steuer/steueridentifikations/matrikel/personen/bürger/identitäts nummer/nr/id/idnr/ident/kennzahl/karte/kennziffer"
        ),
        .init(
            .otherNumber,
            "personalausweis | personalausweisnummer | ausweis | ausweisnummer | ausweisnr | steuernummer | steuerid | steuer identifikations/identifikation nummer/nr | steuernr | personalnummer | matrikelnummer"
        ),
        .init(
            .otherNumber,
            "benutzername | nutzername | benutzerkennung | anmeldename | personalnr | perso nr | mitarbeiter nummer/id | mitarbeiternummer | steueridentifikationsnummer | identitätskarte"
        ),
    ]
}
