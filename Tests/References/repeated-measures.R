# Reference numbers for RepeatedMeasuresModel: writes repeated-measures.json, the growth study of Potthoff & Roy (1964, from nlme)
# and a study simulated with a fixed seed. Run in this folder: Rscript repeated-measures.R
#
# Estimates: nlme's gls where it has the structure. Its optimum is as good as its optimiser is let be, so that the likelihood,
# written out here with each person's whole covariance matrix, is carried on from there by Newton steps on derivatives of numDeriv.
# That likelihood is nlme's at the same parameters, which the script checks.
#
# Kenward & Roger's and Satterthwaite's methods: the formulas of their articles with the matrices of all rows, V in full, and
# numeric derivatives of V and of the likelihood; with compound symmetry also pbkrtest and lmerTest, on the same model written as a
# random intercept. Kenward & Roger's without second derivatives of V.
suppressMessages({library(nlme); library(lme4); library(lmerTest); library(pbkrtest); library(numDeriv); library(jsonlite)})

# Numbered as in the article: girls 1 to 11, boys 12 to 27.
growth <- data.frame(group = as.integer(substring(Orthodont$Subject, 2)) + ifelse(Orthodont$Sex == "Female", -1L, 10L),
                     male = as.integer(Orthodont$Sex == "Male"), occasion = as.integer((Orthodont$age - 8) / 2),
                     score = Orthodont$distance)
growth <- growth[order(growth$group, growth$occasion), ]
write.csv(growth, "growth.csv", row.names = FALSE, quote = FALSE)

# 36 persons, 5 occasions; some leave, the likelier the higher the last score, and some miss an occasion.
set.seed(20280311)
correlation <- 0.75^abs(outer(0:4, 0:4, "-")); deviations <- c(1.5, 1.8, 2.2, 2.0, 2.6)
study <- do.call(rbind, lapply(0:35, function(person) {
  male <- person %% 2; age <- sample(20:80, 1)
  score <- 6 - 0.3 * (0:4) + 0.03 * (age - 50) - 0.5 * male * (1:5 > 1) +
    as.numeric(t(chol(diag(deviations) %*% correlation %*% diag(deviations))) %*% rnorm(5))
  here <- rep(TRUE, 5)
  for (j in 2:5) here[j] <- here[j - 1] && runif(1) > plogis(-3 + 0.25 * (score[j - 1] - 5))
  for (j in 2:4) if (runif(1) < 0.08) here[j] <- FALSE
  data.frame(group = person, male, age, occasion = 0:4, score = round(score, 2))[here, ]
}))
write.csv(study, "repeated.csv", row.names = FALSE, quote = FALSE)

# Σ of the parameters: elements of the upper triangle for us; log standard deviations, then correlations, for the others.
covariance <- function(theta, structure, count) {
  if (structure == "us") {
    s <- matrix(0, count, count); s[upper.tri(s, TRUE)] <- theta
    return(s + t(s) - diag(diag(s)))
  }
  deviations <- if (structure %in% c("ar1", "cs")) 1 else count
  sd <- rep(exp(theta[1:deviations]), length.out = count); rho <- theta[-(1:deviations)]
  lag <- abs(outer(1:count, 1:count, "-"))
  r <- switch(structure, toeph = { r <- matrix(c(1, rho)[lag + 1], count) }, ar1h = , ar1 = rho^lag,
              csh = , cs = ifelse(lag == 0, 1, rho))
  r * outer(sd, sd)
}

