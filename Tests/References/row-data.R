# Data of the regressions on rows (CumulativeLink, TobitRegression, LogisticRegression, InverseProbabilityWeights), simulated with a
# fixed seed: writes visits.csv, 600 visits of 120 people. The day number has an offset of a million.
set.seed(20260301)
people <- 120
cluster <- rep(seq_len(people), each = 5)
n <- length(cluster)
months <- round(runif(n, 0, 24), 2)
day <- 1e6 + round(30 * months) + sample(0:9, n, replace = TRUE)
dose <- round(exp(rnorm(n, 3, 0.8)), 1)
female <- rep(rbinom(people, 1, 0.45), each = 5)
own <- rep(rnorm(people, 0, 0.7), each = 5)
latent <- 0.08 * months + 0.01 * dose - 0.5 * female + own + rlogis(n)
level <- cut(latent, c(-Inf, -0.5, 1, 2.5, Inf), labels = FALSE) - 1
seconds <- 60 - 1.4 * months + 12 * female - 10 * own + rnorm(n, 0, 22)
limit <- ifelse(seconds > 70, 1, ifelse(seconds < 12, -1, 0))
seconds <- round(pmin(70, pmax(12, seconds)), 2)
assessed <- rbinom(n, 1, plogis(1.3 - 0.06 * months + 0.4 * female - 0.25 * own))
withdrawn <- as.integer(latent > 0.8)
write.csv(data.frame(cluster, months, day, dose, female, level, seconds, limit, assessed, withdrawn), "visits.csv", row.names = FALSE, quote = FALSE)
