# Reference numbers for the models of pain_trend, from lme4: writes trend-models.json. Reads unbalanced.csv, so it runs
# after mixed-models.R. Run in this folder: Rscript trend-models.R
#
# Exposure is day / 30. The age of every seventh person (3, 10, 17 ...) counts as missing; doses of 0 and below 1 as unknown.
suppressMessages({ library(Hmisc); library(jsonlite) })
source("lme4-optimum.R")

rows <- read.csv("unbalanced.csv")
rows$x <- rows$day / 30
rows$mean_x <- ave(rows$x, rows$group)
rows$deviation <- rows$x - rows$mean_x
rows$square <- (rows$x - mean(rows$x))^2
rows$age[rows$group %% 7 == 3] <- NA
rows$log_dose <- ifelse(rows$dose < 1, NA, log2(rows$dose))

knots <- quantile(rows$x, c(0.05, 0.35, 0.65, 0.95), names = FALSE)
basis <- rcspline.eval(rows$x, knots = knots, inclx = TRUE, norm = 2)
rows$s2 <- basis[, 2]
rows$s3 <- basis[, 3]
# Mean derivative of each column of the basis, by differentiating its formula.
slopes <- function(x) {
  unit <- (knots[4] - knots[1])^2
  square <- function(u) 3 * pmax(u, 0)^2
  sapply(1:2, function(j) {
    (square(x - knots[j]) - square(x - knots[3]) * (knots[4] - knots[j]) / (knots[4] - knots[3]) +
       square(x - knots[4]) * (knots[3] - knots[j]) / (knots[4] - knots[3])) / unit
  })
}

combination <- function(model, weights) {
  c(value = sum(weights * fixef(model)), se = sqrt(as.numeric(t(weights) %*% as.matrix(vcov(model)) %*% weights)))
}
wald <- function(model, positions) {
  b <- fixef(model)[positions]
  as.numeric(t(b) %*% solve(as.matrix(vcov(model))[positions, positions], b))
}
numbers <- function(name, model, quantities, tests = list()) {
  list(model = name, observations = nobs(model), people = ngrps(model)[[1]], log_likelihood = as.numeric(logLik(model)),
       sd_residual = sigma(model),
       quantities = lapply(names(quantities), function(quantity) {
         estimate <- combination(model, quantities[[quantity]])
         list(name = quantity, value = estimate[["value"]], se = estimate[["se"]])
       }),
       tests = lapply(names(tests), function(test) list(name = test, statistic = wald(model, tests[[test]]))))
}

complete <- rows[!is.na(rows$age), ]
dosed <- rows[!is.na(rows$log_dose), ]
models <- list(
  numbers("unadjusted", lme4_optimum(score ~ x + (x | group), rows)$model, list(intercept = c(1, 0), slope = c(0, 1))),
  numbers("within_between", lme4_optimum(score ~ deviation + mean_x + (deviation | group), rows)$model,
          list(`slope within` = c(0, 1, 0), `slope between` = c(0, 0, 1), `slope between_minus_within` = c(0, -1, 1))),
  numbers("adjusted", lme4_optimum(score ~ x + age + female + (x | group), complete)$model,
          list(slope = c(0, 1, 0, 0), `coefficient age` = c(0, 0, 1, 0), `coefficient sex: female against male` = c(0, 0, 0, 1))),
  numbers("quadratic", lme4_optimum(score ~ x + square + (x | group), rows)$model,
          list(`slope average` = c(0, 1, 0), curvature = c(0, 0, 1)), list(wald_slope_is_constant = 3)),
  numbers("spline", lme4_optimum(score ~ x + s2 + s3 + (x | group), rows)$model,
          list(`slope average` = c(0, 1, colMeans(slopes(rows$x)))), list(wald_slope_is_constant = 3:4)),
  numbers("log_mme", lme4_optimum(score ~ x + log_dose + (x | group), dosed)$model,
          list(slope = c(0, 1, 0), dose_doubling = c(0, 0, 1))),
  numbers("duration_by_dose", lme4_optimum(score ~ x + log_dose + I(x * log_dose) + (x | group), dosed)$model,
          list(`slope at_mean_log_dose` = c(0, 1, 0, mean(dosed$log_dose)), interaction = c(0, 0, 0, 1)),
          list(wald_interaction_is_zero = 4)))

versions <- list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
                 Hmisc = as.character(packageVersion("Hmisc")))
write(toJSON(list(versions = versions, models = models), auto_unbox = TRUE, digits = NA, pretty = TRUE), "trend-models.json")
