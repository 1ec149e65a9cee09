# Reference numbers for ReferenceImputation: writes the study that it uses (reference-imputation.csv) and reference-imputation.json. It also
# reads antidepressant.csv. Run in this folder.
#
# The model's REML estimates are nlme::gls's, brought to the optimum by EM steps written here, as gls stops when the likelihood moves by
# less than a part in a million. Conditional means and analyses of covariance (lm) are written out from the definitions, person by person.
# Rubin's variance has no closed form: it is that of as many bootstrap imputations as `m` says, drawn here, with its Monte Carlo error.
suppressMessages({ library(jsonlite); library(nlme); library(mice) })
set.seed(20260214)

# --- A study of three groups with a constrained baseline, dropout by the last response, interim gaps, missing baselines, one person
# without any response, and two who were seen after a stated discontinuation.
occasions <- 5
groups <- rep(0:2, each = 50)
n <- length(groups)
x <- round(rnorm(n), 3)
sds <- c(1.6, 1.8, 2.0, 2.1, 2.3)
sigma_true <- outer(sds, sds) * 0.7^abs(outer(1:occasions, 1:occasions, "-"))
y <- t(sapply(seq_len(n), function(i) {
  6 - c(0, .4, .7, .9, 1) - c(0, 1.2, 0.6)[groups[i] + 1] * c(0, .3, .6, .9, 1.2) + 0.5 * x[i] +
    drop(t(chol(sigma_true)) %*% rnorm(occasions))
}))
y <- round(y, 3)
for (i in seq_len(n)) for (t in 2:occasions) {
  if (is.na(y[i, t - 1])) y[i, t] <- NA else if (runif(1) < plogis(-3.4 + 0.22 * y[i, t - 1])) y[i, t] <- NA
}
for (i in seq_len(n)) for (t in 2:(occasions - 1)) if (runif(1) < 0.03 && !is.na(y[i, t + 1])) y[i, t] <- NA
y[c(7, 66, 121, 140), 1] <- NA
y[149, ] <- NA
stated <- rep(NaN, n)
stated[c(60, 110)] <- 1                      # the last occasion before the discontinuation, counted from 0
y[c(60, 110), 4] <- round(y[c(60, 110), 1] + c(.3, -.4), 3); y[c(60, 110), c(3, 5)] <- NA; y[c(60, 110), 2] <- c(5.1, 4.2)
frame <- data.frame(group = groups, x = x, last = stated, y)
names(frame)[4:8] <- paste0("y", 0:4)
text <- function(v) ifelse(is.na(v), "nan", as.character(v))
writeLines(c(paste(names(frame), collapse = ","), apply(sapply(frame, text), 1, paste, collapse = ",")), "reference-imputation.csv")

# --- The model: intercepts at all occasions, both groups at all but the first, one coefficient of x.
regressors <- function(g, x) c(as.numeric(g == 1), as.numeric(g == 2), x)
design <- function(z, constrained = TRUE) {
  at <- if (constrained) 2:occasions else 1:occasions
  d <- diag(occasions)
  cbind(d, z[1] * d[, at], z[2] * d[, at], z[3])
}
last_of <- function(i, y) if (!is.nan(stated[i])) stated[i] + 1 else { s <- which(!is.na(y[i, ])); if (length(s)) max(s) else 0 }
last <- sapply(seq_len(n), last_of, y)
seen <- y
for (i in seq_len(n)) if (last[i] < occasions) seen[i, (last[i] + 1):occasions] <- NA

