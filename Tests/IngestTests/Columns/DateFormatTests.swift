import DelimitedText
import Testing

@testable import Ingest

@Suite struct DateFormatTests {
    private func iso(_ text: String, _ format: String) -> Int? {
        DateFormat(format)?.date(in: text, decimalMark: .point)?.dayNumber
    }

    /// 2013-06-10 is day 15866 of 1970's count: `as.integer(as.Date("2013-06-10"))` in R.
    @Test(arguments: [
        ("6/10/2013", "M/D/YYYY"), ("06/10/2013", "M/D/YYYY"), ("6/10/2013 8:30 AM", "M/D/YYYY"),
        ("6/10/2013", "mm/dd/yyyy"),
        ("10.06.2013", "DD.MM.YYYY"), ("10.6.2013", "DD.MM.YYYY"), ("10JUN2013", "DDMONYYYY"),
        ("10jun2013:08:30:00", "DDMONYYYY"),
        ("10-June-2013", "D-MON-YYYY"), ("20130610", "YYYYMMDD"), ("2013-06-10T08:30:00Z", "YYYY-MM-DD"),
        ("2013/06/10", "YYYY/MM/DD"), ("10/06/13", "DD/MM/YY"), ("6/10/2013 8:30", "M/D/YYYY HH:MM"),
        ("41435", "excel"),
        ("41435.354167", "excel"), ("2013Jun10", "YYYYMONDD"), ("June 10, 2013", "MON D, YYYY"),
        ("Jun. 10, 2013 2:30 PM", "MON D, YYYY"), ("10. Juni 2013", "D. MON YYYY"), ("10.Jun.2013", "D.MON.YYYY"),
        ("20130610083015", "YYYYMMDDHHMMSS"), ("201306100830", "YYYYMMDDHHMM"), ("20130610T0830", "YYYYMMDD"),
    ])
    func datesAsProgramsWriteThem(_ text: String, _ format: String) {
        #expect(iso(text, format) == 15866)
    }

    @Test(arguments: [
        ("13/10/2013", "M/D/YYYY"), ("6/10/13", "M/D/YYYY"), ("6/31/2013", "M/D/YYYY"), ("2/29/2013", "M/D/YYYY"),
        ("6/10/20130", "M/D/YYYY"), ("6/10/2013x", "M/D/YYYY"), ("6-10-2013", "M/D/YYYY"), ("2013610", "YYYYMMDD"),
        ("201306100", "YYYYMMDD"), ("10XXX2013", "DDMONYYYY"), ("10JU2013", "DDMONYYYY"), ("", "M/D/YYYY"),
        ("20130610083", "YYYYMMDDHHMM"), ("10. Jux 2013", "D. MON YYYY"), ("2013Jun100", "YYYYMONDD"),
        ("60", "excel"),
        ("0", "excel"), ("-5", "excel"), ("1e300", "excel"), ("2958466", "excel"), ("6/10/2013", "excel"),
    ])
    func whatIsNoDateInAFormat(_ text: String, _ format: String) {
        #expect(iso(text, format) == nil)
    }

    /// Excel's 59 is 1900-02-28 and its 61 is 1900-03-01: there is no day between them.
    @Test func excelsDaysAroundTheOneThatNeverWas() {
        #expect(iso("59.9", "excel") == -25509)
        #expect(iso("61", "excel") == -25508)
        #expect(iso("1", "excel") == -25567)
    }

    @Test(arguments: ["M/D", "DD.MM", "YYYY", "M/D/YYYY/D", "dmy", "%Y-%m-%d", "", "MM/MM/YYYY", "2013-06-10"])
    func whatIsNoFormat(_ format: String) {
        #expect(DateFormat(format) == nil)
    }

    @Test(
        arguments: zip(["Januar", "Mrz", "März", "Mai", "OKT", "Dezember", "sept", "jun"], [1, 3, 3, 5, 10, 12, 9, 6]))
    func monthsInEnglishAndGerman(_ word: String, _ month: Int) {
        #expect(DateFormat.month(named: word) == month)
    }

    @Test(
        arguments: zip(
            ["enero", "ene", "abr", "agosto", "dic", "février", "avr", "mai", "juin", "juil", "août"],
            [1, 1, 4, 8, 12, 2, 4, 5, 6, 7, 8]))
    func monthsInSpanishAndFrench(_ word: String, _ month: Int) {
        #expect(DateFormat.month(named: word) == month)
    }

    /// "jui" begins June and July.
    @Test func aWordThatBeginsTwoMonthsIsNone() {
        #expect(DateFormat.month(named: "jui") == nil)
    }

    @Test func yearsOfTwoDigitsAreReadAsPOSIXDoes() {
        #expect(iso("1/1/68", "M/D/YY") == 35794)  // 2068
        #expect(iso("1/1/69", "M/D/YY") == -365)  // 1969
    }
}
