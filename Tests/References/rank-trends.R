# Reference numbers for TheilSen, HodgesLehmann, JonckheereTerpstra, CuzickTrend, CochranArmitage, LinearRegression and AnalysisOfVariance
# from R's stats, where it has the method, and from the formulas written out over all pairs where it has not: writes rank-trends.json.
suppressMessages(library(jsonlite))
set.seed(20261122)

# Theil-Sen: the slopes of all pairs, Sen's interval with the variance corrected for ties in x.
theil_sen <- function(x, y, level = 0.95) {
  pair <- which(outer(seq_along(x), seq_along(x), "<") & outer(x, x, "!="), arr.ind = TRUE)
  slopes <- sort((y[pair[, 2]] - y[pair[, 1]]) / (x[pair[, 2]] - x[pair[, 1]]))
  n <- length(x)
  ties <- table(x)
  variance <- (n * (n - 1) * (2 * n + 5) - sum(ties * (ties - 1) * (2 * ties + 5))) / 18
  rank <- floor((length(slopes) - qnorm((1 + level) / 2) * sqrt(variance)) / 2)
  slope <- median(slopes)
  list(x = x, y = y, slope = slope, intercept = median(y - slope * x), pairs = length(slopes),
       lower = slopes[rank], upper = slopes[length(slopes) + 1 - rank])
}
series <- function(n, ties) {
  x <- sort(if (ties) sample(ceiling(n / 2), n, replace = TRUE) else sample(10 * n, n))
  list(x = x, y = if (ties) pmin(10, pmax(0, round(4 + x / n + rnorm(n, 0, 2)))) else round(4 + x / n + rnorm(n, 0, 2), 3))
}
lines <- lapply(list(series(8, FALSE), series(40, FALSE), series(40, TRUE), series(300, TRUE)), function(s) theil_sen(s$x, s$y))

# Pseudo-median: wilcox.test below 50 values without ties. Above, its estimate is a root to 1e-4, so all Walsh averages are sorted
# here, and the interval's rank is the exact one of qsignrank.
walsh <- function(x) { m <- outer(x, x, "+") / 2; sort(m[!lower.tri(m)]) }
one_sample <- function(x, level = 0.95) {
  n <- length(x)
  if (n < 50 && !anyDuplicated(abs(x))) {
    test <- wilcox.test(x, conf.int = TRUE, conf.level = level, exact = TRUE)
    return(list(x = x, level = level, estimate = unname(test$estimate), lower = test$conf.int[1], upper = test$conf.int[2]))
  }
  averages <- walsh(x)
  tail <- (1 - level) / 2
  rank <- qsignrank(tail, n)
  list(x = x, level = level, estimate = median(averages), lower = averages[rank], upper = averages[length(averages) + 1 - rank])
}
pseudo_medians <- list(
  one_sample(round(rnorm(10, 0.5), 4)), one_sample(round(rnorm(49, 0.2), 5), 0.9), one_sample(round(rexp(50), 6)),
  one_sample(round(rnorm(150), 1)), one_sample(round(rt(1000, 3), 5), 0.99))

# Shift of two samples: likewise.
two_sample <- function(x, y, level = 0.95) {
  m <- length(x)
  n <- length(y)
  if (max(m, n) < 50 && !anyDuplicated(c(x, y))) {
    test <- wilcox.test(y, x, conf.int = TRUE, conf.level = level, exact = TRUE)
    return(list(x = x, y = y, level = level, estimate = unname(test$estimate), lower = test$conf.int[1], upper = test$conf.int[2]))
  }
  differences <- sort(outer(y, x, "-"))
  tail <- (1 - level) / 2
  rank <- qwilcox(tail, m, n)
  list(x = x, y = y, level = level, estimate = median(differences), lower = differences[rank], upper = differences[m * n + 1 - rank])
}
shifts <- list(
  two_sample(round(rnorm(8), 4), round(rnorm(12, 1), 4)), two_sample(round(rnorm(45), 5), round(rnorm(40, 0.4), 5), 0.9),
  two_sample(round(rnorm(20), 1), round(rnorm(31, 0.4), 1)), two_sample(round(rnorm(60), 1), round(rnorm(75, 0.3), 1)))

