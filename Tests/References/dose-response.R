# Reference numbers for the models of dose_response, from lme4, lmerTest's degrees of freedom and clubSandwich: writes dose-response.json.
# Reads unbalanced.csv, so it runs after mixed-models.R. Run in this folder: Rscript dose-response.R
#
# Exposure is day / 30; doses below 1 count as unknown, and all models are of the rows with a known dose.
suppressMessages({ library(jsonlite); library(clubSandwich) })
source("lme4-optimum.R")

rows <- read.csv("unbalanced.csv")
rows <- rows[rows$dose >= 1, ]
rows$x <- rows$day / 30
rows$d <- log2(rows$dose)
rows$x_mean <- ave(rows$x, rows$group)
rows$x_dev <- rows$x - rows$x_mean
rows$d_mean <- ave(rows$d, rows$group)
rows$d_dev <- rows$d - rows$d_mean

combination <- function(beta, covariance, weights) {
  c(value = sum(weights * beta), se = sqrt(as.numeric(t(weights) %*% covariance %*% weights)))
}
numbers <- function(name, beta, covariance, quantities) {
  list(model = name, quantities = lapply(names(quantities), function(quantity) {
    estimate <- combination(beta, covariance, quantities[[quantity]])
    list(name = quantity, value = estimate[["value"]], se = estimate[["se"]])
  }))
}
mixed <- function(name, formula, quantities) {
  model <- lme4_optimum(formula, rows)$model
  numbers(name, fixef(model), as.matrix(vcov(model)), quantities)
}

# Percentiles by nearest rank, the mean of the doses within the same 64th of a doubling.
percentile <- function(p) {
  sorted <- sort(rows$d)
  own <- sorted[ceiling(length(sorted) * p)]
  mean(sorted[floor(sorted * 64) == floor(own * 64)])
}
low <- percentile(0.1); median <- percentile(0.5); high <- percentile(0.9)
split <- list(`slope within` = c(0, 1, 0, 0, 0), `slope between` = c(0, 0, 1, 0, 0),
              `slope between_minus_within` = c(0, -1, 1, 0, 0), `dose_doubling within` = c(0, 0, 0, 1, 0),
              `dose_doubling between` = c(0, 0, 0, 0, 1), `dose_doubling between_minus_within` = c(0, 0, 0, -1, 1))
least <- lm(score ~ x_dev + x_mean + d_dev + d_mean, rows)
means <- aggregate(cbind(x, d) ~ group, rows, mean)
output <- list(
  versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
                  clubSandwich = as.character(packageVersion("clubSandwich"))),
  scores = nrow(rows), people = length(unique(rows$group)),
  doses = list(low = 2^low, median = 2^median, high = 2^high),
  correlations = list(over_scores = cor(rows$x, rows$d), within = cor(rows$x_dev, rows$d_dev), between = cor(means$x, means$d)),
  models = list(
    mixed("duration", score ~ x + (x | group), list(slope = c(0, 1))),
    mixed("dose", score ~ d + (d | group), list(dose_doubling = c(0, 1))),
    mixed("both", score ~ x + d + (x | group), list(slope = c(0, 1, 0), dose_doubling = c(0, 0, 1))),
    mixed("product", score ~ x + d + I(x * d) + (x | group),
          list(`slope low` = c(0, 1, 0, low), `slope median` = c(0, 1, 0, median), `slope high` = c(0, 1, 0, high),
               `dose_doubling at_mean_exposure` = c(0, 0, 1, mean(rows$x)), interaction = c(0, 0, 0, 1))),
    mixed("within_between", score ~ x_dev + x_mean + d_dev + d_mean + (x_dev | group), split),
    numbers("within_between_robust", coef(least), as.matrix(vcovCR(least, cluster = rows$group, type = "CR2")), split)))
write_json(output, "dose-response.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
