# Reference numbers for KaplanMeier, TiedTimes, LogRank, RestrictedMean, AalenJohansen, CoxRegression and ProportionalHazardsTest from
# survival and cmprsk: writes survival.json, remission.csv (Freireich et al. 1963), and lung.csv, ovarian.csv, veteran.csv and mgus2.csv,
# columns of survival's data of these names (Loprinzi et al. 1994; Edmonson et al. 1979; Kalbfleisch & Prentice 1980; Kyle et al. 2002).
suppressMessages({ library(survival); library(cmprsk); library(jsonlite) })

# Kaplan-Meier ---------------------------------------------------------------------------------------------------------
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
scales <- c(kaplan_meier_log_log = "log-log", kaplan_meier_log = "log", kaplan_meier_plain = "plain")
curves <- lapply(sets, function(set) {
  response <- Surv(set$time, set$event)
  scaled <- lapply(scales, function(type) {
    fit <- survfit(response ~ 1, conf.type = type)
    half <- quantile(fit, 0.5); quarter <- quantile(fit, 0.25)
    list(day = fit$time, at_risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor, survival = fit$surv,
         standard_error = fit$surv * fit$std.err, lower = fit$lower, upper = fit$upper,
         median = as.numeric(unlist(half)), quartile = as.numeric(unlist(quarter)))
  })
  lower_limits <- lapply(c(peto = "peto", modified = "modified"), function(lower)
    lapply(scales, function(type) survfit(response ~ 1, conf.type = type, conf.lower = lower)$lower))
  list(time = set$time, event = set$event, curves = scaled, lower_limits = lower_limits)
})

# Near ties ------------------------------------------------------------------------------------------------------------
near <- list(c(1, 1 + 1e-8, 1 + 2e-8, 1 + 5e-8, 2), c(100, 100.000001, 100.000003, 1000), c(0, 1e-8, 3e-8, 4e-8), c(5, 5, 5 + 1e-9, 3))
near_ties <- lapply(near, function(time) list(time = time, tied = aeqSurv(Surv(time, rep(1, length(time))))[, 1]))

# Data -----------------------------------------------------------------------------------------------------------------
lung_used <- with(na.omit(lung[c("inst", "time", "status", "age", "sex", "ph.ecog", "wt.loss")]),
  data.frame(time, event = status - 1, age, sex, ecog = ph.ecog, loss = wt.loss, inst, months = ceiling(time / 60),
             weight = 0.5 + (seq_along(time) %% 4) / 2))
ovarian_used <- with(ovarian, data.frame(time = futime, event = fustat, age, residual = resid.ds, rx, ecog = ecog.ps))
veteran_used <- with(veteran, data.frame(time, event = status, trt, karno, diagtime, age, prior, cell = as.integer(celltype),
  small = +(celltype == "smallcell"), adeno = +(celltype == "adeno"), large = +(celltype == "large")))
mgus2_used <- with(mgus2, data.frame(time = ifelse(pstat == 1, ptime, futime), cause = ifelse(pstat == 1, 1, 2 * death)))
studies <- list(lung = lung_used, ovarian = ovarian_used, veteran = veteran_used, mgus2 = mgus2_used)
for (name in names(studies)) write.csv(studies[[name]], paste0(name, ".csv"), row.names = FALSE, quote = FALSE)

# Log-rank -------------------------------------------------------------------------------------------------------------
remission <- data.frame(time = c(sets[["6-MP"]]$time, sets$placebo$time), event = c(sets[["6-MP"]]$event, sets$placebo$event),
                        group = rep(1:2, each = 21))
rank_test <- function(data, time, group, strata = NULL, rho = 0, trend = FALSE) {
  d <- studies[[data]]
  d$response <- Surv(d[[time]], d$event)
  formula <- reformulate(c(group, if (length(strata)) paste0("strata(", strata, ")")), "response")
  fit <- survdiff(formula, d, rho = rho)
  total <- function(x) if (is.matrix(x)) rowSums(x) else x
  # The score test with exact ties is the hypergeometric one.
  trend_statistic <- if (trend) coxph(formula, d, ties = "exact", control = coxph.control(iter.max = 0), init = 0)$score
  list(data = unbox(data), time = unbox(time), group = unbox(group), strata = if (length(strata)) unbox(strata), rho = unbox(rho),
       observed = as.numeric(total(fit$obs)), expected = as.numeric(total(fit$exp)), variance = as.numeric(fit$var),
       statistic = unbox(fit$chisq), p = unbox(pchisq(fit$chisq, nrow(fit$var) - 1, lower.tail = FALSE)),
       trend = if (trend) unbox(trend_statistic))
}
studies$remission <- remission
write.csv(remission, "remission.csv", row.names = FALSE, quote = FALSE)
log_rank <- list(
  rank_test("remission", "time", "group", trend = TRUE), rank_test("remission", "time", "group", rho = 1),
  rank_test("lung", "time", "sex"), rank_test("lung", "time", "sex", rho = 0.5), rank_test("lung", "time", "ecog", trend = TRUE),
  rank_test("lung", "time", "ecog", "sex", trend = TRUE), rank_test("lung", "months", "inst", "sex", rho = 1),
  rank_test("ovarian", "time", "rx"), rank_test("veteran", "time", "cell"), rank_test("veteran", "time", "trt", "cell", trend = TRUE))

