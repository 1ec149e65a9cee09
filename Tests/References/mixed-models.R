# Reference numbers for LinearMixedModel from lme4: writes mixed-models.json and the data it used.
# Run in this folder: Rscript mixed-models.R
#
# lme4's optimisers stop on changes of the criterion, which leaves its variance parameters right to four to six digits. Here
# they are carried on by Newton steps on derivatives of lme4's own criterion (numDeriv, Richardson extrapolation) until the
# step is below 1e-10, and the model is then built by lme4 at that point. Predictor and response are standardised before
# the fit, for the same reason, and the estimates are carried back to the columns' own units by the formulas in `own_units`.
suppressMessages({ library(lme4); library(numDeriv); library(jsonlite) })

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

# The best of lme4's criterion from where its optimiser stopped.
polish <- function(formula, frame, reml) {
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), calc.derivs = FALSE,
                         check.conv.singular = "ignore")
  first <- suppressMessages(lmer(formula, frame, REML = reml, control = control))
  parts <- lFormula(formula, frame, REML = reml)
  criterion <- do.call(mkLmerDevfun, parts)
  theta <- getME(first, "theta")
  free <- if (length(theta) == 3 && theta[3] < 1e-4) { theta[3] <- 0; 1:2 } else seq_along(theta)
  for (round in 1:20) {
    restricted <- function(part) { full <- theta; full[free] <- part; criterion(full) }
    step <- solve(hessian(restricted, theta[free]), grad(restricted, theta[free]))
    theta[free] <- theta[free] - step
    if (max(abs(step)) < 1e-10) break
  }
  value <- criterion(theta)
  stopifnot(value <= REMLcrit_or_deviance(first) + 1e-8)
  mkMerMod(environment(criterion), list(par = theta, fval = value, feval = 1, conv = 0, message = ""), parts$reTrms,
           parts$fr)
}
REMLcrit_or_deviance <- function(model) as.numeric(-2 * logLik(model))

own_units <- function(data, predictors, slope, reml) {
  frame <- read.csv(paste0(data, ".csv"))
  columns <- unique(c(predictors, slope, "score"))
  center <- sapply(frame[columns], mean); scale <- sapply(frame[columns], sd)
  standard <- frame
  for (column in columns) standard[[column]] <- (frame[[column]] - center[column]) / scale[column]
  fixed <- if (length(predictors)) paste(predictors, collapse = " + ") else "1"
  random <- if (length(slope)) sprintf("(%s | group)", slope) else "(1 | group)"
  model <- polish(as.formula(paste("score ~", fixed, "+", random)), standard, reml)

  p <- length(predictors) + 1
  back <- diag(p) * scale["score"]
  for (j in seq_along(predictors)) {
    back[j + 1, j + 1] <- scale["score"] / scale[predictors[j]]
    back[1, j + 1] <- -scale["score"] * center[predictors[j]] / scale[predictors[j]]
  }
  beta <- back %*% fixef(model); beta[1] <- beta[1] + center["score"]
  covariance <- back %*% as.matrix(vcov(model)) %*% t(back)
  d <- as.matrix(VarCorr(model)$group); attributes(d) <- list(dim = dim(d))
  if (length(slope)) {
    lead <- matrix(c(1, 0, -center[slope] / scale[slope], 1 / scale[slope]), 2) * scale["score"]
    d <- lead %*% d %*% t(lead)
  } else d <- d * scale["score"]^2
  degrees <- nrow(frame) - if (reml) p else 0
  likelihood <- as.numeric(logLik(model)) - degrees * log(scale["score"]) - if (reml) sum(log(scale[predictors])) else 0
  list(data = unbox(data), predictors = I(predictors), slope = if (length(slope)) unbox(slope) else NULL,
       criterion = unbox(if (reml) "reml" else "ml"), observations = unbox(nrow(frame)),
       groups = unbox(length(unique(frame$group))), fixed_effects = as.numeric(beta),
       standard_errors = sqrt(diag(covariance)), covariance = covariance, sd_intercept = unbox(sqrt(d[1, 1])),
       sd_slope = if (length(slope)) unbox(sqrt(d[2, 2])) else NULL,
       correlation = if (length(slope)) unbox(d[1, 2] / sqrt(d[1, 1] * d[2, 2])) else NULL,
       sd_residual = unbox(as.numeric(sigma(model) * scale["score"])), log_likelihood = unbox(as.numeric(likelihood)),
       singular = unbox(isSingular(model)))
}

cases <- list(
  list("sleepstudy", "day", "day", TRUE), list("sleepstudy", "day", "day", FALSE),
  list("sleepstudy", "day", character(), TRUE), list("sleepstudy", character(), "day", FALSE),
  list("unbalanced", "day", "day", TRUE), list("unbalanced", "day", "day", FALSE),
  list("unbalanced", "day", character(), FALSE), list("unbalanced", c("day", "age"), "day", TRUE),
  list("unbalanced", c("day", "age", "female", "dose"), "day", TRUE),
  list("unbalanced", c("age", "dose"), "day", FALSE),
  list("large-days", "day", "day", TRUE), list("large-days", "day", character(), TRUE),
  list("singular", "day", "day", TRUE), list("singular", "day", "day", FALSE))
models <- lapply(cases, function(case) do.call(own_units, case))
write_json(list(script = unbox("mixed-models.R"),
                software = list(R = unbox(R.version.string), lme4 = unbox(as.character(packageVersion("lme4"))),
                                numDeriv = unbox(as.character(packageVersion("numDeriv")))),
                models = models), "mixed-models.json", digits = NA, pretty = TRUE, null = "null")
