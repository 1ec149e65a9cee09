# Reference numbers for LogisticRegression, InverseProbabilityWeights and WeightedShare from glm, sandwich and survey on
# visits.csv: writes logistic.json. glm stops at a relative change of 1e-8 by default; here it goes on to 1e-14.
suppressMessages({library(sandwich); library(survey); library(jsonlite)})
visits <- read.csv("visits.csv")
visits$shifted <- visits$day - 1e6
exact <- glm.control(epsilon = 1e-14, maxit = 100)
one <- function(formula, predictors) {
  fit <- glm(formula, binomial, visits, control = exact)
  errors <- function(covariance) I(as.numeric(sqrt(diag(covariance))))
  list(predictors = I(predictors), estimates = I(as.numeric(coef(fit))), standard_errors = errors(vcov(fit)),
       cr0 = errors(vcovCL(fit, cluster = visits$cluster, type = "HC0", cadjust = FALSE)),
       cr1 = errors(vcovCL(fit, cluster = visits$cluster, type = "HC0")),
       log_likelihood = as.numeric(logLik(fit)), null_log_likelihood = -fit$null.deviance / 2,
       first_probability = as.numeric(fitted(fit)[1]))
}
regressions <- list(one(assessed ~ months + female + dose, c("months", "female", "dose")), one(assessed ~ shifted, "shifted"),
                    one(assessed ~ 1, character(0)))
model <- glm(assessed ~ months + female + dose, binomial, visits, control = exact)
difference <- function(x, w) {
  seen <- visits$assessed == 1
  scale <- function(means) (means - mean(x)) / sd(x)
  c(scale(mean(x[seen])), scale(weighted.mean(x[seen], w[seen])))
}
weighted <- function(stabilized, bounds) {
  seen <- visits$assessed == 1
  w <- (if (stabilized) mean(seen) else 1) / fitted(model)
  if (!is.null(bounds)) {
    ends <- quantile(w[seen], bounds)
    w <- pmin(ends[2], pmax(ends[1], w))
  }
  w <- ifelse(seen, w, 0)
  people <- visits[seen, ]
  k <- w[seen]
  people$k <- k
  share <- function(design) {
    estimate <- svymean(~ withdrawn, design)
    interval <- svyciprop(~ withdrawn, design, method = "logit", df = degf(design))
    list(share = as.numeric(coef(estimate)), standard_error = as.numeric(SE(estimate)), interval = as.numeric(attr(interval, "ci")))
  }
  list(is_stabilized = stabilized, truncation = bounds, first_weights = as.numeric(w[1:20]),
       effective = sum(k)^2 / sum(k^2), mean = mean(k), minimum = min(k), maximum = max(k),
       coefficient_of_variation = sqrt(mean((k - mean(k))^2)) / mean(k),
       top = sum(sort(k, decreasing = TRUE)[seq_len(ceiling(length(k) / 100))]) / sum(k),
       balance = unname(lapply(visits[c("months", "female", "dose")], difference, w = w)),
       people = share(svydesign(ids = ~ 1, weights = ~ k, data = people)),
       clustered = share(svydesign(ids = ~ cluster, weights = ~ k, data = people)))
}
write_json(list(script = "logistic.R",
                software = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")),
                                survey = as.character(packageVersion("survey"))),
                regressions = regressions,
                weightings = list(weighted(TRUE, NULL), weighted(FALSE, NULL), weighted(TRUE, c(0.05, 0.9)))),
           "logistic.json", digits = NA, auto_unbox = TRUE, null = "null")