# REML by EM, the coefficients as if drawn from a flat prior: V is the covariance of a person's whole residual vector given the data.
em <- function(y, designs, sigma, weights = rep(1, nrow(y)), tolerance = 1e-12, most = 20000) {
  people <- which(weights > 0 & rowSums(!is.na(y)) > 0)
  observed <- lapply(people, function(i) which(!is.na(y[i, ])))
  keys <- sapply(observed, paste, collapse = " ")
  byKey <- split(seq_along(people), keys)
  for (step in seq_len(most)) {
    inverse <- lapply(byKey, function(k) solve(sigma[observed[[k[1]]], observed[[k[1]]], drop = FALSE]))
    a <- 0; b <- 0
    for (k in seq_along(people)) {
      i <- people[k]; o <- observed[[k]]; d <- designs[[i]][o, , drop = FALSE]
      dv <- weights[i] * crossprod(d, inverse[[keys[k]]])
      a <- a + dv %*% d; b <- b + dv %*% y[i, o]
    }
    covariance <- solve(a); beta <- drop(covariance %*% b)
    new <- matrix(0, ncol(y), ncol(y))
    for (k in seq_along(people)) {
      i <- people[k]; o <- observed[[k]]; d <- designs[[i]][o, , drop = FALSE]
      gain <- sigma[, o, drop = FALSE] %*% inverse[[keys[k]]]
      e <- gain %*% (y[i, o] - d %*% beta); gd <- gain %*% d
      new <- new + weights[i] * (tcrossprod(e) + sigma - gain %*% sigma[o, , drop = FALSE] + gd %*% covariance %*% t(gd))
    }
    new <- new / sum(weights[people])
    change <- max(abs(new - sigma) / sqrt(outer(diag(sigma), diag(sigma)))); sigma <- new
    if (change < tolerance) break
  }
  list(beta = beta, sigma = sigma, covariance = covariance, steps = step)
}
reml <- function(y, designs, fit) {
  total <- 0; a <- 0; b <- 0
  for (i in which(rowSums(!is.na(y)) > 0)) {
    o <- which(!is.na(y[i, ])); v <- fit$sigma[o, o]; d <- designs[[i]][o, , drop = FALSE]
    r <- y[i, o] - d %*% fit$beta
    total <- total + log(det(as.matrix(v))) + drop(t(r) %*% solve(v, r)); a <- a + t(d) %*% solve(v, d)
  }
  -0.5 * (total + log(det(a)) + (sum(!is.na(y)) - ncol(a)) * log(2 * pi))
}
glsFit <- function(y, designs) {
  rows <- which(!is.na(t(y)), arr.ind = TRUE)
  d <- as.data.frame(do.call(rbind, lapply(seq_len(nrow(rows)), function(k) designs[[rows[k, 2]]][rows[k, 1], ])))
  names(d) <- paste0("b", seq_along(d))
  d$occasion <- rows[, 1]; d$person <- rows[, 2]; d$y <- t(y)[rows]
  fit <- gls(as.formula(paste("y ~ 0 +", paste(grep("^b", names(d), value = TRUE), collapse = "+"))), d,
    correlation = corSymm(form = ~ occasion | person), weights = varIdent(form = ~ 1 | occasion), method = "REML",
    control = glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-9, msTol = 1e-10))
  sds <- sigma(fit) * c(1, coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[-1])
  names(sds) <- NULL
  r <- diag(ncol(y)); r[lower.tri(r)] <- coef(fit$modelStruct$corStruct, unconstrained = FALSE); r <- r + t(r) - diag(ncol(y))
  sdsByOccasion <- sigma(fit) * coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(seq_len(ncol(y)))]
  list(beta = unname(coef(fit)), sigma = unname(outer(sdsByOccasion, sdsByOccasion) * r), logLik = as.numeric(logLik(fit)))
}

# --- One person completed: conditional means, or a draw.
complete <- function(i, y, last, fit, z, zReference, strategy, design, draw = FALSE) {
  own <- drop(design(z) %*% fit$beta); reference <- drop(design(zReference) %*% fit$beta); s <- fit$sigma
  t <- length(own); d <- last[i]; after <- if (d < t) (d + 1):t else integer(0); mean <- own
  if (strategy == "j2r") mean[after] <- reference[after]
  if (strategy == "cir") mean[after] <- if (d == 0) reference[after] else own[d] + reference[after] - reference[d]
  if (strategy == "cr") mean[after] <- reference[after] +
    (if (d == 0) 0 else drop(s[after, 1:d, drop = FALSE] %*% solve(s[1:d, 1:d], own[1:d] - reference[1:d])))
  m <- which(is.na(y[i, ])); o <- setdiff(seq_len(t), m); out <- y[i, ]
  if (!length(m)) return(out)
  gain <- if (length(o)) s[m, o, drop = FALSE] %*% solve(s[o, o]) else matrix(0, length(m), 0)
  out[m] <- mean[m] + drop(gain %*% (y[i, o] - mean[o]))
  if (strategy == "cr" && !draw && d > 0 && all(o <= d)) {
    # Once more in two steps: gaps before the discontinuation at the own group's means, then as one of the reference group.
    before <- y[i, 1:d]; gap <- which(is.na(before)); has <- setdiff(1:d, gap)
    if (length(gap)) before[gap] <- own[gap] + drop(s[gap, has, drop = FALSE] %*% solve(s[has, has], before[has] - own[has]))
    twice <- reference[after] + drop(s[after, 1:d, drop = FALSE] %*% solve(s[1:d, 1:d], before - reference[1:d]))
    stopifnot(max(abs(c(before[gap], twice) - out[m])) < 1e-10)
  }
  if (draw) {
    v <- s[m, m] - (if (length(o)) gain %*% s[o, m, drop = FALSE] else 0)
    out[m] <- out[m] + drop(t(chol(v)) %*% rnorm(length(m)))
  }
  out
}

zs <- lapply(seq_len(n), function(i) regressors(groups[i], x[i]))
zReferences <- lapply(seq_len(n), function(i) regressors(0, x[i]))
designs <- lapply(zs, design)
rough <- glsFit(seen, designs)
fit <- em(seen, designs, rough$sigma)
stopifnot(abs(reml(seen, designs, fit) - rough$logLik) < 1e-3, reml(seen, designs, fit) >= reml(seen, designs, rough) - 1e-9)

strategies <- c("mar", "j2r", "cir", "cr")
completed <- function(fit, strategy, draw = FALSE)
  t(sapply(seq_len(n), function(i) complete(i, y, last, fit, zs[[i]], zReferences[[i]], strategy, design, draw)))
