# Reference numbers for CumulativeLink from ordinal::clm, MASS::polr and sandwich::vcovCL on visits.csv: writes cumulative-link.json.
# clm stops at a gradient of 1e-6 by default; here it goes on to 1e-10.
suppressMessages({library(ordinal); library(MASS); library(sandwich); library(jsonlite)})
visits <- read.csv("visits.csv")
exact <- clm.control(gradTol = 1e-10)
links <- c(logit = "logit", probit = "probit", complementary_log_log = "cloglog")
# The day's offset of a million is taken off for R; a threshold is then moved by the coefficient times the offset.
visits$shifted <- visits$day - 1e6
one <- function(link, formula, predictors, levels) {
  visits$y <- factor(pmin(visits$level, levels - 1), ordered = TRUE)
  fit <- clm(formula, data = visits, link = links[[link]], control = exact)
  cr <- function(type, adjust) as.numeric(sqrt(diag(vcovCL(fit, cluster = visits$cluster, type = type, cadjust = adjust))))
  list(link = link, predictors = I(predictors), levels = levels, estimates = as.numeric(coef(fit)),
       standard_errors = as.numeric(sqrt(diag(vcov(fit)))), cr0 = cr("HC0", FALSE), cr1 = cr("HC0", TRUE),
       log_likelihood = as.numeric(logLik(fit)), null_log_likelihood = as.numeric(logLik(update(fit, . ~ 1))),
       covariance_of_first_and_last = vcov(fit)[1, length(coef(fit))],
       probabilities_of_first_row = as.numeric(predict(fit, newdata = visits[1, setdiff(names(visits), "y")], type = "prob")$fit))
}
fits <- list()
for (link in names(links)) {
  fits[[length(fits) + 1]] <- one(link, y ~ months + dose + female, c("months", "dose", "female"), 4)
  fits[[length(fits) + 1]] <- one(link, y ~ months, "months", 3)
}
fits[[length(fits) + 1]] <- one("logit", y ~ shifted, "shifted", 4)
fits[[length(fits) + 1]] <- one("logit", y ~ months + female, c("months", "female"), 2)
# MASS's example: satisfaction of householders (Madsen 1976), weighted counts taken apart into rows.
house <- housing[rep(seq_len(nrow(housing)), housing$Freq), ]
madsen <- polr(Sat ~ Infl + Type + Cont, data = house, Hess = TRUE, control = list(reltol = 1e-15, maxit = 1000))
clm_madsen <- clm(Sat ~ Infl + Type + Cont, data = house, control = exact)
design <- model.matrix(~ Infl + Type + Cont, house)[, -1]
write_json(list(script = "cumulative-link.R",
                software = list(R = R.version.string, ordinal = as.character(packageVersion("ordinal")),
                                MASS = as.character(packageVersion("MASS")), sandwich = as.character(packageVersion("sandwich"))),
                fits = fits,
                housing = list(categories = as.integer(house$Sat) - 1, names = colnames(design), columns = unname(lapply(seq_len(ncol(design)), function(j) design[, j])),
                               polr = as.numeric(c(madsen$zeta, coef(madsen))), clm = as.numeric(coef(clm_madsen)),
                               clm_standard_errors = as.numeric(sqrt(diag(vcov(clm_madsen)))), deviance = deviance(madsen))),
           "cumulative-link.json", digits = NA, auto_unbox = TRUE)