# Restricted mean ------------------------------------------------------------------------------------------------------
restricted <- function(data, group, value, horizon) {
  d <- studies[[data]]; d <- d[d[[group]] == value, ]
  table <- summary(survfit(Surv(time, event) ~ 1, d), rmean = horizon)$table
  list(data = unbox(data), group = unbox(group), value = unbox(value), horizon = unbox(horizon),
       mean = unbox(table[["rmean"]]), standard_error = unbox(table[["se(rmean)"]]))
}
restricted_mean <- list(restricted("lung", "sex", 1, 365), restricted("lung", "sex", 2, 365), restricted("lung", "sex", 2, 640.5),
  restricted("remission", "group", 1, 35), restricted("remission", "group", 2, 35), restricted("ovarian", "rx", 1, 1000),
  restricted("veteran", "trt", 1, 500), restricted("veteran", "trt", 1, 59))

# Competing risks ------------------------------------------------------------------------------------------------------
states <- survfit(Surv(time, factor(cause)) ~ 1, mgus2_used)
aalen <- with(mgus2_used, timepoints(cuminc(time, cause), c(12, 60, 120, 240, 360)))
shown <- which(states$time %in% seq(1, 420, 7))
competing <- list(data = unbox("mgus2"), time = states$time[shown], at_risk = states$n.risk[shown, 1], incidence = t(states$pstate[shown, 2:3]),
  standard_error = t(states$std.err[shown, 2:3]), aalen_time = c(12, 60, 120, 240, 360), aalen_incidence = aalen$est,
  aalen_error = sqrt(aalen$var))

# Cox ------------------------------------------------------------------------------------------------------------------
# Nearer the optimum: by default coxph stops when the log likelihood changes by less than a billionth part.
control <- coxph.control(eps = 1e-11, iter.max = 100)
cox <- function(data, time, covariates, ties = "efron", strata = NULL, weights = NULL, cluster = NULL) {
  d <- studies[[data]]
  d$response <- Surv(d[[time]], d$event)
  d$w <- if (length(weights)) d[[weights]] else rep(1, nrow(d))
  d$id <- if (length(cluster)) d[[cluster]] else seq_len(nrow(d))
  formula <- reformulate(c(covariates, if (length(strata)) paste0("strata(", strata, ")")), "response")
  environment(formula) <- environment()
  fit <- suppressWarnings(coxph(formula, d, weights = w, ties = ties, control = control, robust = FALSE, x = TRUE, y = TRUE))
  robust <- suppressWarnings(coxph(formula, d, weights = w, ties = ties, control = control, cluster = id))
  at <- as.data.frame(as.list(colMeans(d[covariates])))
  curve <- if (length(strata)) NULL else survfit(fit, newdata = at, se.fit = FALSE)
  if (length(strata)) {
    at <- at[rep(1, length(unique(d[[strata]]))), , drop = FALSE]; at[[strata]] <- sort(unique(d[[strata]]))
    curve <- survfit(fit, newdata = at, se.fit = FALSE)
  }
  dies <- curve$n.event > 0
  transforms <- c("identity", "log", "km", "rank")
  zph <- sapply(transforms, function(transform) as.numeric(cox.zph(fit, transform, terms = FALSE)$table[, "chisq"]), simplify = FALSE)
  list(data = unbox(data), time = unbox(time), covariates = covariates, ties = unbox(ties), strata = if (length(strata)) unbox(strata),
       weights = if (length(weights)) unbox(weights), cluster = if (length(cluster)) unbox(cluster),
       coefficients = as.numeric(coef(fit)), variance = as.numeric(vcov(fit)), robust_variance = as.numeric(vcov(robust)),
       log_likelihood = fit$loglik, score = unbox(fit$score), wald = unbox(as.numeric(fit$wald.test)),
       robust_wald = unbox(as.numeric(robust$wald.test)), at = as.numeric(at[1, covariates]), hazard_time = curve$time[dies],
       hazard = as.numeric(curve$cumhaz)[dies], proportionality = zph)
}
lung_covariates <- c("age", "sex", "ecog", "loss")
veteran_covariates <- c("trt", "karno", "diagtime", "age", "prior", "small", "adeno", "large")
cox_models <- list(
  cox("lung", "time", lung_covariates), cox("lung", "time", lung_covariates, "breslow"),
  cox("lung", "months", lung_covariates), cox("lung", "months", lung_covariates, "breslow"),
  cox("lung", "months", c("age", "ecog", "loss"), strata = "sex", weights = "weight", cluster = "inst"),
  cox("lung", "months", c("age", "ecog", "loss"), "breslow", strata = "sex", weights = "weight", cluster = "inst"),
  cox("ovarian", "time", c("age", "residual", "rx", "ecog")), cox("veteran", "time", veteran_covariates),
  cox("veteran", "time", veteran_covariates, "breslow"), cox("veteran", "time", c("trt", "karno", "age"), strata = "cell"),
  cox("remission", "time", "group"), cox("remission", "time", "group", "breslow"))

write_json(list(script = unbox("survival.R"),
                software = list(R = unbox(R.version.string), survival = unbox(as.character(packageVersion("survival"))),
                                cmprsk = unbox(as.character(packageVersion("cmprsk")))),
                sets = curves, near_ties = near_ties, log_rank = log_rank, restricted_mean = restricted_mean, competing = competing,
                cox = cox_models), "survival.json", digits = NA, na = "null", null = "null")