# Jonckheere-Terpstra: all pairs; Lehmann's variance; the exact p-value as a sum of independent Mann-Whitney counts (dwilcox), with
# ties over all arrangements.
count <- function(groups) {
  k <- length(groups)
  sum(sapply(seq_len(k - 1), function(a) sum(sapply((a + 1):k, function(b)
    sum(outer(groups[[a]], groups[[b]], "<")) + sum(outer(groups[[a]], groups[[b]], "==")) / 2))))
}
arrangements <- function(values, sizes) {
  if (length(sizes) == 1) return(list(list(values)))
  unlist(lapply(combn(length(values), sizes[1], simplify = FALSE), function(chosen)
    lapply(arrangements(values[-chosen], sizes[-1]), function(rest) c(list(values[chosen]), rest))), recursive = FALSE)
}
jonckheere <- function(groups) {
  k <- length(groups)
  sizes <- lengths(groups)
  statistic <- count(groups)
  n <- sum(sizes)
  t <- as.vector(table(unlist(groups)))
  f <- function(v) sum(v * (v - 1) * (2 * v + 5))
  variance <- (n * (n - 1) * (2 * n + 5) - f(sizes) - f(t)) / 72 +
    sum(sizes * (sizes - 1) * (sizes - 2)) * sum(t * (t - 1) * (t - 2)) / (36 * n * (n - 1) * (n - 2)) +
    sum(sizes * (sizes - 1)) * sum(t * (t - 1)) / (8 * n * (n - 1))
  expectation <- (n^2 - sum(sizes^2)) / 4
  z <- (statistic - expectation) / sqrt(variance)
  p <- c(rising = pnorm(z, lower.tail = FALSE), falling = pnorm(z))
  exact <- n <= 8 || n <= 50 && all(t == 1)
  if (n <= 8 && any(t > 1)) {
    all_counts <- sapply(arrangements(unlist(groups), sizes), count)
    p <- c(rising = mean(all_counts >= statistic), falling = mean(all_counts <= statistic))
  } else if (exact) {
    mass <- 1
    for (i in 2:k) {
      before <- sum(sizes[seq_len(i - 1)])
      step <- dwilcox(0:(before * sizes[i]), before, sizes[i])
      mass <- rowSums(sapply(seq_along(step), function(j) c(rep(0, j - 1), mass, rep(0, length(step) - j)) * step[j]))
    }
    values <- seq_along(mass) - 1
    p <- c(rising = sum(mass[values >= statistic]), falling = sum(mass[values <= statistic]))
  }
  list(groups = groups, statistic = statistic, expectation = expectation, variance = variance, z = z, is_exact = exact,
       p_rising = p[["rising"]], p_falling = p[["falling"]], p_value = min(1, 2 * min(p)))
}

# Cuzick: rank sums with midranks.
cuzick <- function(groups, scores = seq_along(groups)) {
  ranks <- rank(unlist(groups))
  l <- rep(scores, lengths(groups))
  n <- length(ranks)
  t <- as.vector(table(unlist(groups)))
  variance <- (n + 1) / 12 * (n * sum(l^2) - sum(l)^2) * (1 - sum(t^3 - t) / (n^3 - n))
  statistic <- sum(l * ranks)
  z <- (statistic - (n + 1) * sum(l) / 2) / sqrt(variance)
  list(groups = groups, scores = scores, statistic = statistic, variance = variance, z = z, p_value = 2 * pnorm(-abs(z)))
}
bands <- list(
  small = list(c(2.1, 3.4, 1.7), c(3.9, 2.2, 4.4, 5.1), c(4.8, 3.3, 6.2, 5.5)),
  exact = split(round(rnorm(45, rep(c(0, 0.2, 0.5, 0.4), c(10, 12, 13, 10))), 6), rep(1:4, c(10, 12, 13, 10))),
  tied = split(pmin(10, pmax(0, round(rnorm(120, rep(c(4, 4.3, 5), 40), 2)))), rep(1:3, 40)),
  tiny = list(c(1, 2, 2), c(2, 3, 3), c(3, 4)),
  large = split(round(rnorm(900, rep(1:6, 150) / 20, 1), 2), rep(1:6, 150)))
bands <- lapply(bands, unname)

# Cochran-Armitage: prop.trend.test gives the chi-square, the sign is that of the score regression.
armitage <- function(x, n, scores = seq_along(x)) {
  test <- prop.trend.test(x, n, scores)
  list(successes = x, trials = n, scores = scores, z = unname(sqrt(test$statistic) * sign(cov(rep(scores, n), unlist(Map(function(a, b)
    rep(1:0, c(a, b - a)), x, n))))), p_value = test$p.value)
}

