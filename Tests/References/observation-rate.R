# Reference numbers for ObservationRate and WeightedLine: writes observation-rate.json from feedback.csv (alternative-explanations.R).
# Run in this folder: Rscript observation-rate.R
#
# A person is followed from the first visit with a score to day 330 and the last score, whichever is later; the rate of the next
# visit is coxph's with the score seen last, robust errors by person. The line is lm with the inverse rate as weights, the first
# visit's 1, and sandwich's vcovCL (HC0, times G / (G - 1)).
suppressMessages({ library(survival); library(sandwich); library(jsonlite) })
study <- read.csv("feedback.csv")
study <- study[!is.na(study$pain), ]
study$day <- study$day - min(study$day)
intervals <- do.call(rbind, lapply(split(study, study$group), function(person) {
  n <- nrow(person); end <- max(330, person$day[n] + 1)
  data.frame(group = person$group[1], start = person$day, stop = c(person$day[-1], end), value = person$pain,
             event = c(rep(1, n - 1), 0))
}))
control <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)
fit <- function(ties) coxph(Surv(start, stop, event) ~ value, intervals, cluster = group, ties = ties, control = control)
cox <- fit("breslow")
gamma <- unname(coef(cox)); center <- mean(intervals$value[intervals$event == 1])
study$weight <- unlist(lapply(split(study, study$group), function(person)
  c(1, exp(-gamma * (person$pain[-nrow(person)] - center)))))
line <- lm(pain ~ day, study, weights = weight)
v <- vcovCL(line, cluster = study$group, type = "HC0", cadjust = TRUE)
version <- function(package) unbox(as.character(packageVersion(package)))
write_json(list(script = unbox("observation-rate.R"),
                software = list(R = unbox(R.version.string), survival = version("survival"), sandwich = version("sandwich")),
                rate = list(log_rate_ratio = unbox(gamma), robust = unbox(sqrt(vcov(cox)[1, 1])),
                            model = unbox(sqrt(cox$naive.var[1, 1])), events = unbox(sum(intervals$event)),
                            persons = unbox(length(unique(intervals$group))), mean_at_events = unbox(center)),
                line = list(coefficients = unname(coef(line)), standard_errors = unname(sqrt(diag(v))),
                            effective_share = unbox(sum(study$weight)^2 / sum(study$weight^2) / nrow(study)))),
           "observation-rate.json", digits = NA, pretty = TRUE)
