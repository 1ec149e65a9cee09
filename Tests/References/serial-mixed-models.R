# Reference numbers for SerialMixedModel from nlme: writes serial-mixed-models.json and the study it used, simulated with a
# fixed seed. Run in this folder: Rscript serial-mixed-models.R
#
# With range and nugget given, lme's optimum is as good as its optimiser is let be. Where they are estimated it stops short:
# there the likelihood written out with each group's whole covariance matrix is carried on from lme's optimum by Newton
# steps on derivatives of numDeriv. That likelihood is nlme's at the same parameters, which the script checks.
suppressMessages({library(nlme); library(numDeriv); library(jsonlite)})

set.seed(20270211)
study <- do.call(rbind, lapply(0:59, function(group) {
  visits <- sample(4:12, 1)
  day <- sort(sample(0:180, visits)); age <- sample(20:80, 1)
  serial <- as.numeric(t(chol(exp(-abs(outer(day, day, "-")) / 25))) %*% rnorm(visits))
  score <- 5 + 0.02 * (age - 50) + rnorm(1, 0, 1) + (-0.004 + rnorm(1, 0, 0.008)) * day +
    1.3 * (sqrt(0.7) * serial + sqrt(0.3) * rnorm(visits))
  data.frame(group, day, age, score = round(score, 3))
}))
write.csv(study, "serial.csv", row.names = FALSE, quote = FALSE)

# -2 log likelihood with beta and sigma at their best; `theta` of Lambda, lower triangle, then log range and logit nugget.
dense <- function(theta, x, z, reml, known = NULL, nugget = TRUE, full = FALSE) {
  q <- ncol(z)
  lambda <- matrix(0, q, q); lambda[lower.tri(lambda, TRUE)] <- theta[seq_len(q * (q + 1) / 2)]
  rest <- theta[-seq_len(q * (q + 1) / 2)]
  range <- if (is.null(known)) exp(rest[1]) else known[1]
  new <- if (!is.null(known)) known[2] else if (nugget) plogis(rest[2]) else 0
  logdet <- 0; p <- ncol(x); xx <- matrix(0, p, p); xy <- numeric(p); yy <- 0
  for (rows in split(seq_len(nrow(study)), study$group)) {
    r <- (1 - new) * exp(-abs(outer(study$day[rows], study$day[rows], "-")) / range); diag(r) <- 1
    zl <- z[rows, , drop = FALSE] %*% lambda
    factor <- t(chol(r + zl %*% t(zl)))
    wx <- forwardsolve(factor, x[rows, , drop = FALSE]); wy <- forwardsolve(factor, study$score[rows])
    logdet <- logdet + 2 * sum(log(diag(factor)))
    xx <- xx + crossprod(wx); xy <- xy + crossprod(wx, wy); yy <- yy + sum(wy^2)
  }
  beta <- solve(xx, xy); rss <- yy - sum(beta * xy)
  degrees <- nrow(study) - if (reml) p else 0
  sigma2 <- rss / degrees
  value <- as.numeric(logdet + degrees * (log(2 * pi * sigma2) + 1) + if (reml) determinant(xx)$modulus else 0)
  if (!full) return(value)
  list(value = value, beta = as.numeric(beta), se = sqrt(diag(sigma2 * solve(xx))), sigma = sqrt(sigma2), range = range,
       nugget = new, lambda = lambda)
}

reference <- function(predictors, slope, reml, nugget = TRUE, known = NULL) {
  # Days by hundreds: columns of like size for the optimisers; carried back below.
  data <- study; data$day <- data$day / 100
  form <- if (slope) ~ day | group else ~ 1 | group
  value <- if (is.null(known)) c(25, if (nugget) 0.3) else known
  correlation <- corExp(value = value, form = ~ time | group, nugget = nugget, fixed = !is.null(known))
  data$time <- study$day
  model <- lme(as.formula(paste("score ~", paste(predictors, collapse = " + "))), data, random = form,
               correlation = correlation, method = if (reml) "REML" else "ML",
               control = lmeControl(maxIter = 500, msMaxIter = 1000, msMaxEval = 5000, niterEM = 100, tolerance = 1e-12,
                                    msTol = 1e-14, opt = "nlminb", returnObject = TRUE))
  x <- model.matrix(as.formula(paste("~", paste(predictors, collapse = " + "))), data)
  z <- if (slope) cbind(1, data$day) else matrix(1, nrow(data), 1)
  d <- as.matrix(getVarCov(model)) / model$sigma^2; class(d) <- "matrix"
  lambda <- t(chol(matrix(d, nrow(d))))
  estimated <- if (is.null(known)) coef(model$modelStruct$corStruct, unconstrained = FALSE)
  theta <- c(lambda[lower.tri(lambda, TRUE)], if (is.null(known)) c(log(estimated[1]), if (nugget) qlogis(estimated[2])))
  f <- function(theta) dense(theta, x, z, reml, known, nugget)
  # The scale of nlme's likelihood and of this one is the same.
  stopifnot(abs(f(theta) + 2 * as.numeric(logLik(model))) < 1e-6)
  for (step in 1:6) theta <- theta - solve(hessian(f, theta), grad(f, theta))
  stopifnot(max(abs(grad(f, theta))) < 1e-5)
  best <- dense(theta, x, z, reml, known, nugget, full = TRUE)
  own <- c(1, if ("day" %in% predictors) 1 / 100, if ("age" %in% predictors) 1)
  d <- best$lambda %*% t(best$lambda) * best$sigma^2
  moved <- if (reml) sum(log(own)) else 0 # of |X'V^-1 X| with the day's unit
  list(predictors = I(predictors), slope = unbox(slope), criterion = unbox(if (reml) "reml" else "ml"),
       nugget_estimated = unbox(nugget), given = unbox(!is.null(known)), range = unbox(as.numeric(best$range)),
       nugget = unbox(as.numeric(best$nugget)), log_likelihood = unbox(-best$value / 2 + moved),
       nlme_log_likelihood = unbox(as.numeric(logLik(model)) + moved), nlme_fixed_effects = as.numeric(fixef(model)) * own,
       nlme_standard_errors = as.numeric(sqrt(diag(model$varFix))) * own,
       fixed_effects = best$beta * own, standard_errors = as.numeric(best$se) * own, sd_residual = unbox(best$sigma),
       sd_intercept = unbox(sqrt(d[1, 1])), sd_slope = if (slope) unbox(sqrt(d[2, 2]) / 100) else NULL,
       correlation = if (slope) unbox(d[1, 2] / sqrt(d[1, 1] * d[2, 2])) else NULL)
}

models <- list(
  reference("day", TRUE, TRUE), reference("day", TRUE, FALSE), reference(c("day", "age"), TRUE, TRUE),
  reference("day", FALSE, TRUE), reference(c("day", "age"), FALSE, FALSE),
  reference("day", TRUE, TRUE, nugget = FALSE), reference("day", FALSE, FALSE, nugget = FALSE),
  reference("day", TRUE, TRUE, known = c(15, 0.2)), reference("day", TRUE, FALSE, known = c(10, 0.6)))
write_json(list(script = unbox("serial-mixed-models.R"),
                software = list(R = unbox(R.version.string), nlme = unbox(as.character(packageVersion("nlme"))),
                                numDeriv = unbox(as.character(packageVersion("numDeriv")))),
                models = models), "serial-mixed-models.json", digits = NA, pretty = TRUE, null = "null")
