# Reference numbers for LinearMixedModel from lme4 and lmerTest: fits, Satterthwaite tests, random effects, R2 and profile
# likelihood intervals. Writes mixed-models.json and the data it used; takes about a minute.
# Run in this folder: Rscript mixed-models.R
#
# The optimum is carried on from where lme4 stops (lme4-optimum.R). Predictor and response are standardised before the fit,
# for the same reason, and the estimates are carried back to the columns' own units by the formulas in `own_units`.
suppressMessages({ library(lme4); library(lmerTest); library(numDeriv); library(jsonlite) })
source("lme4-optimum.R")
lmer <- lme4::lmer

data(sleepstudy)
write.csv(data.frame(group = as.integer(sleepstudy$Subject) - 1, day = sleepstudy$Days, score = sleepstudy$Reaction),
          "sleepstudy.csv", row.names = FALSE, quote = FALSE)

set.seed(20260301)
# Unbalanced: 3 to 40 visits a person, covariates of the person and of the visit.
people <- 60
unbalanced <- do.call(rbind, lapply(seq_len(people) - 1, function(person) {
  visits <- sample(3:40, 1)
  age <- sample(20:80, 1); female <- rbinom(1, 1, 0.5)
  level <- rnorm(1, 0, 1.4); slope <- rnorm(1, 0, 0.006)
  day <- sort(sample(0:400, visits)); dose <- round(runif(visits, 0, 200), 1)
  score <- 3.5 + 0.02 * (age - 50) + 0.4 * female + 0.004 * dose + level + (0.008 + slope) * day + rnorm(visits, 0, 1.1)
  data.frame(group = person, day, age, female, dose, score = round(score, 3))
}))
write.csv(unbalanced, "unbalanced.csv", row.names = FALSE, quote = FALSE)

# Day numbers near a million: cancellation unless sums are centred.
large <- do.call(rbind, lapply(0:49, function(person) {
  day <- 1000000 + sort(sample(0:300, sample(4:12, 1)))
  level <- rnorm(1, 0, 1); slope <- rnorm(1, 0, 0.01)
  data.frame(group = person, day, score = round(5 + level + (0.01 + slope) * (day - 1000150) + rnorm(length(day)), 3))
}))
write.csv(large, "large-days.csv", row.names = FALSE, quote = FALSE)

# Singular: the persons do not differ in slope.
singular <- do.call(rbind, lapply(0:29, function(person) {
  day <- 0:5
  data.frame(group = person, day, score = round(4 + rnorm(1, 0, 0.8) + 0.1 * day + rnorm(6), 3))
}))
write.csv(singular, "singular.csv", row.names = FALSE, quote = FALSE)


# Satterthwaite's degrees of freedom as in lmerTest: its class, with its functions of the variance parameters, at the optimum
# above and not where lmer stopped.
with_satterthwaite <- function(polished, reml) {
  model <- as(polished$model, "lmerModLmerTest")
  model@sigma <- sigma(polished$model)
  parameters <- c(getME(polished$model, "theta"), model@sigma)
  model@vcov_beta <- as.matrix(vcov(polished$model))
  h <- eigen(hessian(lmerTest:::devfun_vp, parameters, devfun = polished$criterion, reml = reml), symmetric = TRUE)
  positive <- h$values > 1e-8
  vectors <- h$vectors[, positive, drop = FALSE]
  model@vcov_varpar <- 2 * vectors %*% diag(1 / h$values[positive], nrow = sum(positive)) %*% t(vectors)
  changes <- jacobian(lmerTest:::get_covbeta, parameters, devfun = polished$criterion)
  p <- length(fixef(polished$model))
  model@Jac_list <- lapply(seq_along(parameters), function(k) matrix(changes[, k], p))
  polished$criterion(getME(polished$model, "theta"))
  model
}

