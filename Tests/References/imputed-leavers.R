# Reference numbers for ImputedLeavers and PooledEstimate: writes imputed-leavers.json. Run in this folder after mixed-models.R, whose
# sleepstudy.csv it reads.
#
# No package imputes by these rules with random slopes, so that the algorithm is written again here, in matrices: lme4 fits, MASS draws,
# mice pools. Numbers of two sets of random draws agree within Monte Carlo error, which is written beside them.
suppressMessages({ library(jsonlite); library(lme4); library(MASS); library(mice) })
set.seed(20261201)
frame <- read.csv("sleepstudy.csv")
# Every third person leaves after day 4; people of even number are the reference.
frame$left <- frame$group %% 3 == 0
frame$reference <- as.numeric(frame$group %% 2 == 0)
frame$seen <- !frame$left | frame$day <= 4
last <- 4
seen <- frame[frame$seen, ]
control <- lmerControl(calc.derivs = FALSE, optCtrl = list(rhoend = 1e-9), check.conv.singular = "ignore")
fit <- function(formula) lmer(formula, seen, REML = TRUE, control = control)
models <- list(alone = fit(score ~ day + (day | group)), set = fit(score ~ day * reference + (day | group)))
complete <- lmer(score ~ day + (day | group), frame, REML = TRUE, control = control)

impute <- function(course, set) {
  model <- models[[if (set) "set" else "alone"]]
  beta <- mvrnorm(1, fixef(model), as.matrix(vcov(model)))
  d <- matrix(VarCorr(model)$group, 2); s2 <- sigma(model)^2
  line <- function(reference) if (set) c(beta[1] + reference * beta[3], beta[2] + reference * beta[4]) else beta
  score <- frame$score
  for (person in unique(frame$group[frame$left])) {
    own <- frame$group == person & frame$seen
    later <- frame$group == person & !frame$seen
    z <- cbind(1, frame$day[own]); new <- cbind(1, frame$day[later])
    mine <- line(frame$reference[own][1]); theirs <- line(1)
    # Random effects given the rows: the normal distribution's conditional moments.
    gain <- d %*% t(z) %*% solve(z %*% d %*% t(z) + s2 * diag(nrow(z)))
    b <- mvrnorm(1, gain %*% (score[own] - z %*% mine), d - gain %*% z %*% d)
    stranger <- mvrnorm(1, c(0, 0), d)
    at <- c(1, last)
    in_reference <- set && frame$reference[own][1] == 1
    mean <- if (course == "own" || in_reference) new %*% (mine + b)
      else if (course == "jump") new %*% (if (set) theirs + b else mine + stranger)
      else sum(at * (mine + b)) + (new[, 2] - last) * (if (set) theirs[2] + b[2] else mine[2] + stranger[2])
    score[later] <- mean + rnorm(nrow(new), 0, sqrt(s2))
  }
  score
}

m <- 2000
deltas <- c(0, -10)
after <- ifelse(frame$seen, 0, frame$day - last)
case <- function(course, set) {
  fits <- replicate(m, {
    score <- impute(course, set)
    sapply(deltas, function(delta) {
      refitted <- refit(complete, score + delta * after)
      c(fixef(refitted)["day"], sqrt(vcov(refitted)["day", "day"]))
    })
  })
  list(course = unbox(course), set = unbox(set), points = lapply(seq_along(deltas), function(k) {
    pooled <- pool.scalar(fits[1, k, ], fits[2, k, ]^2)
    list(delta = unbox(deltas[k]), slope = unbox(pooled$qbar), within = unbox(pooled$ubar), between = unbox(pooled$b),
         sd_of_within = unbox(sd(fits[2, k, ]^2)))
  }))
}
cases <- list(case("own", FALSE), case("jump", TRUE), case("copy", TRUE), case("jump", FALSE), case("copy", FALSE))

# Rubin's rules on given numbers.
values <- c(1.2, 0.9, 1.5, 1.1); errors <- c(0.3, 0.35, 0.25, 0.4)
pooling <- lapply(c(28, 3.5, Inf), function(complete) {
  # pool.scalar takes n and k; the complete degrees of freedom are n - k.
  pooled <- pool.scalar(values, errors^2, n = complete + 1, k = 1)
  list(complete = if (is.finite(complete)) unbox(complete) else NULL, value = unbox(pooled$qbar), within = unbox(pooled$ubar),
       between = unbox(pooled$b), total = unbox(pooled$t), df = unbox(pooled$df))
})
versions <- lapply(c(lme4 = "lme4", MASS = "MASS", mice = "mice"), function(p) unbox(as.character(packageVersion(p))))
write_json(list(script = unbox("imputed-leavers.R"), software = c(list(R = unbox(R.version.string)), versions),
                imputations = unbox(m), cases = cases, values = values, standard_errors = errors, pooling = pooling),
           "imputed-leavers.json", digits = NA, pretty = TRUE, null = "null")
