# Reference numbers for EValue, RegressionToTheMean, DropoutByLastSeverity and BaselineStrata: writes
# alternative-explanations.json and feedback.csv, a study simulated with a fixed seed in which pain and dose answer to each
# other and people in pain leave. Run in this folder: Rscript alternative-explanations.R
#
# Regressions are lm and glm with clubSandwich's CR1 and sandwich's vcovCL. What R has no package for here is written from its
# definition by another way than the estimator's: expected regression to the mean by numerical integration.
suppressMessages({ library(clubSandwich); library(sandwich); library(jsonlite) })
set.seed(20261123)
planned <- 10
study <- do.call(rbind, lapply(0:89, function(person) {
  level <- rnorm(1, 5, 1.5); habit <- rnorm(1, 60, 25); slope <- rnorm(1, 0.006, 0.004)
  pain <- dose <- numeric(planned); day <- 30 * (seq_len(planned) - 1) + sample(-5:5, planned, TRUE)
  for (visit in seq_len(planned)) {
    before <- if (visit > 1) c(pain[visit - 1], dose[visit - 1]) else c(level, habit)
    pain[visit] <- level + slope * day[visit] - 0.01 * (before[2] - habit) + rnorm(1)
    dose[visit] <- habit + 6 * (before[1] - level) + rnorm(1, 0, 8)
  }
  hazard <- plogis(-4.4 + 0.3 * pain[-planned])
  last <- min(which(c(runif(planned - 1) < hazard, TRUE)))
  seen <- seq_len(last)[c(TRUE, runif(last - 1) > 0.08)[seq_len(last)]]
  data.frame(group = person, day = day[seen], pain = round(pain[seen], 2), dose = round(dose[seen], 1),
             baseline = round(pain[1]), left = as.numeric(last < planned), visit = seen)
}))
study$pain[runif(nrow(study)) < 0.04] <- NaN
study$dose[runif(nrow(study)) < 0.04] <- NaN
study$baseline[study$group %in% c(7, 31)] <- NaN
# Visits after which a person could leave: pain known, not the last planned one; left after the last of them that is there.
study$at_risk <- as.numeric(!is.na(study$pain) & study$visit < planned)
study$leaves <- 0
for (person in unique(study$group[study$left == 1])) {
  rows <- which(study$group == person & study$at_risk == 1)
  if (length(rows)) study$leaves[max(rows)] <- 1
}
study$visit <- NULL
write.csv(study, "feedback.csv", row.names = FALSE, quote = FALSE, na = "nan")
study <- read.csv("feedback.csv")

line <- function(frame, formula) {
  model <- lm(formula, frame)
  v <- vcovCR(model, cluster = frame$group, type = "CR1")
  list(value = coef(model), covariance = as.matrix(v), model = model)
}
as_estimate <- function(value, variance) list(value = unbox(value), standard_error = unbox(sqrt(variance)))

# E-value: RR + sqrt(RR (RR - 1)).
e_value <- function(ratio) { ratio <- pmax(ratio, 1 / ratio); ratio + sqrt(ratio * (ratio - 1)) }
ratios <- c(0.05, 0.3, 0.5, 0.8, 0.999, 1, 1.001, 1.2, 1.8, 3.9, 8.7, 1000)
e_values <- list(ratios = ratios, values = e_value(ratios))