# The same, exact: all tables with these margins, by the rarer outcome.
armitage_exact <- function(x, n, scores = seq_along(x)) {
  sign <- if (2 * sum(x) > sum(n)) -1 else 1
  events <- if (sign > 0) x else n - x
  k <- length(n)
  tables <- as.matrix(expand.grid(lapply(n[-k], function(m) 0:min(m, sum(events)))))
  last <- sum(events) - rowSums(tables)
  tables <- cbind(tables, last)[last >= 0 & last <= n[k], ]
  log_ways <- colSums(lchoose(n, t(tables)))
  mass <- exp(log_ways - max(log_ways))
  mass <- mass / sum(mass)
  excess <- sign * (as.vector(tables %*% scores) - sum(events * scores))
  p <- c(rising = sum(mass[excess >= 0]), falling = sum(mass[excess <= 0]))
  list(successes = x, trials = n, scores = scores, p_rising = p[["rising"]], p_falling = p[["falling"]], p_value = min(1, 2 * min(p)))
}

# Least squares: lm.
regress <- function(n, intercept) {
  x <- data.frame(a = round(rnorm(n, 50, 10), 2), b = rbinom(n, 1, 0.4), c = round(1e6 + rexp(n) * 100))
  x$y <- round(3 + 0.1 * x$a - x$b + 0.002 * x$c + rnorm(n), 3)
  fit <- if (intercept) lm(y ~ a + b + c, x) else lm(y ~ 0 + a + b + c, x)
  s <- summary(fit)
  list(x = as.list(x), intercept = intercept, coefficients = unname(coef(fit)), standard_errors = unname(s$coefficients[, 2]),
       lower = unname(confint(fit)[, 1]), upper = unname(confint(fit)[, 2]), residual_sd = s$sigma, r_squared = s$r.squared,
       f = unname(s$fstatistic[1]), p_value = unname(pf(s$fstatistic[1], s$fstatistic[2], s$fstatistic[3], lower.tail = FALSE)))
}

# How many digits of NIST's certified values lm and aov reach: what LinearRegression and AnalysisOfVariance are held against.
digits <- function(value, certified) min(16, -log10(max(abs(value / certified - 1), 1e-16, na.rm = FALSE)))
read_sets <- function(name) fromJSON(name, simplifyDataFrame = FALSE, simplifyMatrix = FALSE)$data_sets
linear <- lapply(read_sets("nist-linear.json"), function(d) {
  X <- if (is.null(d$degree)) do.call(cbind, d$x) else outer(d$x[[1]], seq_len(d$degree), "^")
  fit <- if (d$intercept) lm(d$y ~ X, tol = 1e-20) else lm(d$y ~ 0 + X, tol = 1e-20)
  list(name = d$name, digits = digits(coef(fit), d$coefficients))
})
variance <- lapply(read_sets("nist-anova.json"), function(d) {
  groups <- if (is.null(d$groups)) lapply(d$first_three, function(v) c(v[1], rep(v[2:3], d$replicates)[seq_len(d$replicates - 1)])) else d$groups
  table <- summary(aov(unlist(groups) ~ factor(rep(seq_along(groups), lengths(groups)))))[[1]]
  list(name = d$name, digits = digits(table[1, 4], d$f), p_value = table[1, 5])
})

write_json(list(
  script = "rank-trends.R", software = list(R = R.version.string), theil_sen = lines, pseudo_medians = pseudo_medians, shifts = shifts,
  jonckheere = unname(lapply(bands, jonckheere)),
  cuzick = unname(c(lapply(bands, cuzick), list(cuzick(bands$tied, c(1, 2, 5)), cuzick(bands$large, c(-3, 0, 0.5, 2, 7, 30))))),
  armitage = list(armitage(c(83, 90, 129, 70), c(86, 93, 136, 82)), armitage(c(2, 5, 9, 30), c(40, 42, 37, 60), c(0, 1, 3, 10)),
                  armitage(c(5000, 5100, 5300), c(20000, 20100, 20400))),
  armitage_exact = list(
    armitage_exact(c(83, 90, 129, 70), c(86, 93, 136, 82)), armitage_exact(c(2, 0, 3, 5), c(12, 9, 11, 10), c(0, 1, 3, 10)),
    armitage_exact(c(7, 1, 3), c(8, 20, 25), c(-2, 5, 1))),
  regressions = list(regress(30, TRUE), regress(200, TRUE), regress(60, FALSE)),
  r_on_nist = list(linear = linear, variance = variance)), "rank-trends.json", digits = NA, auto_unbox = TRUE)
