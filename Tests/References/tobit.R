# Reference numbers for TobitRegression from survival::survreg on visits.csv: writes tobit.json. Right-censored at 70, left-censored
# at 12.
suppressMessages({library(survival); library(jsonlite)})
visits <- read.csv("visits.csv")
visits$shifted <- visits$day - 1e6
exact <- survreg.control(rel.tolerance = 1e-14, maxiter = 100)
# Surv's interval2: NA is an open end.
both <- with(visits, Surv(ifelse(limit == -1, NA, seconds), ifelse(limit == 1, NA, seconds), type = "interval2"))
right <- with(visits, Surv(seconds, limit != 1))
one <- function(response, formula, predictors, left) {
  formula <- update(formula, y ~ .)
  visits$y <- response
  plain <- survreg(formula, data = visits, dist = "gaussian", control = exact)
  robust <- survreg(formula, data = visits, dist = "gaussian", control = exact, cluster = cluster, robust = TRUE)
  list(predictors = I(predictors), is_left_censored = left, estimates = as.numeric(c(coef(plain), log(plain$scale))),
       standard_errors = as.numeric(sqrt(diag(vcov(plain)))), cr0 = as.numeric(sqrt(diag(vcov(robust)))),
       log_likelihood = plain$loglik[2], covariance_of_first_and_last = vcov(plain)[1, ncol(vcov(plain))])
}
fits <- list(one(both, ~ months + dose + female, c("months", "dose", "female"), TRUE),
             one(right, ~ months + dose + female, c("months", "dose", "female"), FALSE),
             one(both, ~ shifted, "shifted", TRUE), one(right, ~ 1, character(0), FALSE))
# Tobin's (1958) data: durable goods bought, 0 where none.
tobin <- survival::tobin
example <- survreg(Surv(durable, durable > 0, type = "left") ~ age + quant, data = tobin, dist = "gaussian", control = exact)
write_json(list(script = "tobit.R", software = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
                fits = fits,
                tobin = list(durable = tobin$durable, age = tobin$age, quant = tobin$quant,
                             estimates = as.numeric(c(coef(example), log(example$scale))),
                             standard_errors = as.numeric(sqrt(diag(vcov(example)))), log_likelihood = example$loglik[2])),
           "tobit.json", digits = NA, auto_unbox = TRUE)
