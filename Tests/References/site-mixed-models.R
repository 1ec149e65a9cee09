# Reference numbers for SiteMixedModel from lme4: writes site-mixed-models.json and the two studies it used, simulated with a fixed
# seed. Run in this folder: Rscript site-mixed-models.R
#
# As in mixed-models.R, lme4's optimum is carried on by Newton steps on derivatives of lme4's own criterion (numDeriv), on
# standardised columns, and the estimates are carried back to the columns' own units.
suppressMessages(library(jsonlite))
source("lme4-optimum.R")

# Patients nested in sites of very different size; `sd_site` of the sites' levels.
simulate <- function(seed, sizes, sd_site) {
  set.seed(seed)
  person <- -1
  do.call(rbind, lapply(seq_along(sizes), function(site) {
    level_site <- rnorm(1, 0, sd_site)
    do.call(rbind, lapply(seq_len(sizes[site]), function(index) {
      person <<- person + 1
      visits <- sample(2:9, 1)
      day <- sort(sample(0:365, visits)); age <- sample(20:80, 1)
      level <- rnorm(1, 0, 1.2); slope <- rnorm(1, 0, 0.005)
      score <- 4 + 0.02 * (age - 50) + level_site + level + (0.006 + slope) * day + rnorm(visits, 0, 1)
      # Sites are numbered neither from 0 nor in the order of the persons.
      data.frame(group = person, site = 100 - 7 * site, day, age, score = round(score, 3))
    }))
  }))
}
write.csv(simulate(20261122, c(1, 2, 3, 5, 8, 12, 4, 6, 10, 9), 1.6), "sites.csv", row.names = FALSE, quote = FALSE)
write.csv(simulate(5, rep(6, 8), 0), "sites-alike.csv", row.names = FALSE, quote = FALSE)

own_units <- function(data, predictors, slope, reml) {
  frame <- read.csv(paste0(data, ".csv"))
  columns <- unique(c(predictors, slope, "score"))
  center <- sapply(frame[columns], mean); scale <- sapply(frame[columns], sd)
  standard <- frame
  for (column in columns) standard[[column]] <- (frame[[column]] - center[column]) / scale[column]
  fixed <- if (length(predictors)) paste(predictors, collapse = " + ") else "1"
  random <- sprintf("(%s | group) + (1 | site)", if (length(slope)) slope else "1")
  model <- lme4_optimum(as.formula(paste("score ~", fixed, "+", random)), standard, reml)$model

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
       groups = unbox(length(unique(frame$group))), sites = unbox(length(unique(frame$site))),
       fixed_effects = as.numeric(beta), covariance = covariance,
       sd_site = unbox(as.numeric(attr(VarCorr(model)$site, "stddev") * scale["score"])),
       sd_intercept = unbox(sqrt(d[1, 1])), sd_slope = if (length(slope)) unbox(sqrt(d[2, 2])) else NULL,
       correlation = if (length(slope)) unbox(d[1, 2] / sqrt(d[1, 1] * d[2, 2])) else NULL,
       sd_residual = unbox(as.numeric(sigma(model) * scale["score"])), log_likelihood = unbox(as.numeric(likelihood)),
       site_vanishes = unbox(as.numeric(getME(model, "theta")[length(getME(model, "theta"))]) < 1e-4))
}

cases <- list(
  list("sites", "day", "day", TRUE), list("sites", "day", "day", FALSE), list("sites", "day", character(), TRUE),
  list("sites", c("day", "age"), "day", TRUE), list("sites", c("day", "age"), character(), FALSE),
  list("sites", character(), character(), TRUE),
  list("sites-alike", "day", "day", TRUE), list("sites-alike", "day", character(), FALSE))
models <- lapply(cases, function(case) do.call(own_units, case))
write_json(list(script = unbox("site-mixed-models.R"),
                software = list(R = unbox(R.version.string), lme4 = unbox(as.character(packageVersion("lme4"))),
                                numDeriv = unbox(as.character(packageVersion("numDeriv")))),
                models = models), "site-mixed-models.json", digits = NA, pretty = TRUE, null = "null")