# Regression to the mean from its definition: E(baseline | chosen) and E(own mean | chosen), by integration over the baseline.
regression_to_the_mean <- function(mean, between, within, cut, above, m) {
  s <- sqrt(between + within / m)
  range <- if (above) c(cut, mean + 40 * s) else c(mean - 40 * s, cut)
  integral <- function(f) integrate(function(x) f(x) * dnorm(x, mean, s), range[1], range[2], rel.tol = 1e-13,
                                    subdivisions = 2000)$value
  share <- integral(function(x) 1)
  baseline <- integral(function(x) x - mean) / share
  own <- integral(function(x) between / (between + within / m) * (x - mean)) / share
  list(mean = unbox(mean), between = unbox(between), within = unbox(within), cut_off = unbox(cut), above = unbox(above),
       measurements = unbox(m), baseline = unbox(mean + baseline), follow_up = unbox(mean + own),
       fall = unbox(baseline - own), share = unbox(share))
}
means <- list(
  regression_to_the_mean(60, 0.5 * 225, 0.5 * 225, 40, FALSE, 1), regression_to_the_mean(60, 0.5 * 225, 0.5 * 225, 40, TRUE, 1),
  regression_to_the_mean(5, 2.2, 1.3, 6.5, TRUE, 1), regression_to_the_mean(5, 2.2, 1.3, 6.5, TRUE, 3),
  regression_to_the_mean(5, 2.2, 1.3, 3, FALSE, 2), regression_to_the_mean(0, 0.3, 0.7, -1, TRUE, 1),
  regression_to_the_mean(0, 0.3, 0.7, 5.5, TRUE, 1))
# The mean of a standard normal variable beyond z, by R's logarithms, which do not underflow.
z <- c(-40, -8, -1, 0, 3, 5.999, 6.001, 7, 10, 35, 40, 1000)
mean_beyond <- list(z = z, values = exp(dnorm(z, log = TRUE) - pnorm(z, lower.tail = FALSE, log.p = TRUE)))

# Dropout by last pain.
frame <- study[study$at_risk == 1, ]
model <- glm(leaves ~ pain, binomial, frame, control = list(epsilon = 1e-14))
v <- vcovCL(model, cluster = frame$group)
dropout <- list(coefficients = unname(coef(model)), covariance = unname(v), log_likelihood = unbox(as.numeric(logLik(model))),
                visits = unbox(nrow(frame)), events = unbox(sum(frame$leaves)), people = unbox(length(unique(frame$group))),
                p_value = unbox(2 * pnorm(-abs(coef(model)[2] / sqrt(v[2, 2])))),
                hazard_at_seven = unbox(unname(predict(model, data.frame(pain = 7), type = "response"))))

# Baseline strata: the first visit, which is the baseline, is no row of the regression.
strata <- function(cuts) {
  frame <- study[!is.na(study$pain) & !is.na(study$baseline) & study$day > 15, ]
  people <- frame[!duplicated(frame$group), ]
  if (is.null(cuts)) cuts <- unname(quantile(people$baseline, 1:3 / 4, type = 7))
  frame$stratum <- cut(frame$baseline, c(-Inf, cuts, Inf))
  fits <- lapply(split(frame, frame$stratum), line, formula = pain ~ day)
  b <- sapply(fits, function(fit) fit$value[2]); variance <- sapply(fits, function(fit) fit$covariance[2, 2])
  common <- sum(b / variance) / sum(1 / variance); q <- sum((b - common)^2 / variance)
  # The same as a Wald test.
  l <- cbind(1, -diag(length(b) - 1))
  wald <- drop(t(l %*% b) %*% solve(l %*% diag(variance) %*% t(l)) %*% (l %*% b))
  stopifnot(abs(q / wald - 1) < 1e-10)
  list(cuts = cuts, people = sapply(split(people$baseline, cut(people$baseline, c(-Inf, cuts, Inf))), length, USE.NAMES = FALSE),
       slopes = unname(b), standard_errors = unname(sqrt(variance)), common = as_estimate(common, 1 / sum(1 / variance)),
       q = unbox(q), p_value = unbox(pchisq(q, length(b) - 1, lower.tail = FALSE)))
}
baseline <- list(quartiles = strata(NULL), at = strata(c(3, 6)))

version <- function(package) unbox(as.character(packageVersion(package)))
write_json(list(script = unbox("alternative-explanations.R"),
                software = list(R = unbox(R.version.string), clubSandwich = version("clubSandwich"), sandwich = version("sandwich")),
                e_values = e_values, regression_to_the_mean = means, mean_beyond = mean_beyond, dropout = dropout,
                baseline_strata = baseline),
           "alternative-explanations.json", digits = NA, pretty = TRUE, null = "null")
