import Testing

@testable import Ingest

@Suite struct IdentifierGuardTests {
    @Test(arguments: [
        ("SSN", IdentifierClass.socialSecurity), ("patientName", .name), ("First Name", .name), ("name", .name),
        ("e-mail", .email), ("email_address", .email), ("home_address", .smallArea), ("zip", .smallArea),
        ("ZipCode", .smallArea), ("DOB", .date), ("date_of_birth", .date), ("Phone Number", .telephone),
        ("phone", .telephone), ("home_phone", .telephone),
        ("fax", .fax), ("MRN", .medicalRecord), ("medical record no", .medicalRecord), ("insurance_id", .healthPlan),
        ("account_number", .account), ("drivers_license", .licence), ("license_plate", .vehicle), ("VIN", .vehicle),
        ("device_serial", .device), ("homepage", .url), ("ip_address", .internetAddress),
        ("fingerprint", .biometric), ("photo", .photograph),
    ])
    func knowsIdentifiersByName(_ name: String, _ identifier: IdentifierClass) {
        #expect(IdentifierNames.verdict(onName: name)?.identifier == identifier)
    }

    @Test(arguments: [
        "who", "patient", "patient_id", "id", "day", "drug_name", "site_name", "instrument", "score", "zip3", "vip",
        "street_drug_use", "phone_visit", "age", "is_male", "visit_date", "description", "recipe", "telehealth",
        "shipment",
        "mobility",
        "state", "ip", "dose_mg", "is_in_hospital", "education", "race", "project",
    ])
    func leavesOtherNamesAlone(_ name: String) {
        #expect(IdentifierNames.verdict(onName: name) == nil)
    }

    @Test(arguments: [
        ("123-45-6789", IdentifierClass.socialSecurity), ("a.b@clinic.example.org", .email),
        ("(555) 123-4567", .telephone), ("555-123-4567", .telephone), ("+44 20 7946 0958", .telephone),
        ("1-555-123-4567", .telephone), ("https://x.org/p/1", .url), ("www.x.org", .url),
        ("192.168.0.1", .internetAddress),
        ("fe80::1ff:fe23:4567:890a", .internetAddress), ("2015-01-31", .date), ("2015-01-31 10:00", .date),
        ("1/31/2015", .date), ("31.01.2015", .date), ("2015/01/31", .date), ("31-Jan-2015", .date),
        ("January 31, 2015", .date), ("12345-6789", .smallArea), ("12 Main Street", .smallArea),
        ("Mr. John Smith", .name),
        ("MRN0012345", .medicalRecord), ("MRN: 12345", .medicalRecord), ("00:1b:44:11:3a:b7", .device),
        ("1M8GDM9AXKP042788", .vehicle),
        ("10JUN2013", .date), ("5jun2013:08:30:00", .date), ("2013Jun10", .date), ("2013JUN5", .date),
        ("June 10, 2013", .date),
        ("Jun. 10, 2013 2:30 PM", .date), ("10. Juni 2013", .date), ("3. März 2013", .date), ("10 June 2013", .date),
        ("1. Dezember 2013 08:30", .date), ("20130610T083000", .date), ("20130610 08:30", .date),
        ("2015-01-31T10:00:00Z", .date), ("1/31/2015 10:30", .date),
    ])
    func knowsIdentifiersByShape(_ text: String, _ identifier: IdentifierClass) {
        #expect(IdentifierPattern.identifier(in: text) == identifier)
    }

    @Test(arguments: [
        "P000123", "17", "CTN-0030", "001-0034", "1001-01", "Very mild to Moderate Pain", "Outpatient BUP + EMM",
        "12:30",
        "12:30:15", "5551234567", "1.5.2", "3/4", "HS/GED", "Separated/Divorced/Widowed", "oxycodone 5 mg/325 mg",
        "10-20-30",
        "550e8400-e29b-41d4-a716-446655440000", "1M8GDM9A1KP042788", "2.5", "-12", "S-12-2015", "Site 10",
        "Native American", "20130610", "2013", "10JUX2013", "32JUN2013", "10JUN1813", "JUN2013", "MARS2013X",
        "MAY0012013", "SEP-2013-001",
        "20131310T0830", "April", "morphine 10 mg in June",
    ])
    func leavesOtherCellsAlone(_ text: String) {
        #expect(IdentifierPattern.identifier(in: text) == nil)
    }

    static let pain =
        "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs"

    @Test func refusesAColumnByItsNameWhetherItIsUsedOrNot() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,email\n1,0,5,\n"])
        #expect(
            folder.complaint(Self.pain + "}]\n")
                == "pain.csv line 1, column \"email\": looks like a direct identifier under HIPAA Safe Harbor (e-mail address); "
                + "remove the column from the file, or, if nothing uses it, list it under \"ignore\" beside the file's name; "
                + "if it is no identifier, add \"not_identifiers: [email]\" there"
        )
        #expect(folder.complaint(Self.pain + ", ignore: [email]}]\n") == "no error")
        #expect(
            folder.complaint(Self.pain + ", ignore: [score]}]\n")
                == "study.yaml line 3, column 101: column \"score\" is used, so it cannot be ignored")
    }

    @Test func refusesCellsByTheirShapeAndNeverShowsThem() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,note\n1,0,5,fine\n2,0,5,call 555-1234\n3,0,5,555-123-4567\n"
        ])
        let message = folder.complaint(Self.pain + "}]\n")
        #expect(message.hasPrefix("pain.csv line 4, column \"note\": looks like a direct identifier"))
        #expect(!message.contains("4567"))
        #expect(folder.complaint(Self.pain + ", ignore: note}]\n") == "no error")
        try folder.write("id,day,score\n1,0,5\n123-45-6789,0,5\n", to: "pain.csv")
        #expect(
            folder.complaint(Self.pain + "}]\n").hasPrefix(
                "pain.csv line 3, column \"id\": looks like a direct identifier under HIPAA Safe Harbor (social security number)"
            ))
        try folder.write("id,day,score\n1,0,5\n\"Smith, John\",0,5\n", to: "pain.csv")
        #expect(folder.complaint(Self.pain + "}]\n").contains("(name)"))
    }

    @Test func looksAtEveryUsedWordHoweverFarDown() throws {
        let rows = (0..<20_000).map { "P\($0),\($0 % 300),5\n" }.joined()
        let folder = try StudyFolder(["pain.csv": "id,day,score\n\(rows)x@y.org,0,5\n"])
        #expect(folder.complaint(Self.pain + "}]\n").hasPrefix("pain.csv line 20002, column \"id\""))
    }

    @Test func warnsOfDatesThatNobodyUses() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,seen\n1,0,5,2015-01-31\n"])
        #expect(
            try folder.ingest(Self.pain + "}]\n").warnings == [
                "pain.csv, column \"seen\": seems to hold dates; it is not used, and the file is safer without it"
            ])
    }

    @Test func refusesAgesOver89UnlessTheyAreCapped() throws {
        let folder = try StudyFolder(["p.csv": "id,years\n1,89\n2,90\n"])
        let yaml = "tables: {patients: [{file: p.csv, columns: {patient: id, age: years}}]}\n"
        #expect(
            folder.complaint(yaml)
                == "p.csv line 3, column \"years\": holds ages over 89, a direct identifier under HIPAA Safe Harbor; add "
                + "\"ages: {cap: 89}\" to the study file")
        let result = try folder.ingest(yaml + "ages: {cap: 89}\n")
        #expect(result.cohort.patients.covariate(named: "age")?.values == .numeric([89, 89]))
    }
}
