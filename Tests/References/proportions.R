# Reference numbers for ProportionTest and the intervals of a proportion from R's stats: writes proportions.json.
suppressMessages(library(jsonlite))
cases <- expand.grid(n = c(1, 2, 7, 29, 100, 263, 5000, 1000000), share = c(0, 0.02, 0.3, 0.5, 0.95, 1), claim = c(0.5, 0.95, 0.02))
cases$x <- round(cases$n * cases$share)
cases <- unique(cases[c("x", "n", "claim")])
p_value <- function(x, n, claim, side) binom.test(x, n, claim, alternative = side)$p.value
numbers <- lapply(seq_len(nrow(cases)), function(row) with(cases[row, ], {
  exact <- binom.test(x, n, claim)
  score <- suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int)
  list(successes = x, trials = n, claim = claim, two_sided = exact$p.value, less = p_value(x, n, claim, "less"),
       greater = p_value(x, n, claim, "greater"), exact = as.numeric(exact$conf.int), wilson = as.numeric(score))
}))
write_json(list(script = "proportions.R", software = list(R = R.version.string), cases = numbers), "proportions.json",
           digits = NA, auto_unbox = TRUE)
