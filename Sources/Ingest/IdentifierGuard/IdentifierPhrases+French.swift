extension IdentifierPhrases {
    /// French of France, Belgium, Switzerland and Canada.
    static let french: [IdentifierPhrases] = [
        .init(
            .name,
            "prénom | prénoms | nom/noms famille/naissance/usage/usuel/marital/complet/prénom/jeune/patient/pat/malade/sujet/participant/client/assuré/mère/père/fille"
        ),
        .init(
            .name,
            "nomfamille | nompatient | nom médecin/conjoint/tuteur/époux/épouse/infirmière/contact | patronyme | initiales | surnom | personne contact/confiance/prévenir"
        ),
        .init(.name, .unlessCells, "nom | noms | pren"),
        .init(
            .smallArea,
            "adresse | adresses | domicile | numéro/num/n/no rue/voie/appartement | nom rue/voie/ville/commune | code/cod postal | codepostal | codpost"
        ),
        .init(
            .smallArea,
            "ville/commune/lieu résidence/naissance/domicile | lieu naissance | boîte postale | cp ville/commune | département commune | code commune/insee | codeinsee | iris insee | coordonnées gps/géographiques"
        ),
        .init(
            .smallArea, .unlessCells,
            "rue | ville | commune | quartier | arrondissement | village | hameau | cp | localité | lieudit | coordonnées"
        ),
        .init(
            .date,
            "date/dt/jour/dte naissance/naiss/nais/nai | ddn | datenaissance | datenaiss | dnaiss | datnaiss | dtnaiss | anniversaire"
        ),
        .init(.date, "date/dt/jour/dte décès/mort/dc | datedeces | ddeces | dtdeces | décédé date"),
        .init(
            .date,
            "date/dt/jour/dte admission/entrée/sortie/hospitalisation/hospit | dateentree | datesortie | dateadmission | dtentree | dtsortie"
        ),
        .init(.date, .alone, "naissance"),
        .init(.fax, "télécopie | télécopieur | télécopies | numéro/num/n/no fax/télécopie"),
        .init(
            .telephone,
            "téléphone | téléphones | numéro/num/n/no téléphone/tél/portable/mobile/gsm/cellulaire | tél/téléphone portable/domicile/fixe/mobile/bureau/travail/perso"
        ),
        .init(
            .telephone,
            "numtel | telportable | numtelephone | téléph | gsm numéro/num | portable numéro/patient | teldomicile"),
        .init(.telephone, .unlessCells, "portable | gsm"),
        .init(
            .email,
            "courriel | courriels | mél | adresse mail/courriel/mél/électronique | adressemail | messagerie électronique | courrier électronique"
        ),
        .init(
            .socialSecurity,
            "sécurité/sécu sociale/social/soc | numéro/num/n/no sécu/sécurité/ss/nir/inss | sécu | numsecu | numss | nosecu | niss | inss | assurance sociale/vieillesse"
        ),
        .init(.socialSecurity, .unlessCells, "nir | nas"),
        .init(
            .medicalRecord,
            "numéro/num/n/no/id dossier/ipp/nip | numéro séjour/hospitalisation | dossier médical/patient/hospitalier/clinique | numdossier | nodossier | identifiant permanent"
        ),
        .init(.medicalRecord, .unlessCells, "dossier | ipp | nip | iep | nda"),
        .init(
            .healthPlan,
            "carte/numéro/num/no/n vitale/maladie/assuré/mutuelle/adhérent/police/bénéficiaire/mutualiste/ramq | assurance maladie/santé numéro/num/n/no | assurance maladie | carte assurance/santé"
        ),
        .init(
            .healthPlan,
            "mutuelle numéro/num/no/adhérent | carte vitale | numadherent | numassure | numéro/num/no/n assurance | police assurance | ramq | nam numéro/ramq"
        ),
        .init(.healthPlan, .unlessCells, "mutuelle | adhérent"),
        .init(
            .account,
            "compte bancaire/courant/banque/numéro/num/n/no/client | numcompte | carte bancaire/bleue/crédit/paiement | numéro/num/no carte | coordonnées bancaires"
        ),
        .init(.account, .unlessCells, "rib"),
        .init(
            .licence,
            "permis conduire/conducteur/numéro/num/no | passeport | numéro/num/no/n passeport/permis/licence/certificat/rpps/adeli/agrément/ordre | rpps | adeli | acte naissance/décès"
        ),
        .init(
            .vehicle,
            "plaque numéro | plaque/numéro/num/no/n/certificat immatriculation/immat | immatriculation | immat | plaque minéralogique/auto/voiture/véhicule | carte grise | numéro/num/no/n châssis/véhicule"
        ),
        .init(.vehicle, "châssis | identifiant véhicule"),
        .init(
            .device,
            "numéro/num/no/n série/appareil/dispositif/implant | numserie | noserie | identifiant/id appareil/dispositif/implant | série appareil/dispositif/implant"
        ),
        .init(.url, "site internet/web/perso | siteweb | adresse web/internet/url | page web/perso/personnelle"),
        .init(.internetAddress, "adresse/adr ip | adresseip"),
        .init(
            .biometric,
            "empreinte/empreintes digitale/digitales/vocale/vocales/doigt/biométrique/palmaire | empreintes | biométrie | biométrique | scan/balayage iris/rétine/rétinien"
        ),
        .init(
            .photograph, "photo/image visage/identité/patient | photographie | photographies | portrait | cliché visage"
        ),
        .init(
            .otherNumber,
            "carte/pièce/numéro/num/no/n identité/identification/nationale/fiscal/fiscale | carte séjour | cni | numéro/num employé/étudiant/matricule/national | matricule employé/étudiant | registre national"
        ),
        .init(
            .otherNumber,
            "identifiant national/fiscal/utilisateur/santé | nom utilisateur | titre séjour | ins identifiant/numéro/nir | carteidentite"
        ),
        .init(.otherNumber, .unlessCells, "matricule | utilisateur"),
    ]
}