shifts <- function(growth) {
  s <- matrix(0, n, occasions)
  for (i in seq_len(n)) for (t in seq_len(occasions)) if (is.na(y[i, t]) && t > last[i] && t > 1)
    s[i, t] <- if (growth == "constant") 1 else t - last[i]
  s
}
# Adjusted means of the three groups, and differences of the last two from the first, with standard errors.
ancova <- function(full, t, adjusted) {
  d <- data.frame(y = full[, t], g = factor(groups), base = full[, 1], x = x)
  model <- lm(if (adjusted) y ~ g + base + x else y ~ g, d)
  at <- if (adjusted) c(mean(d$base), mean(d$x)) else NULL
  rows <- rbind(c(1, 0, 0, at), c(1, 1, 0, at), c(1, 0, 1, at), c(0, 1, 0, 0 * at), c(0, 0, 1, 0 * at))
  cbind(drop(rows %*% coef(model)), sqrt(diag(rows %*% vcov(model) %*% t(rows))))
}
conditional <- lapply(strategies, function(strategy) {
  full <- completed(fit, strategy)
  list(strategy = unbox(strategy), completed = full,
       adjusted = t(sapply(2:occasions, function(t) ancova(full, t, TRUE)[, 1])),
       unadjusted = t(sapply(1:occasions, function(t) ancova(full, t, FALSE)[, 1])),
       shifted = t(sapply(2:occasions, function(t) ancova(full + 1.5 * shifts("constant"), t, TRUE)[, 1])),
       growing = t(sapply(2:occasions, function(t) ancova(full - 0.5 * shifts("perOccasion"), t, TRUE)[, 1])))
})

# --- Rubin's rules on bootstrap imputations of the last occasion.
m <- 1000
draws <- lapply(seq_len(m), function(k) {
  repeat {
    drawn <- unlist(lapply(0:2, function(g) {
      pool <- which(groups == g & rowSums(!is.na(seen)) > 0)
      pool[sample.int(length(pool), replace = TRUE)]
    }))
    w <- tabulate(drawn, n)
    f <- try(em(seen, designs, fit$sigma, w, tolerance = 1e-6), silent = TRUE)
    if (!inherits(f, "try-error")) break
  }
  sapply(strategies, function(s) {
    full <- completed(f, s, TRUE)
    rbind(ancova(full, occasions, TRUE)[4:5, ], ancova(full - shifts("constant"), occasions, TRUE)[4:5, ])
  }, simplify = "array")
})
draws <- simplify2array(draws)                # row, value and error, strategy, imputation
pooled <- lapply(seq_along(strategies), function(s) lapply(1:4, function(r) {
  values <- draws[r, 1, s, ]; within <- draws[r, 2, s, ]^2
  p <- pool.scalar(values, within, n = n, k = 5)
  list(group = unbox((r - 1) %% 2 + 1), delta = unbox(if (r > 2) -1 else 0), value = unbox(p$qbar), within = unbox(p$ubar),
       between = unbox(p$b), sd_of_within = unbox(sd(within)))
}))

# --- Rubin's rules: the fraction of missing information.
values <- c(1.2, 0.9, 1.5, 1.1); errors <- c(0.3, 0.35, 0.25, 0.4)
information <- lapply(c(28, 3.5), function(complete) {
  p <- pool.scalar(values, errors^2, n = complete + 1, k = 1)
  list(complete = unbox(complete), fraction = unbox(p$fmi))
})

# --- The antidepressant study: conditional means under jump to reference and at random, with change from baseline on baseline.
anti <- read.csv("antidepressant.csv", na.strings = "nan")
ya <- as.matrix(anti[, 3:6]); na <- nrow(ya)
designA <- function(z) cbind(diag(4), z[1] * diag(4), z[2] * diag(4))
# Of the drug, with the other group as reference.
zA <- lapply(seq_len(na), function(i) c(1 - anti$placebo[i], anti$baseline[i])); zRefA <- lapply(zA, function(z) c(0, z[2]))
designsA <- lapply(zA, designA)
lastA <- apply(ya, 1, function(v) max(which(!is.na(v))))
roughA <- glsFit(ya, designsA)
fitA <- em(ya, designsA, roughA$sigma)
antidepressant <- lapply(strategies, function(s) {
  full <- t(sapply(seq_len(na), function(i) complete(i, ya, lastA, fitA, zA[[i]], zRefA[[i]], s, designA)))
  list(strategy = unbox(s), differences = sapply(1:4, function(t) coef(lm(full[, t] ~ placebo + baseline, anti))["placebo"]))
})

versions <- lapply(c(nlme = "nlme", mice = "mice"), function(p) unbox(as.character(packageVersion(p))))
write_json(list(
  script = unbox("reference-imputation.R"), software = c(list(R = unbox(R.version.string)), versions),
  beta = fit$beta, sigma = fit$sigma, log_likelihood = unbox(reml(seen, designs, fit)), conditional = conditional,
  imputations = unbox(m), pooled = pooled, values = values, standard_errors = errors, information = information,
  antidepressant = antidepressant), "reference-imputation.json", digits = NA, pretty = TRUE, na = "null")
cat("EM steps", fit$steps, fitA$steps, "gls", rough$logLik, "optimum", reml(seen, designs, fit), "\n")
