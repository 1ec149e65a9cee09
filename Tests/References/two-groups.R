# Reference numbers for FisherExactTest, ProportionDifference, MantelHaenszel, the mid-p tests, the Jeffreys interval and
# TestFamily: writes two-groups.json. Tables are c(first with, first without, second with, second without).
suppressMessages({library(metafor); library(jsonlite)})
matrix_of <- function(t) matrix(t, 2, byrow = TRUE)
# Fisher's mid-p by listing all tables: half the probability of those as likely as the one observed.
tails <- function(p, observed, index) {
  same <- abs(p / p[observed] - 1) < 1e-7
  c(two_sided = sum(p[p < p[observed] & !same]) + sum(p[same]) / 2, less = sum(p[index < index[observed]]) + p[observed] / 2,
    greater = sum(p[index > index[observed]]) + p[observed] / 2)
}
fisher <- function(t) {
  m <- matrix_of(t)
  support <- max(0, t[1] + t[2] - (t[2] + t[4])):min(t[1] + t[2], t[1] + t[3])
  p <- dhyper(support, t[1] + t[3], t[2] + t[4], t[1] + t[2])
  side <- function(a) fisher.test(m, alternative = a)$p.value
  list(table = t, two_sided = side("two.sided"), less = side("less"), greater = side("greater"),
       mid = as.list(tails(p, which(support == t[1]), support)))
}
tables <- list(c(3, 1, 1, 3), c(0, 5, 4, 1), c(10, 2, 3, 15), c(7, 93, 18, 82), c(0, 10, 0, 12), c(5, 0, 7, 0), c(250, 750, 300, 700),
               c(1, 9, 11, 3), c(2000, 8000, 2150, 7850), c(6, 6, 6, 6), c(12, 4, 0, 0))
binomial <- function(x, n, claim) {
  p <- dbinom(0:n, n, claim)
  c(list(successes = x, trials = n, claim = claim), as.list(tails(p, x + 1, 0:n)))
}
counts <- list(c(0, 10), c(10, 10), c(1, 29), c(15, 148), c(81, 263), c(1, 1), c(500000, 1000000))
jeffreys <- function(c) list(successes = c[1], trials = c[2],
  interval = c(if (c[1] == 0) 0 else qbeta(0.025, c[1] + 0.5, c[2] - c[1] + 0.5),
               if (c[1] == c[2]) 1 else qbeta(0.025, c[1] + 0.5, c[2] - c[1] + 0.5, lower.tail = FALSE)))
strata <- function(name, tables) {
  cells <- do.call(rbind, tables)
  arr <- array(t(cells[, c(1, 3, 2, 4)]), c(2, 2, nrow(cells)))
  ratio <- rma.mh(ai = cells[, 1], bi = cells[, 2], ci = cells[, 3], di = cells[, 4], measure = "OR", correct = FALSE, digits = 12,
                  add = 0, drop00 = FALSE)
  difference <- rma.mh(ai = cells[, 1], bi = cells[, 2], ci = cells[, 3], di = cells[, 4], measure = "RD", add = 0, drop00 = FALSE)
  list(name = name, tables = tables, odds_ratio = exp(as.numeric(ratio$beta)), log_standard_error = ratio$se,
       odds_interval = as.numeric(mantelhaen.test(arr, correct = FALSE)$conf.int),
       chi_square = as.numeric(mantelhaen.test(arr, correct = FALSE)$statistic), chi_square_p = mantelhaen.test(arr, correct = FALSE)$p.value,
       corrected = as.numeric(mantelhaen.test(arr, correct = TRUE)$statistic),
       breslow_day = ratio$BD, tarone = ratio$TA, tarone_p = ratio$TAp,
       risk_difference = as.numeric(difference$beta), risk_standard_error = difference$se)
}
berkeley <- lapply(1:6, function(k) as.numeric(c(UCBAdmissions["Admitted", "Male", k], UCBAdmissions["Rejected", "Male", k],
                                                 UCBAdmissions["Admitted", "Female", k], UCBAdmissions["Rejected", "Female", k])))
sparse <- list(c(1, 0, 0, 1), c(0, 1, 1, 0), c(1, 1, 0, 2), c(2, 1, 1, 3), c(3, 0, 1, 1), c(1, 2, 0, 1))
even <- list(c(5, 5, 5, 6), c(7, 3, 7, 3))
pair <- function(t) {
  rr <- escalc("RR", ai = t[1], bi = t[2], ci = t[3], di = t[4], to = "none")
  or <- escalc("OR", ai = t[1], bi = t[2], ci = t[3], di = t[4], to = "none")
  list(table = t, log_risk_ratio = as.numeric(rr$yi), risk_error = sqrt(as.numeric(rr$vi)), log_odds_ratio = as.numeric(or$yi),
       odds_error = sqrt(as.numeric(or$vi)))
}
families <- list(c(0.01, 0.02, 0.03, 0.04, 0.05), c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
  0.5719, 0.6528, 0.759, 1), c(0.5), c(0.04, 0.04, 0.001, 0.9, 0.04), c(0, 1, 1e-300))
write_json(list(script = "two-groups.R", software = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
                fisher = lapply(tables, fisher),
                mid_binomial = list(binomial(1, 4, 0.5), binomial(0, 10, 0.5), binomial(15, 148, 0.2), binomial(81, 263, 0.3),
                                    binomial(5, 10, 0.5), binomial(3, 3, 0.02), binomial(1, 3, 0.5), binomial(4400, 5000, 0.87)),
                jeffreys = lapply(counts, jeffreys),
                mantel_haenszel = list(strata("berkeley", berkeley), strata("sparse", sparse), strata("even", even)),
                pairs = lapply(list(c(7, 93, 18, 82), c(10, 2, 3, 15)), pair),
                families = lapply(families, function(p) list(raw = I(p), holm = I(p.adjust(p, "holm")), bh = I(p.adjust(p, "BH"))))),
           "two-groups.json", digits = NA, auto_unbox = TRUE)