own_units <- function(data, predictors, slope, reml, independent = FALSE) {
  frame <- read.csv(paste0(data, ".csv"))
  columns <- unique(c(predictors, slope, "score"))
  center <- sapply(frame[columns], mean); scale <- sapply(frame[columns], sd)
  # Independence of intercept and slope is at the 0 of the slope's column.
  if (independent) center[slope] <- 0
  standard <- frame
  for (column in columns) standard[[column]] <- (frame[[column]] - center[column]) / scale[column]
  fixed <- if (length(predictors)) paste(predictors, collapse = " + ") else "1"
  random <- if (independent) sprintf("(1 | group) + (0 + %s | group)", slope) else
    if (length(slope)) sprintf("(%s | group)", slope) else "(1 | group)"
  polished <- lme4_optimum(as.formula(paste("score ~", fixed, "+", random)), standard, reml)
  model <- polished$model

  p <- length(predictors) + 1
  back <- diag(p) * scale["score"]
  for (j in seq_along(predictors)) {
    back[j + 1, j + 1] <- scale["score"] / scale[predictors[j]]
    back[1, j + 1] <- -scale["score"] * center[predictors[j]] / scale[predictors[j]]
  }
  beta <- back %*% fixef(model); beta[1] <- beta[1] + center["score"]
  covariance <- back %*% as.matrix(vcov(model)) %*% t(back)
  d <- as.matrix(Matrix::bdiag(lapply(VarCorr(model), function(block) matrix(block, nrow(block)))))
  lead <- matrix(scale["score"])
  if (length(slope)) lead <- matrix(c(1, 0, -center[slope] / scale[slope], 1 / scale[slope]), 2) * scale["score"]
  d <- lead %*% d %*% t(lead)
  degrees <- nrow(frame) - if (reml) p else 0
  likelihood <- as.numeric(logLik(model)) - degrees * log(scale["score"]) - if (reml) sum(log(scale[predictors])) else 0

  tested <- with_satterthwaite(polished, reml)
  # The combinations in own units are those of `back` in standardised ones: the mean at twice each predictor's mean, too.
  ahead <- matrix(c(1, 2 * center[predictors]), 1)
  t_tests <- lapply(c(lapply(seq_len(p), function(j) back[j, ]), list(drop(ahead %*% back))), function(weights) {
    test <- contest1D(tested, weights, confint = TRUE)
    list(df = unbox(test$df), t = unbox(test[["t value"]]))
  })
  f_test <- if (p > 2) contestMD(tested, back[-1, , drop = FALSE]) else NULL

  # Random effects, in the order of the groups, with lme4's conditional covariances. Of two terms it gives the variances of
  # each alone, so that the covariances are from the definition there.
  predicted <- ranef(model, condVar = TRUE)$group
  variances <- attr(predicted, "postVar")
  at <- function(g) matrix(variances[, , g], ncol(predicted))
  if (is.list(variances)) {
    loaded <- crossprod(getME(model, "Zt"), getME(model, "Lambda"))
    lambda <- getME(model, "Lambda")
    full <- sigma(model)^2 * lambda %*% solve(crossprod(loaded) + Matrix::Diagonal(ncol(loaded))) %*% t(lambda)
    g <- nrow(predicted)
    at <- function(group) as.matrix(full[c(group, g + group), c(group, g + group)])
    stopifnot(all.equal(at(g)[1, 1], variances[[1]][, , g]), all.equal(at(g)[2, 2], variances[[2]][, , g]))
  }
  effects <- as.matrix(predicted) %*% t(lead)
  conditional <- lapply(seq_len(nrow(predicted)), function(g) lead %*% at(g) %*% t(lead))

  # Nakagawa & Schielzeth (2013) and Johnson (2014), row by row.
  fixed_variance <- var(drop(getME(model, "X") %*% fixef(model))) * scale["score"]^2
  z <- if (length(slope)) cbind(1, frame[[slope]]) else matrix(1, nrow(frame))
  random_variance <- mean(rowSums((z %*% d) * z))
  residual_variance <- (sigma(model) * scale["score"])^2
  total <- fixed_variance + random_variance + residual_variance
  list(data = unbox(data), predictors = I(predictors), slope = if (length(slope)) unbox(slope) else NULL,
       independent = unbox(independent),
       criterion = unbox(if (reml) "reml" else "ml"), observations = unbox(nrow(frame)),
       groups = unbox(length(unique(frame$group))), fixed_effects = as.numeric(beta),
       standard_errors = sqrt(diag(covariance)), covariance = covariance, sd_intercept = unbox(sqrt(d[1, 1])),
       sd_slope = if (length(slope)) unbox(sqrt(d[2, 2])) else NULL,
       correlation = if (length(slope) && !independent) unbox(d[1, 2] / sqrt(d[1, 1] * d[2, 2])) else NULL,
       sd_residual = unbox(as.numeric(sigma(model) * scale["score"])), log_likelihood = unbox(as.numeric(likelihood)),
       singular = unbox(isSingular(model)),
       t_tests = t_tests, ahead = drop(ahead),
       f_test = if (p > 2) list(f = unbox(f_test[["F value"]]), df = unbox(f_test$DenDF)) else NULL,
       random_intercepts = effects[, 1], random_intercept_sds = sqrt(sapply(conditional, function(v) v[1, 1])),
       random_slopes = if (length(slope)) effects[, 2] else NULL,
       random_slope_sds = if (length(slope)) sqrt(sapply(conditional, function(v) v[2, 2])) else NULL,
       random_covariances = if (length(slope)) sapply(conditional, function(v) v[1, 2]) else NULL,
       marginal_r2 = unbox(as.numeric(fixed_variance / total)),
       conditional_r2 = unbox(as.numeric((fixed_variance + random_variance) / total)))
}

