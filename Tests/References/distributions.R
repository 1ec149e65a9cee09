# Reference numbers for Distributions from R's stats: writes distributions.json, rows of (parameters, argument, lower, upper).
suppressMessages(library(jsonlite))
z <- c(-37, -20, -8, -3, -1.959963984540054, -0.5, 0, 1e-8, 0.5, 1, 2.5, 6, 12, 30)
normal <- data.frame(x = z, lower = pnorm(z), upper = pnorm(z, lower.tail = FALSE))
t <- expand.grid(df = c(0.5, 1, 2, 3, 10, 29, 31, 50, 99.5, 1000, 1e6), x = c(-40, -8, -2, -0.1, 0, 1e-6, 0.7, 1.96, 3, 10, 60, 1e4))
t$lower <- pt(t$x, t$df); t$upper <- pt(t$x, t$df, lower.tail = FALSE)
chi <- expand.grid(df = c(0.5, 1, 2, 5, 30, 200, 10000), x = c(1e-8, 0.01, 0.5, 1, 3.84, 20, 150, 900, 10000, 10500))
chi$lower <- pchisq(chi$x, chi$df); chi$upper <- pchisq(chi$x, chi$df, lower.tail = FALSE)
f <- expand.grid(d1 = c(1, 2, 4, 10.5, 100), d2 = c(1, 3, 17, 60, 5000), x = c(1e-6, 0.1, 0.9, 1, 2.3, 8, 100))
f$lower <- pf(f$x, f$d1, f$d2); f$upper <- pf(f$x, f$d1, f$d2, lower.tail = FALSE)
b <- expand.grid(a = c(0.5, 1, 3, 40, 1000, 50000), b = c(0.5, 2, 15, 800, 50000), x = c(1e-6, 0.01, 0.2, 0.5, 0.501, 0.8, 0.97, 0.9999))
b$lower <- pbeta(b$x, b$a, b$b); b$upper <- pbeta(b$x, b$a, b$b, lower.tail = FALSE)
n <- expand.grid(n = c(1, 10, 57, 1000, 100000), p = c(0.001, 0.05, 0.5, 0.95, 0.999), share = c(0, 0.02, 0.4, 0.5, 0.9, 1))
n$x <- round(n$n * n$share); n$share <- NULL
n$lower <- pbinom(n$x, n$n, n$p); n$upper <- pbinom(n$x, n$n, n$p, lower.tail = FALSE); n$mass <- dbinom(n$x, n$n, n$p)
probabilities <- c(1e-300, 1e-12, 1e-5, 0.001, 0.025, 0.05, 0.2, 0.5, 0.7, 0.95, 0.975, 0.995)
# qf forms 1/qbeta - 1, which for small p keeps few digits (qf(1e-5, 1, 20) is right to five; mpmath 1.4.1 at 40 digits gives
# 1.6105444985786221e-10). The odds of the beta quantile, from whichever end it is nearer, keep them.
f_quantile <- function(p, d1, d2) {
  x <- qbeta(p, d1 / 2, d2 / 2); rest <- qbeta(p, d2 / 2, d1 / 2, lower.tail = FALSE)
  d2 / d1 * ifelse(x < 0.5, x / (1 - x), (1 - rest) / rest)
}
quantiles <- list(
  normal = data.frame(p = probabilities, q = qnorm(probabilities)),
  t = transform(expand.grid(p = probabilities[-1], df = c(1, 2, 4, 9, 35, 199, 1e5)), q = qt(p, df)),
  chi_square = transform(expand.grid(p = probabilities[-1], df = c(1, 3, 10, 250)), q = qchisq(p, df)),
  f = transform(expand.grid(p = probabilities[-1], d1 = c(1, 3, 12), d2 = c(4, 20, 400)), q = f_quantile(p, d1, d2)),
  beta = transform(expand.grid(p = probabilities[-1], a = c(0.5, 1, 12, 900), b = c(1, 7.5, 300)), q = qbeta(p, a, b)))
rows <- function(frame) unname(split(as.matrix(frame), seq_len(nrow(frame))))
write_json(list(script = unbox("distributions.R"), software = list(R = unbox(R.version.string)),
                normal = rows(normal), t = rows(t), chi_square = rows(chi), f = rows(f), beta = rows(b), binomial = rows(n),
                quantiles = lapply(quantiles, rows)), "distributions.json", digits = NA)
