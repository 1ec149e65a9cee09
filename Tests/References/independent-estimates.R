# Reference numbers for IndependentEstimates from R's oneway.test and t.test (stats): writes independent-estimates.json. Each group is
# handed over as its mean, the standard error of the mean and n - 1.
suppressMessages(library(jsonlite))
of <- function(groups) {
  values <- unlist(groups)
  group <- factor(rep(seq_along(groups), lengths(groups)))
  test <- oneway.test(values ~ group)
  first <- t.test(groups[[2]], groups[[1]])
  list(estimates = unname(sapply(groups, mean)), standard_errors = unname(sapply(groups, function(g) sd(g) / sqrt(length(g)))),
       degrees_of_freedom = lengths(groups) - 1, f = unname(test$statistic), numerator = unname(test$parameter[1]),
       denominator = unname(test$parameter[2]), p = test$p.value, difference = unname(first$estimate[1] - first$estimate[2]),
       difference_df = unname(first$parameter), difference_interval = as.numeric(first$conf.int))
}
set.seed(20260503)
groups <- list(
  split(sleep$extra, sleep$group), split(chickwts$weight, chickwts$feed), split(InsectSprays$count, InsectSprays$spray),
  lapply(c(11, 40, 200), function(n) rnorm(n, 0.1 * n / 100, n / 50)))
fits <- lapply(groups, function(g) of(unname(g)))
write_json(list(script = "independent-estimates.R", software = list(R = R.version.string), fits = fits),
           "independent-estimates.json", digits = NA, auto_unbox = TRUE)