# Profile likelihood intervals. lme4's confint reads its ends off a spline through some points of the profile, good to three to
# five digits; here the deviance at a held value is lme4's own, minimised over all else, and the ends are roots of it. Columns
# are scaled but not centred, so that intercepts are at 0.
profile_intervals <- function(data, predictors, slope, independent = FALSE) {
  frame <- read.csv(paste0(data, ".csv"))
  columns <- unique(c(predictors, slope, "score"))
  scale <- sapply(frame[columns], sd)
  for (column in columns) frame[[column]] <- frame[[column]] / scale[column]
  random <- if (independent) sprintf("(1 | group) + (0 + %s | group)", slope) else
    if (length(slope)) sprintf("(%s | group)", slope) else "(1 | group)"
  formula_of <- function(terms) as.formula(paste("score ~ 0 +", paste(c(terms, random), collapse = " + ")))
  frame$constant <- 1
  terms <- c("constant", predictors)
  criterion_of <- function(terms, response) {
    frame$score <- response
    do.call(mkLmerDevfun, lFormula(formula_of(terms), frame, REML = FALSE, control = lmerControl(
      check.conv.singular = "ignore", check.rankX = "ignore")))
  }
  # The least of a function: two optimisers, one after the other, from each start.
  least <- function(f, starts) {
    ends <- lapply(starts, function(start) {
      end <- nlminb(start, f, control = list(rel.tol = 1e-14, x.tol = 1e-12, eval.max = 5000, iter.max = 5000))
      again <- minqa::bobyqa(end$par, f, control = list(rhobeg = 1e-3, rhoend = 1e-10, maxfun = 20000))
      list(par = again$par, value = min(end$objective, again$fval))
    })
    ends[[which.min(sapply(ends, `[[`, "value"))]]
  }
  stopifnot(length(terms) > 1)  # lme4 has no model without fixed effects, so one at least must be left when one is held.
  theta0 <- if (!length(slope)) 1 else if (independent) c(1, 0.3) else c(1, 0, 0.3)
  whole <- criterion_of(terms, frame$score)
  best <- least(whole, list(theta0))
  threshold <- qnorm(0.975)
  crossing <- function(deviance, estimate, reach, bound) {
    excess <- function(x) sqrt(max(0, deviance(x) - best$value)) - threshold
    if (is.finite(bound) && excess(bound) < 0) return(bound)
    far <- estimate + reach
    while (excess(far) < 0) far <- estimate + 2 * (far - estimate)
    if (is.finite(bound) && (far - bound) * reach > 0) far <- bound
    uniroot(excess, sort(c(estimate, far)), tol = 1e-11 * max(1, abs(estimate)))$root
  }

  whole(best$par)
  inside <- environment(whole)
  beta <- inside$pp$beta(1)
  n <- nrow(frame)
  s <- sqrt((inside$resp$wrss() + inside$pp$sqrL(1)) / n)
  errors <- s * sqrt(diag(tcrossprod(inside$pp$RXi())))
  fixed <- lapply(seq_along(terms), function(j) {
    deviance <- function(value) {
      least(criterion_of(terms[-j], frame$score - value * frame[[terms[j]]]), list(best$par))$value
    }
    unit <- scale["score"] / if (j == 1) 1 else scale[terms[j]]
    ends <- sapply(c(-1, 1), function(side) crossing(deviance, beta[j], side * 2 * errors[j], side * Inf))
    list(parameter = unbox(terms[j]), estimate = unbox(as.numeric(beta[j] * unit)),
         lower = unbox(as.numeric(ends[1] * unit)), upper = unbox(as.numeric(ends[2] * unit)))
  })

  # -2 log likelihood at theta and sigma.
  deviance_at <- function(theta, sigma) {
    whole(theta)
    inside$pp$ldL2() + (inside$resp$wrss() + inside$pp$sqrL(1)) / sigma^2 + n * log(2 * pi * sigma^2)
  }
  profiled_at <- function(theta) whole(theta)
  t <- best$par
  a <- abs(t[1]); b <- if (!length(slope)) 0 else if (independent) abs(t[2]) else sqrt(t[2]^2 + t[3]^2)
  r <- if (length(t) == 3) t[2] / b else 0
  starts_of <- function(start) list(start, start * c(1, rep(0.5, length(start) - 1)) + 0.01)
  bounded <- function(f) function(x) { v <- f(x); if (is.finite(v)) v else 1e10 }
  variance <- list(
    sd_intercept = list(estimate = a * s, bound = c(0, Inf), unit = scale["score"], deviance = function(value) least(
      bounded(function(x) {
        sigma <- exp(x[1])
        theta <- value / sigma
        if (length(t) == 3) theta <- c(theta, x[2], abs(x[3])) else if (length(t) == 2) theta <- c(theta, abs(x[2]))
        deviance_at(theta, sigma)
      }), starts_of(c(log(s), t[-1])))$value),
    sd_residual = list(estimate = s, bound = c(NA, Inf), unit = scale["score"], deviance = function(value) least(
      bounded(function(x) {
        theta <- if (length(t) == 3) c(abs(x[1]), x[2], abs(x[3])) else abs(x)
        deviance_at(theta, value)
      }), starts_of(t))$value))
  if (length(slope)) {
    variance$sd_slope <- list(estimate = b * s, bound = c(0, Inf), unit = scale["score"] / scale[slope],
      deviance = function(value) least(bounded(function(x) {
        sigma <- exp(x[1])
        if (length(t) == 2) return(deviance_at(c(abs(x[2]), value / sigma), sigma))
        cosine <- tanh(x[3])
        deviance_at(c(abs(x[2]), value / sigma * c(cosine, sqrt(1 - cosine^2))), sigma)
      }), starts_of(c(log(s), a, if (length(t) == 3) atanh(min(0.95, max(-0.95, r))))))$value)
  }
  # Where intercept or slope hardly varies the correlation is any.
  if (length(t) == 3 && b > 1e-3) {
    variance$correlation <- list(estimate = r, bound = c(-1, 1), unit = 1, deviance = function(value) least(
      bounded(function(x) profiled_at(c(exp(x[1]), exp(x[2]) * c(value, sqrt(1 - value^2))))),
      starts_of(log(c(a, b))))$value)
  }
  random_parts <- lapply(names(variance), function(name) {
    part <- variance[[name]]
    reach <- if (name == "correlation") 0.2 else if (name == "sd_residual") 2 * s / sqrt(2 * n) else 0.2 * max(part$estimate, s / 10)
    ends <- sapply(1:2, function(side) {
      bound <- part$bound[side]
      if (is.na(bound)) bound <- -Inf
      way <- if (side == 1) -reach else reach
      if (side == 1 && name != "correlation") way <- max(way, -0.45 * part$estimate)
      if (is.finite(bound) && abs(part$estimate - bound) < 1e-3) return(bound)
      # Doubling must not go past a bound.
      if (is.finite(bound)) crossing(part$deviance, part$estimate, bound - part$estimate, bound)
      else crossing(part$deviance, part$estimate, way, bound)
    })
    list(parameter = unbox(name), estimate = unbox(as.numeric(part$estimate * part$unit)),
         lower = unbox(as.numeric(ends[1] * part$unit)), upper = unbox(as.numeric(ends[2] * part$unit)))
  })
  cat("profiled", data, predictors, slope, independent, "\n")
  list(data = unbox(data), predictors = I(predictors), slope = if (length(slope)) unbox(slope) else NULL,
       independent = unbox(independent), intervals = c(fixed, random_parts))
}

