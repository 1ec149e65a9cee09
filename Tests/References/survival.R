# Reference numbers for KaplanMeier from survival: writes survival.json.
suppressMessages({ library(survival); library(jsonlite) })
# Freireich et al. (1963), weeks of remission under 6-mercaptopurine and placebo, as in Gehan (1965).
sets <- list(
  "6-MP" = list(time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35),
                event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)),
  placebo = list(time = c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), event = rep(1, 21)),
  lung = list(time = lung$time, event = lung$status - 1),
  # Level at exactly one half between two events, and level at the end.
  level = list(time = c(1, 2, 3, 4), event = c(1, 1, 1, 1)),
  level_to_end = list(time = c(1, 2, 3, 4), event = c(1, 1, 0, 0)),
  none = list(time = c(3, 5, 9), event = c(0, 0, 0)))
numbers <- lapply(sets, function(set) {
  curves <- lapply(c(kaplan_meier_log_log = "log-log", kaplan_meier_log = "log", kaplan_meier_plain = "plain"), function(type) {
    fit <- survfit(Surv(set$time, set$event) ~ 1, conf.type = type)
    half <- quantile(fit, 0.5); quarter <- quantile(fit, 0.25)
    list(day = fit$time, at_risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor, survival = fit$surv,
         standard_error = fit$surv * fit$std.err, lower = fit$lower, upper = fit$upper,
         median = as.numeric(unlist(half)), quartile = as.numeric(unlist(quarter)))
  })
  list(time = set$time, event = set$event, curves = curves)
})
write_json(list(script = unbox("survival.R"), software = list(R = unbox(R.version.string), survival = unbox(as.character(packageVersion("survival")))),
                sets = numbers), "survival.json", digits = NA, na = "null")
