# Reference numbers for TurnbullSurvival: writes turnbull.json. survival's survfit stops its EM at steps of 5e-5 and its errors are
# not of the interval-censored likelihood. So its curve is where R's own EM starts, in plain sums, which runs until masses move by less
# than 1e-15; errors are from the inverse of the information of the masses above 0, by dense matrices.
suppressMessages({ library(survival); library(npsurv); library(jsonlite) })

masses_of <- function(left, right) {
  upper <- ifelse(is.na(right), Inf, right)
  # Turnbull's innermost intervals: among all ends in order, right before left where they are equal, a left with a right next to it.
  ends <- rbind(data.frame(at = unique(upper), is_left = 0), data.frame(at = unique(left), is_left = 1))
  ends <- ends[order(ends$at, ends$is_left), ]
  starts <- which(ends$is_left[-nrow(ends)] == 1 & ends$is_left[-1] == 0)
  support <- data.frame(left = ends$at[starts], right = ends$at[starts + 1])
  holds <- 1 * (outer(left, support$left, "<=") & outer(upper, support$right, ">="))
  # survfit's curve has its jumps in the middle of supports, and none in the last where that has no right end.
  start <- survfit(Surv(left, right, type = "interval2") ~ 1)
  curve <- stepfun(start$time, c(1, start$surv))
  first <- -diff(c(1, ifelse(is.finite(support$right), curve(support$right), 0)))
  mass <- pmax(first, 1e-4) / sum(pmax(first, 1e-4))
  n <- length(left)
  for (iteration in 1:500000) {
    next_mass <- mass * colSums(holds / drop(holds %*% mass)) / n
    moved <- max(abs(next_mass - mass))
    mass <- next_mass
    if (moved < 1e-16) break
  }
  used <- mass > 1e-9
  # Newton on the masses above 0 to the last digits, the last one being 1 less the others.
  own <- holds[, used, drop = FALSE]; m <- mass[used] / sum(mass[used]); q <- length(m)
  change <- rbind(diag(q - 1), -1)
  for (step in 1:20) {
    free <- own %*% change / drop(own %*% m)
    m <- m + drop(change %*% solve(crossprod(free), colSums(free)))
  }
  free <- own %*% change / drop(own %*% m)
  heights <- matrix(0, q, q - 1)
  for (row in 1:q) heights[row, seq_len(min(row, q - 1))] <- -1
  heights[q, ] <- 0
  full <- numeric(length(mass)); full[used] <- m
  pulls <- colSums(holds / drop(holds %*% full)) / n
  stopifnot(max(pulls) < 1 + 1e-9, all(m > 0))
  # Another algorithm, the constrained Newton method of Wang (2008).
  other <- npsurv(cbind(left, upper), tol = 1e-14, maxit = 1000)$f
  stopifnot(identical(other$left, support$left[used]), max(abs(other$p - m)) < 1e-6)
  list(left = left, right = right, support_left = support$left[used],
       support_right = ifelse(is.finite(support$right[used]), support$right[used], NA), mass = m,
       survival = 1 - cumsum(m), standard_error = sqrt(diag(heights %*% solve(crossprod(free)) %*% t(heights))),
       survfit_difference = max(abs(first - full)), npsurv_difference = max(abs(other$p - m)))
}

set.seed(20260401)
# Weekly visits, each kept with probability 0.7; times with a day known; some lost between.
visits <- function(n, known) {
  time <- ceiling(rexp(n, 1 / 40)); left <- right <- numeric(n)
  for (i in 1:n) {
    kept <- c(0, seq(7, 84, 7)[runif(12) < 0.7]); kept <- kept[kept <= runif(1, 40, 200)]
    left[i] <- max(kept[kept < time[i]]); after <- kept[kept >= time[i]]
    right[i] <- if (length(after)) min(after) else NA
    if (known[i]) { left[i] <- time[i] - 1; right[i] <- time[i] }
  }
  list(left = left, right = right)
}
# Breast retraction in months under radiotherapy alone (Finkelstein & Wolfe 1985, doi:10.2307/2530965).
data("cancer", package = "npsurv")
cancer <- subset(cancer, group == "RT")
radiotherapy <- list(left = cancer$L, right = ifelse(is.finite(cancer$R), cancer$R, NA))
studies <- list(radiotherapy = radiotherapy, visits = visits(150, rep(FALSE, 150)), mixed = visits(120, rep(c(TRUE, FALSE, FALSE), 40)),
                without_last = list(left = c(0, 2, 1, 4, 3, 0, 5), right = c(3, 4, 5, 9, 7, 2, 6)))
numbers <- lapply(studies, function(study) masses_of(study$left, study$right))
write_json(list(script = "turnbull.R", software = list(R = R.version.string, survival = as.character(packageVersion("survival")),
                                                               npsurv = as.character(packageVersion("npsurv"))),
                studies = numbers), "turnbull.json", digits = NA, auto_unbox = TRUE, na = "null")