cases <- list(
  list("sleepstudy", "day", "day", TRUE), list("sleepstudy", "day", "day", FALSE),
  list("sleepstudy", "day", character(), TRUE), list("sleepstudy", character(), "day", FALSE),
  list("unbalanced", "day", "day", TRUE), list("unbalanced", "day", "day", FALSE),
  list("unbalanced", "day", character(), FALSE), list("unbalanced", c("day", "age"), "day", TRUE),
  list("unbalanced", c("day", "age", "female", "dose"), "day", TRUE),
  list("unbalanced", c("age", "dose"), "day", FALSE),
  list("large-days", "day", "day", TRUE), list("large-days", "day", character(), TRUE),
  list("singular", "day", "day", TRUE), list("singular", "day", "day", FALSE),
  list("sleepstudy", "day", "day", TRUE, TRUE), list("sleepstudy", "day", "day", FALSE, TRUE),
  list("unbalanced", c("day", "age"), "day", TRUE, TRUE), list("unbalanced", "age", "day", FALSE, TRUE),
  list("singular", "day", "day", TRUE, TRUE))
models <- lapply(cases, function(case) do.call(own_units, case))

profiled <- list(
  list("sleepstudy", "day", "day"), list("sleepstudy", "day", character()), list("sleepstudy", "day", "day", TRUE),
  list("unbalanced", c("day", "age"), "day"), list("unbalanced", "day", "day", TRUE), list("singular", "day", "day"))
profiles <- lapply(profiled, function(case) do.call(profile_intervals, case))

# lme4's own, for comparison: ends off a spline.
confint_sleepstudy <- suppressMessages(confint(lmer(Reaction ~ Days + (Days | Subject), sleepstudy), quiet = TRUE))

packages <- c("lme4", "lmerTest", "numDeriv", "minqa")
versions <- lapply(packages, function(package) unbox(as.character(packageVersion(package))))
write_json(list(script = unbox("mixed-models.R"),
                software = c(list(R = unbox(R.version.string)), setNames(versions, packages)),
                models = models, profiles = profiles, confint_sleepstudy = unname(confint_sleepstudy)),
           "mixed-models.json", digits = NA, pretty = TRUE, null = "null")