reference <- function(name, data, structure, reml, design, columns) {
  count <- max(data$occasion) + 1; persons <- split(seq_len(nrow(data)), data$group)
  x <- design(data); y <- data$score; p <- ncol(x); n <- nrow(x)
  V <- function(theta) {
    s <- covariance(theta, structure, count); v <- matrix(0, n, n)
    for (rows in persons) v[rows, rows] <- s[data$occasion[rows] + 1, data$occasion[rows] + 1]
    v
  }
  parts <- function(theta) {
    s <- covariance(theta, structure, count); logdet <- 0; xx <- matrix(0, p, p); xy <- numeric(p); yy <- 0
    for (rows in persons) {
      o <- data$occasion[rows] + 1
      factor <- t(chol(s[o, o, drop = FALSE]))
      wx <- forwardsolve(factor, x[rows, , drop = FALSE]); wy <- forwardsolve(factor, y[rows])
      logdet <- logdet + 2 * sum(log(diag(factor)))
      xx <- xx + crossprod(wx); xy <- xy + crossprod(wx, wy); yy <- yy + sum(wy^2)
    }
    list(logdet = logdet, xx = xx, beta = as.numeric(solve(xx, xy)), rss = as.numeric(yy - crossprod(xy, solve(xx, xy))))
  }
  deviance <- function(theta) {
    a <- parts(theta)
    as.numeric(a$logdet + a$rss + (n - if (reml) p else 0) * log(2 * pi) + if (reml) determinant(a$xx)$modulus else 0)
  }
  # gls, on columns that are the mean's own.
  frame <- data.frame(data, x); frame$time <- data$occasion + 1L
  form <- as.formula(paste("score ~ 0 +", paste(colnames(frame)[-(1:ncol(data))][1:p], collapse = " + ")))
  control <- glsControl(maxIter = 500, msMaxIter = 2000, tolerance = 1e-12, msTol = 1e-14, opt = "nlminb", returnObject = TRUE)
  weights <- if (structure %in% c("us", "ar1h", "csh", "toeph")) varIdent(form = ~ 1 | time)
  correlation <- switch(structure, us = corSymm(form = ~ time | group), ar1h = , ar1 = corAR1(0.5, form = ~ time | group),
                        csh = , cs = corCompSymm(0.3, form = ~ time | group), toeph = corAR1(0.5, form = ~ time | group))
  model <- gls(form, frame, correlation = correlation, weights = weights, method = if (reml) "REML" else "ML", control = control)
  sd <- rep(model$sigma, count)
  if (!is.null(weights)) {
    ratio <- coef(model$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
    sd <- model$sigma * ratio[as.character(1:count)]
  }
  own <- coef(model$modelStruct$corStruct, unconstrained = FALSE)
  if (structure == "us") {
    r <- matrix(0, count, count); r[lower.tri(r)] <- own; r <- r + t(r); diag(r) <- 1
    s <- r * outer(sd, sd); theta <- s[upper.tri(s, TRUE)]
  } else if (structure == "toeph") theta <- c(log(sd), own^(1:(count - 1)))
  else theta <- c(if (structure %in% c("ar1", "cs")) log(sd[1]) else log(sd), own)
  theta <- as.numeric(theta)
  if (structure != "toeph") stopifnot(abs(deviance(theta) + 2 * as.numeric(logLik(model))) < 1e-6)
  if (structure == "toeph")
    theta <- nlminb(theta, function(t) { d <- try(deviance(t), silent = TRUE); if (inherits(d, "try-error")) Inf else d },
                    control = list(eval.max = 5000, iter.max = 5000, rel.tol = 1e-14))$par
  # The gradient person by person with derivatives of Σ from numDeriv, and the Hessian from that gradient's.
  slope <- function(theta) {
    a <- parts(theta); s <- covariance(theta, structure, count); phi <- solve(a$xx)
    change <- jacobian(function(t) as.numeric(covariance(t, structure, count)), theta, method.args = list(d = 0.01))
    g <- numeric(length(theta))
    for (rows in persons) {
      o <- data$occasion[rows] + 1
      w <- solve(s[o, o, drop = FALSE]); wx <- w %*% x[rows, , drop = FALSE]
      wr <- w %*% (y[rows] - x[rows, , drop = FALSE] %*% a$beta)
      z <- w - wr %*% t(wr) - if (reml) wx %*% phi %*% t(wx) else 0
      for (i in seq_along(theta)) g[i] <- g[i] + sum(z * matrix(change[, i], count)[o, o])
    }
    g
  }
  curvature <- function(theta) {
    h <- jacobian(slope, theta, method.args = list(d = 0.01))
    (h + t(h)) / 2
  }
  for (step in 1:6) theta <- theta - solve(curvature(theta), slope(theta))
  stopifnot(max(abs(slope(theta))) < 1e-6)
  best <- parts(theta); phi <- solve(best$xx); sigma <- covariance(theta, structure, count)
  result <- list(data = unbox(name), structure = unbox(structure), criterion = unbox(if (reml) "reml" else "ml"),
    beta = best$beta, se = sqrt(diag(phi)), sigma = as.numeric(t(sigma)[lower.tri(sigma, TRUE)]),
    log_likelihood = unbox(-deviance(theta) / 2))
  if (structure != "toeph") {
    result$gls <- list(beta = as.numeric(coef(model)), log_likelihood = unbox(as.numeric(logLik(model))))
  }
  if (!reml) return(result)

  # Kenward & Roger and Satterthwaite with V in full.
  w <- solve(V(theta)); k <- length(theta)
  derivative <- matrix(jacobian(function(t) as.numeric(V(t)), theta), n * n)
  vi <- lapply(1:k, function(i) matrix(derivative[, i], n))
  wx <- w %*% x
  changes <- lapply(vi, function(v) -t(wx) %*% v %*% wx)
  qij <- function(i, j) t(wx) %*% vi[[i]] %*% w %*% vi[[j]] %*% wx
  observed <- curvature(theta) / 2
  q <- lapply(1:k, function(i) lapply(1:k, function(j) qij(i, j)))
  expected <- outer(1:k, 1:k, Vectorize(function(i, j)
    sum((w %*% vi[[i]]) * t(w %*% vi[[j]])) / 2 - sum(diag(phi %*% q[[i]][[j]])) + sum(diag(phi %*% changes[[i]] %*% phi %*% changes[[j]])) / 2))
  joint <- diag(p)[columns, , drop = FALSE]
  inference <- function(information) {
    a <- solve(information)
    middle <- matrix(0, p, p)
    for (i in 1:k) for (j in 1:k) middle <- middle + a[i, j] * (q[[i]][[j]] - changes[[i]] %*% phi %*% changes[[j]])
    adjusted <- phi + 2 * phi %*% middle %*% phi
    satterthwaite <- function(l) {
      slope <- sapply(changes, function(pk) as.numeric(-t(l) %*% phi %*% pk %*% phi %*% l))
      2 * as.numeric(t(l) %*% phi %*% l)^2 / as.numeric(t(slope) %*% a %*% slope)
    }
    m <- nrow(joint)
    theta_l <- t(joint) %*% solve(joint %*% phi %*% t(joint)) %*% joint
    a1 <- a2 <- 0
    for (i in 1:k) for (j in 1:k) {
      left <- theta_l %*% phi %*% changes[[i]] %*% phi; right <- theta_l %*% phi %*% changes[[j]] %*% phi
      a1 <- a1 + a[i, j] * sum(diag(left)) * sum(diag(right)); a2 <- a2 + a[i, j] * sum(left * t(right))
    }
    b <- (a1 + 6 * a2) / (2 * m); g <- ((m + 1) * a1 - (m + 4) * a2) / ((m + 2) * a2)
    c1 <- g / (3 * m + 2 * (1 - g)); c2 <- (m - g) / (3 * m + 2 * (1 - g)); c3 <- (m + 2 - g) / (3 * m + 2 * (1 - g))
    e <- 1 / (1 - a2 / m); v <- 2 / m * (1 + c1 * b) / ((1 - c2 * b)^2 * (1 - c3 * b)); rho <- v / (2 * e^2)
    df <- 4 + (m + 2) / (m * rho - 1); lambda <- df / (e * (df - 2))
    f <- as.numeric(t(joint %*% best$beta) %*% solve(joint %*% adjusted %*% t(joint)) %*% joint %*% best$beta) / m
    eigen <- eigen(joint %*% phi %*% t(joint))
    own <- t(eigen$vectors) %*% joint; nu <- apply(own, 1, satterthwaite); t2 <- (own %*% best$beta)^2 / eigen$values
    expectation <- sum((nu / (nu - 2))[nu > 2])
    list(se = sqrt(diag(adjusted)), df = apply(diag(p), 1, satterthwaite),
         kr_f = unbox(lambda * f), kr_df = unbox(df), kr_scale = unbox(lambda), satterthwaite_f = unbox(mean(t2)),
         satterthwaite_df = unbox(2 * expectation / (expectation - m)))
  }
  result$observed <- inference(observed); result$expected <- inference(expected)

  if (structure == "cs") {
    random <- lmerTest::lmer(update(form, . ~ . + (1 | group)), frame, REML = TRUE,
                             control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
    kr <- KRmodcomp(random, joint)$stats
    one <- t(sapply(1:p, function(i) unlist(KRmodcomp(random, diag(p)[i, , drop = FALSE])$stats[c("ddf", "F.scaling")])))
    satterthwaite <- lmerTest::contestMD(random, joint)
    result$pbkrtest <- list(se = sqrt(diag(as.matrix(vcovAdj(random)))), df = one[, 1], f = unbox(kr$Fstat), ddf = unbox(kr$ddf),
                            scale = unbox(kr$F.scaling))
    result$lmertest <- list(df = sapply(1:p, function(i) lmerTest::contest1D(random, diag(p)[i, ])$df),
                            f = unbox(satterthwaite$`F value`), ddf = unbox(satterthwaite$DenDF))
  }
  result
}

# Levels at each occasion; the groups differ at all of them, or from the second on with one slope on age.
saturated <- function(data) {
  x <- sapply(0:max(data$occasion), function(j) as.numeric(data$occasion == j))
  x <- cbind(x, x * data$male); colnames(x) <- paste0("x", 1:ncol(x)); x
}
constrained <- function(data) {
  x <- sapply(0:4, function(j) as.numeric(data$occasion == j))
  x <- cbind(x, (x * data$male)[, -1], data$age); colnames(x) <- paste0("x", 1:ncol(x)); x
}
# Little & Rubin (1987): nine of the growth study's measurements at the second occasion left out.
incomplete <- growth[!(growth$occasion == 1 & growth$group %in% (c(3, 6, 9, 10, 13, 16, 23, 24, 27) - 1)), ]

structures <- c("us", "toeph", "ar1h", "csh", "ar1", "cs")
fits <- c(
  lapply(structures, function(s) reference("growth", growth, s, TRUE, saturated, 5:8)),
  list(reference("growth", growth, "us", FALSE, saturated, 5:8), reference("incomplete", incomplete, "us", FALSE, saturated, 5:8),
       reference("incomplete", incomplete, "us", TRUE, saturated, 5:8)),
  lapply(structures, function(s) reference("repeated", study, s, TRUE, constrained, 6:9)),
  lapply(structures, function(s) reference("repeated", study, s, FALSE, constrained, 6:9)))

# The two implementations of Kenward & Roger's method, and of Satterthwaite's, with compound symmetry.
for (fit in fits) if (!is.null(fit$pbkrtest)) {
  cat(fit$data, "pbkrtest:", max(abs(fit$pbkrtest$se / fit$expected$se - 1)), max(abs(fit$pbkrtest$df / fit$expected$df - 1)),
      abs(fit$pbkrtest$f / fit$expected$kr_f - 1), abs(fit$pbkrtest$ddf / fit$expected$kr_df - 1), "\n")
  cat(fit$data, "lmerTest:", max(abs(fit$lmertest$df / fit$observed$df - 1)),
      abs(fit$lmertest$ddf / fit$observed$satterthwaite_df - 1), abs(fit$lmertest$f / fit$observed$satterthwaite_f - 1), "\n")
}
for (fit in fits) if (!is.null(fit$gls)) cat(fit$data, fit$structure, fit$criterion, "nlme's optimum is short by",
  fit$log_likelihood - fit$gls$log_likelihood, "\n")
for (fit in fits) if (fit$criterion == "ml" && fit$data != "repeated") cat(fit$data, "-2 log L", -2 * fit$log_likelihood, "\n")

write_json(list(made_by = unbox("repeated-measures.R"),
  versions = lapply(c(R = paste(R.version$major, R.version$minor, sep = "."), nlme = as.character(packageVersion("nlme")),
    pbkrtest = as.character(packageVersion("pbkrtest")), lmerTest = as.character(packageVersion("lmerTest")),
    lme4 = as.character(packageVersion("lme4")), numDeriv = as.character(packageVersion("numDeriv"))), unbox),
  fits = fits), "repeated-measures.json", digits = NA, pretty = TRUE)
