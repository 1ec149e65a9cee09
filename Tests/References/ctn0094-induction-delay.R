# Induction delay in CTN-0094 by the rule of the R package public.ctn0094extra (derived_inductDelay, made by its
# inst/scripts/create_inductDelay_20220308.R): the first day with an amount of study drug above zero, minus the day of the first randomisation (`which` = 1); not known
# of a person who never had a dose. The delay is in days, 0 on the day of randomisation, and negative where the dose came first.
#
# Reads treatment.csv and randomization.csv of the folder that data/studies/README.md describes (or of the first argument), and
# writes ctn0094-induction-delay.json. Without the folder it writes nothing: the data are not part of this repository.
#
# CTN-0030 alone really randomised twice. What the second randomisation would give stands beside, for the test that tells the two
# apart.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "../../../shared/data/ctn0094"
if (!dir.exists(folder)) {
  cat(folder, "is not there; ctn0094-induction-delay.json stays as it is\n")
  quit(status = 0)
}
library(jsonlite)

randomization <- read.csv(file.path(folder, "randomization.csv"), na.strings = c("", "NA"))
treatment <- read.csv(file.path(folder, "treatment.csv"), na.strings = c("", "NA"))

# Each row of the first randomisations with the day of the first row of `doses`, if there is one.
delays_of <- function(randomised, doses) {
  first <- aggregate(when ~ who, doses, min)
  first$when[match(randomised$who, first$who)] - randomised$when
}

first <- randomization[randomization$which == 1, ]
stopifnot(!anyDuplicated(first$who), !anyNA(first$when))
doses <- treatment[!is.na(treatment$amount) & treatment$amount > 0, ]
first$delay <- delays_of(first, doses)

# Quartiles by linear interpolation (type 7).
summary_of <- function(delay) {
  known <- delay[!is.na(delay)]
  quartiles <- unname(quantile(known, c(0.25, 0.5, 0.75), type = 7))
  list(
    randomised = length(delay), started = length(known), never_started = sum(is.na(delay)),
    before_randomisation = sum(known < 0), same_day = sum(known == 0), within_1_day = sum(known <= 1),
    within_7_days = sum(known <= 7), within_14_days = sum(known <= 14), within_28_days = sum(known <= 28),
    minimum = min(known), lower_quartile = quartiles[1], median = quartiles[2], upper_quartile = quartiles[3],
    maximum = max(known), mean = mean(known), sd = sd(known), days_together = sum(known))
}
second <- randomization[randomization$which == 2, ]

result <- list(
  script = "ctn0094-induction-delay.R", software = list(R = R.version.string),
  rule = paste(
    "first day with an amount above zero, minus the day of the first randomisation;",
    "null without a dose (public.ctn0094extra, derived_inductDelay)"),
  overall = summary_of(first$delay),
  by_arm = lapply(split(first$delay, first$treatment), summary_of),
  days_together_from_the_second_randomisation = sum(delays_of(second, doses), na.rm = TRUE))
write_json(result, "ctn0094-induction-delay.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
