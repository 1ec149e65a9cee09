extension IdentifierPhrases {
    /// English, with the abbreviations of hospital systems.
    static let english: [IdentifierPhrases] = [
        .init(
            .name, "first/given/fore/frst/middle/mid/last/lst/family/fam/sur/maiden/full/legal/birth/nick name/nm/names"
        ),
        .init(
            .name,
            "forename | surname | surnames | fname | lname | mname | nickname | f/m name | initials | middle/first/last initial"
        ),
        .init(.name, "firstname | lastname | middlename | fullname | givenname | familyname | maidenname | givennames"),
        .init(.name, "next kin | nok | emergency/emerg contact | mother/father maiden | legal signature"),
        .init(
            .name,
            "patient/pt/pat/ptnt/subject/subj/participant/person/client/member/caregiver/guardian/parent/mother/father/spouse name/nm"
        ),
        .init(
            .name,
            "partner/husband/wife/child/relative/employer/doctor/physician/nurse/therapist/surgeon/interviewer/rater name/nm"
        ),
        .init(
            .name, .unlessCells,
            "name | names | alias | aka | physician | doctor | kin/witness/party/provider/prescriber/attending/doc/contact/alias name"
        ),
        .init(.name, .alone, "patient first/last/middle | contact person | referring/attending physician/doctor"),

        .init(
            .smallArea,
            "address | addr | adr | addr line | street/str name/number/num/no/addr | apartment/apt number/no/num"),
        .init(
            .smallArea,
            "zip/postal/post code/cd | zipcode | postcode | postalcd | postcd | zip plus | postal | zip | zcta"),
        .init(
            .smallArea,
            "census/cens tract/block | tract/block group id | geocode | geoid | county/tract/block/census/city fips | geolocation"
        ),
        .init(
            .smallArea, "latitude | longitude | gps | geo lat/lon/long/lng/point | lat lon/lng/long | latlon | latlng"),
        .init(
            .smallArea, "home/residence/residential/birth/mailing city/town/county | city/town/county residence/birth"),
        .init(
            .smallArea,
            "po box | pobox | house number | geo location | block group | county/city/town name/code/nm | place/town/city birth | birthplace"
        ),
        .init(
            .smallArea, .unlessCells, "street | city | town | county | village | parish | neighborhood | neighbourhood"),
        .init(
            .smallArea, .unlessCells,
            "fips | coordinates | coordinate | lat | lon | lng | long | precinct | borough | apt | apartment | suburb | cty"
        ),

        .init(
            .date,
            "date/dt/datetime birth | birth/bth/brth date/dt/datetime/timestamp | birthdate | birthday | bdate | bday | b date"
        ),
        .init(.date, "dob | birthdt | brthdt | brthdtc | born on/date | dt/date born"),
        .init(.date, "date/dt/datetime death | death date/dt/datetime | date/dt deceased/died | died on/date/dt"),
        .init(.date, "deceased date/dt | deathdate | dthdtc | deathdt | dthdt"),
        .init(
            .date,
            "admission/admit/admitted/adm/admsn/admitting date/dt/datetime/timestamp/on | date/dt admission/admit/admitted/adm"
        ),
        .init(
            .date,
            "discharge/discharged/disch/dischg/dschrg/dsch/disc/dc date/dt/datetime/timestamp/on | date/dt discharge/discharged/disch/dc"
        ),
        .init(
            .date, "admitdate | admitdt | admdt | admdate | dischdate | dischdt | dcdate | dcdt | admit/disch dttm/dtm"),
        .init(.date, .alone, "dod"),
        .init(.date, "hospitalization/hospitalisation date/dt | birth dttm/dtm"),

        .init(.fax, "fax | facsimile | telefax | faxno | faxnum"),
        .init(
            .telephone,
            "phone/phon/telephone/tele/tel/tph/ph/phn/cell/mobile/mob/cellphone/contact/pager number/num/no/nr/nbr/numbers"
        ),
        .init(
            .telephone,
            "home/work/cell/mobile/mob/patient/pt/office/day/daytime/evening/business/contact/emergency phone/ph/tel"),
        .init(
            .telephone,
            "home/work cell/mobile | phoneno | phonenum | telno | phnum | phno | mobileno | cellno | whatsapp"),
        .init(
            .telephone, .unlessCells,
            "phone | telephone | mobile | cell | tel | cellphone | phones | tph | beeper | pager | landline"),
        .init(
            .email,
            "email | emails | e mail | mail address | mailing address email | emailaddr | mail addr/id | electronic mail | eml"
        ),
        .init(.email, .unlessCells, "mail"),

        .init(
            .socialSecurity,
            "ssn | ssns | social security/sec/insurance | soc security | soc/ss sec/number/num/no/nr | socsec | socialsecurity"
        ),
        .init(
            .socialSecurity,
            "ssno | ssnbr | ssnum | ssnno | ssan | nino | national insurance | ni number/no/num | last ssn | itin"),
        .init(.socialSecurity, "taxpayer/tax id/identification/number/no/num | social number | sin number/no/num"),
        .init(.socialSecurity, .unlessCells, "sin | tin | ssid"),

        .init(
            .medicalRecord,
            "mrn | mrns | med/medical/mdcl record/rec/records/recno | medrec | medrecno | emr/ehr/epic/cerner id/number/no/num"
        ),
        .init(
            .medicalRecord,
            "chart/hospital/hosp number/no/num/nr/nbr | chart id | health/clinical record number/no/num/id"),
        .init(
            .medicalRecord,
            "nhs/chi number/no/num/id | nhsno | nhsnum | mr number/no/num | unit record number/no | enterprise id"),
        .init(
            .medicalRecord,
            "encounter number/no/num/csn | csn | hospital record/chart | empi | patient chart/record number/no"),
        .init(.medicalRecord, "med/medical file number/no/num | mrno | mrnum | medical number/no/num"),

        .init(
            .healthPlan,
            "insurance/insur/ins/policy/pol/insurer number/no/num/id/nbr/identifier | policyholder | policy holder"),
        .init(
            .healthPlan,
            "health/hlth plan/card/insurance number/no/num/id/nbr/identifier/beneficiary | health insurance/card"),
        .init(
            .healthPlan,
            "beneficiary/bene/benef/medicare/medicaid/mcare/mcaid/subscriber/enrollee/insured/payer number/no/num/id/nbr/identifier"
        ),
        .init(
            .healthPlan,
            "member number/no/num/identifier | plan member/beneficiary/number/no/num/id | hicn | hicno | hcn | ohip"),
        .init(.healthPlan, "tricare/champus id/number/no | insurance policy/member | insno | insid | health card"),
        .init(.healthPlan, .unlessCells, "member id | mbi | hic | health plan"),

        .init(
            .account, "account/acct/accnt/acc number/no/num/nbr/nr/id | acctno | acctnum | accountno | accountnumber"),
        .init(
            .account,
            "bank account/acct/routing/number/details | routing number/no/num | iban | credit/debit/payment card/cc | creditcard"
        ),
        .init(
            .account,
            "card number/no/num | ccnum | cc number/num/no | billing number/no/account/id | fin account | swift/bic code | sort code"
        ),
        .init(.account, "patient/pt/hospital/financial account/acct | har number/id | pan number/no"),
        .init(.account, .unlessCells, "account | acct | bic"),

        .init(
            .licence,
            "license/licence/lic/lcns/certificate/cert/certification number/no/num/nbr/id | driver/drivers/driving/medical/nursing license/licence/lic"
        ),
        .init(
            .licence,
            "driver/drivers id/lic | dl number/no/num | passport | passports | passportno | visa/permit number/no"),
        .init(
            .licence,
            "dea number/no/num/nbr/id/reg/registration | npi | upin | gmc/nmc license/licence/number/no | professional license/licence"
        ),
        .init(
            .licence,
            "birth/death/marriage certificate | green card | provider/physician npi | national provider | deano | licenseno"
        ),
        .init(.licence, .unlessCells, "license | licence | lic | dea"),

        .init(
            .vehicle,
            "license/licence/lic/number/vehicle/veh/car plate/plates/tag | plate number/no/num/nbr | vehicle/veh vin"),
        .init(
            .vehicle,
            "vehicle/veh/car/auto id/identification/identifier/number/no/num/registration/reg/serial/license/licence"),
        .init(
            .vehicle,
            "vin number/no/num | vinno | vinnum | licenseplate | reg plate | chassis number/no/num | numberplate"),
        .init(.vehicle, .unlessCells, "vin"),
        .init(
            .device,
            "device/implant/implanted/pump/stimulator/equipment/pacemaker/icd/lead/generator/electrode/machine/scs/ipg serial/sn/identifier/number/no/num"
        ),
        .init(
            .device,
            "device/implant/pump/stimulator/dev id/udi | serialno | serialnumber | sernum | udi number/code/di/pi"),
        .init(
            .device,
            "imei | imsi | meid | iccid | udid | mac addr/address/adr/id | macaddress | idfa | device mac/serial"),
        .init(.device, "unique device | advertising/phone/handset id | android id"),

        .init(.device, .unlessCells, "serial/ser number/no/num/nbr | udi | serial"),

        .init(
            .url,
            "url | urls | uri | website | websites | web site/page/address/addr/url/link | webpage | homepage | home page"
        ),
        .init(.url, "facebook | linkedin | instagram | twitter | personal/profile site/page/link/url | www"),
        .init(
            .internetAddress,
            "ip/ipv address/addr/adr/adress/number/no | ipaddress | ipaddr | ipadr | internet protocol/address"),
        .init(
            .internetAddress, "client/user/host/remote/login/respondent/source/src/last/device/server/computer ip | ipv"
        ),
        .init(
            .biometric,
            "finger/thumb/palm/hand/voice print/prints/scan | fingerprint | fingerprints | thumbprint | palmprint | voiceprint"
        ),
        .init(
            .biometric,
            "retina/retinal/iris scan/image/pattern/print/code | iriscode | biometric | biometrics | face/facial scan/recognition/template"
        ),
        .init(.biometric, "faceid | face id | voice recording/sample | voiceprints | gait signature"),
        .init(
            .photograph,
            "photo | photos | photograph | photographs | facial/face image/images/photo/pic/picture | full face | headshot | head shot"
        ),
        .init(.photograph, "patient/pt/profile/id/subject image/picture/pic/photo | selfie | mugshot | portrait"),
        .init(.photograph, .unlessCells, "picture | pictures | pic"),

        .init(
            .otherNumber,
            "national/citizen/citizenship/resident/residency/identity/personal/military/voter/tribal/alien id/number/no/num/identifier"
        ),
        .init(
            .otherNumber,
            "id/identity/identification card/document | id/identity/identification card number/no/num | nationalid | nat id | employee/emp/student/pupil id/number/no/num"
        ),
        .init(
            .otherNumber,
            "user name/login | username | login name/id | login | screen name | badge/payroll id/number/no | govt/government id"
        ),
        .init(.otherNumber, "inmate/prisoner/booking id/number/no | birth registration number/no"),
    ]
}
