# Reference numbers for CohenKappa and FleissKappa: the definitions written out in R, from raw classifications and not from tables.
# Writes agreement.json.
suppressMessages(library(jsonlite))
set.seed(20260101)
cohen <- function(a, b) {
  categories <- union(a, b)
  p <- mean(a == b)
  e <- sum(sapply(categories, function(k) mean(a == k) * mean(b == k)))
  (p - e) / (1 - e)
}
fleiss <- function(ratings) {
  pairs <- combn(ncol(ratings), 2)
  p <- mean(apply(ratings, 1, function(row) mean(row[pairs[1, ]] == row[pairs[2, ]])))
  e <- sum((table(ratings) / length(ratings))^2)
  (p - e) / (1 - e)
}
cases <- lapply(1:12, function(case) {
  n <- sample(5:60, 1); m <- sample(2:7, 1); k <- sample(2:6, 1)
  true <- sample(k, n, replace = TRUE, prob = (1:k)^2)
  ratings <- sapply(1:m, function(i) ifelse(runif(n) < 0.5, true, sample(k, n, replace = TRUE)))
  dim(ratings) <- c(n, m)
  counts <- t(apply(ratings, 1, function(row) tabulate(row, k)))
  table <- unclass(table(factor(ratings[, 1], 1:k), factor(ratings[, 2], 1:k)))
  dimnames(table) <- NULL
  list(counts = counts, table = table, fleiss = fleiss(ratings), cohen = cohen(ratings[, 1], ratings[, 2]))
})
write_json(list(script = "agreement.R", software = list(R = R.version.string), cases = cases), "agreement.json",
           digits = NA, auto_unbox = TRUE)
