# Reference numbers for LogLinearRegression: writes log-linear.json. Run in this folder: Rscript log-linear.R
#
# Quasi-likelihood with a log link and a variance of the squared mean, of R's glm run to rounding, with clubSandwich's CR2 errors and degrees
# of freedom of least squares on the working response at the optimum. (Of the glm itself clubSandwich's differ in the fourth digit, as its
# working model there is not of equal variances.)
suppressMessages({ library(jsonlite); library(clubSandwich) })
set.seed(11)

n <- 60
rows <- data.frame(group = rep(1:30, each = 2), x = round(rnorm(n), 2), z = round(runif(n), 2))
rows$y <- round(exp(0.3 + 0.4 * rows$x - 0.5 * rows$z) * rchisq(n, 3) / 3, 3)
rows$y[c(4, 17, 18, 40)] <- 0

fit <- function(name, formula, cluster) {
  model <- glm(formula, family = quasi(link = "log", variance = "mu^2"), data = rows, start = c(log(mean(rows$y)), rep(0, length(all.vars(formula)) - 1)),
               control = list(epsilon = 1e-15, maxit = 200))
  mean <- fitted(model)
  frame <- transform(rows, y = log(mean) + (y - mean) / mean)
  least <- lm(formula, frame)
  stopifnot(max(abs(coef(least) - coef(model))) < 1e-12)
  robust <- vcovCR(least, cluster = cluster, type = "CR2")
  test <- coef_test(least, vcov = robust, test = "Satterthwaite")
  list(name = name, coefficients = as.numeric(coef(model)), standard_errors = sqrt(diag(as.matrix(robust))),
       degrees_of_freedom = as.numeric(test$df_Satt), spread = sqrt(summary(model)$dispersion))
}
output <- list(
  versions = list(R = as.character(getRversion()), clubSandwich = as.character(packageVersion("clubSandwich"))),
  rows = rows,
  fits = list(fit("rows", y ~ x + z, seq_len(n)), fit("groups", y ~ x + z, rows$group), fit("one", y ~ x, rows$group)))
write_json(output, "log-linear.json", auto_unbox = TRUE, digits = NA, pretty = TRUE, dataframe = "columns")
