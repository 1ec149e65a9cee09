# Reference numbers for RandomEffectsPooling from metafor: writes random-effects.json. metafor's threshold for tau^2 is lowered from
# 1e-5, its bound of 100 on tau^2's interval raised. Its prediction interval with test = "knha" has k - 1 degrees of freedom; the one of k - 2 is the same half width by the ratio of
# the two quantiles.
suppressMessages({ library(metafor); library(jsonlite) })
exact <- list(threshold = 1e-15, maxiter = 100000, stepadj = 0.5)
one <- function(y, error) {
  k <- length(y)
  fit <- rma(y, sei = error, method = "REML", test = "knha", control = exact)
  ordinary <- rma(y, sei = error, method = "REML", control = exact)
  adhoc <- rma(y, sei = error, method = "REML", test = "adhoc", control = exact)
  profile <- confint(fit, control = list(tol = 1e-14, maxiter = 100000, tau2.max = 1e9))$random["tau^2", ]
  half <- function(fit) if (k > 2) with(predict(fit), (pi.ub - pi.lb) / 2) * qt(0.975, k - 2) / qt(0.975, k - 1) else NA
  list(estimates = y, standard_errors = error, tau2 = fit$tau2, value = as.numeric(fit$beta), hartung_knapp_error = fit$se,
       ordinary_error = ordinary$se, at_least_ordinary_error = adhoc$se, interval = c(fit$ci.lb, fit$ci.ub), t = fit$zval, p = fit$pval,
       half_prediction = half(fit), half_prediction_at_least_ordinary = half(adhoc), q = fit$QE, q_p = fit$QEp, share = fit$I2 / 100,
       tau2_interval = as.numeric(profile[c("ci.lb", "ci.ub")]))
}
# The trials of BCG against tuberculosis (Colditz et al. 1994), log risk ratios.
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
set.seed(20260402)
sites <- lapply(c(6, 12, 40), function(k) { error <- runif(k, 0.02, 0.1); list(y = rnorm(k, -0.3, sqrt(error^2 + 0.01)), error = error) })
studies <- c(list(list(y = as.numeric(bcg$yi), error = sqrt(as.numeric(bcg$vi)))), sites,
             list(list(y = c(0.1, 0.9), error = c(0.2, 0.3)),
                  # No variance between, Q in the middle of its distribution; then one study of far more weight.
                  list(y = c(1, 1.3, 0.8, 1.1), error = c(0.2, 0.25, 0.3, 0.2)),
                  list(y = c(1200, 1500, 900, 2000, 1350), error = c(3, 250, 180, 400, 90))))
fits <- lapply(studies, function(study) one(study$y, study$error))
write_json(list(script = "random-effects.R", software = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
                fits = fits), "random-effects.json", digits = NA, auto_unbox = TRUE, na = "null")
