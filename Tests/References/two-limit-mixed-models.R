# Reference numbers for TwoLimitMixedModel: writes two-limit-mixed-models.json. No package fits the model with a random slope, so the
# likelihood is written out and integrated by the trapezoidal rule over both standard normal random effects, whose error for so smooth
# functions is below 1e-10 at this step; maximised by optim, then by Newton's steps with numDeriv's derivatives.
suppressMessages({library(numDeriv); library(jsonlite)})
set.seed(41)
people <- 30; times <- 0:5
person <- rep(seq_len(people), each = length(times))
day <- rep(times, people)
female <- rep(rbinom(people, 1, 0.5), each = length(times))
b <- cbind(rnorm(people), rnorm(people))
latent <- 3 + 0.5 * female - 0.35 * day + 2 * b[person, 1] + day * (0.2 * b[person, 1] + 0.6 * b[person, 2]) + rnorm(length(day), 0, 1.2)
score <- pmin(pmax(round(latent, 1), 0), 6)

step <- 0.15
line <- seq(-7.5, 7.5, by = step)

log_likelihoods <- function(theta, random_slope) {
  p <- 3
  mean <- theta[1] + theta[2] * day + theta[3] * female
  l00 <- exp(theta[4])
  if (random_slope) {
    u0 <- rep(line, each = length(line)); u1 <- rep(line, length(line))
    l10 <- theta[5]; l11 <- exp(theta[6]); sigma <- exp(theta[7])
    prior <- 2 * log(step) + dnorm(u0, log = TRUE) + dnorm(u1, log = TRUE)
    level <- l00 * u0; slope <- l10 * u0 + l11 * u1
  } else {
    sigma <- exp(theta[5])
    prior <- log(step) + dnorm(line, log = TRUE); level <- l00 * line; slope <- 0 * line
  }
  vapply(seq_len(people), function(one) {
    total <- prior
    for (row in which(person == one)) {
      eta <- mean[row] + level + slope * day[row]
      total <- total + if (score[row] == 0) pnorm(0, eta, sigma, log.p = TRUE)
        else if (score[row] == 6) pnorm(6, eta, sigma, lower.tail = FALSE, log.p = TRUE)
        else dnorm(score[row], eta, sigma, log = TRUE)
    }
    top <- max(total)
    top + log(sum(exp(total - top)))
  }, 0)
}

one <- function(random_slope, start) {
  value <- function(theta) sum(log_likelihoods(theta, random_slope))
  theta <- optim(start, function(theta) -value(theta), method = "BFGS", control = list(reltol = 1e-10, maxit = 300))$par
  for (newton in 1:3) {
    slope <- grad(value, theta)
    information <- -hessian(value, theta)
    step <- solve(information, slope)
    cat(random_slope, newton, max(abs(step)), "\n")
    if (newton < 3) theta <- theta + step
  }
  scores <- jacobian(log_likelihoods, theta, random_slope = random_slope)
  bread <- solve(information)
  shown <- c(1:3, length(theta))
  l <- matrix(c(exp(theta[4]), if (random_slope) c(theta[5], 0, exp(theta[6]))), ncol = if (random_slope) 2 else 1)
  covariance <- if (random_slope) { l <- rbind(c(l[1], 0), c(theta[5], exp(theta[6]))); l %*% t(l) } else l^2
  list(random_slope = random_slope, estimates = theta[shown], standard_errors = sqrt(diag(bread))[shown],
       cr0 = sqrt(diag(bread %*% crossprod(scores) %*% bread))[shown],
       sd_intercept = sqrt(covariance[1, 1]), sd_slope = if (random_slope) sqrt(covariance[2, 2]) else NA,
       correlation = if (random_slope) covariance[1, 2] / sqrt(covariance[1, 1] * covariance[2, 2]) else NA,
       log_likelihood = value(theta))
}
fits <- list(one(FALSE, c(3, -0.35, 0.5, log(2), log(1.2))), one(TRUE, c(3, -0.35, 0.5, log(2), 0.2, log(0.6), log(1.2))))
write_json(list(script = "two-limit-mixed-models.R",
                software = list(R = R.version.string, numDeriv = as.character(packageVersion("numDeriv"))),
                person = person, day = day, female = female, score = score, lower = 0, upper = 6, fits = fits),
           "two-limit-mixed-models.json", digits = NA, auto_unbox = TRUE, na = "null")
