# Reference numbers for CloneCensorWeighting from glm, weighted sums and numerical derivatives: writes target-trials.json and
# target-trials.csv, a simulated study of persons in sequential trials. glm stops at a relative change of 1e-8 by default; here it
# goes on to 1e-15.
#
# Strategies: 0 to keep on; 1 to stop in interval 1 at the latest (interval 0 and 1 are its grace); 2 what was done in interval 0 was to
# stop, and anything after.
suppressMessages({library(numDeriv); library(jsonlite)})
exact <- glm.control(epsilon = 1e-15, maxit = 100)
intervals <- 4
set.seed(254)
rows <- list()
entry <- 0
for (person in 1:150) {
  level <- rnorm(1)
  for (trial in seq_len(sample(1:3, 1))) {
    entry <- entry + 1
    age <- round(rnorm(1), 3)
    sex <- rbinom(1, 1, 0.5)
    stopped <- FALSE
    last <- level + rnorm(1)
    keeps <- rep(TRUE, 3)
    for (k in 0:(intervals - 1)) {
      severity <- round(last, 3)
      before <- stopped
      if (!stopped) stopped <- runif(1) < plogis(-1.2 + 0.6 * severity + 0.3 * age)
      keeps <- keeps & c(!stopped, stopped | k == 0, k > 0 | stopped)
      last <- 0.5 * level + 0.4 * severity + 0.3 * sex - 0.5 * stopped + rnorm(1)
      lost <- k < intervals - 1 && runif(1) < plogis(-3 + 0.5 * severity)
      cause <- if (runif(1) < plogis(-2.6 + 0.5 * severity - 0.6 * stopped)) 1 else if (runif(1) < 0.05) 2 else 0
      rows[[length(rows) + 1]] <- data.frame(
        person, entry, interval = k, age, sex, severity, compatible = sum(keeps * c(1, 2, 4)),
        response = if (runif(1) < 0.1) NaN else round(last, 3), lost = as.integer(lost), cause)
      if (lost) break
    }
    # The study's own end, which is no loss.
    if (!lost && runif(1) < 0.1) rows <- rows[-length(rows)]
    if (k == 0 && !any(sapply(rows, function(r) r$entry == entry))) entry <- entry - 1
  }
}
study <- do.call(rbind, rows)
write.csv(study, "target-trials.csv", row.names = FALSE, quote = FALSE, na = "nan")

# Entries end with their event.
events <- study[ave(study$cause > 0, study$entry, FUN = function(e) cumsum(e) - e) == 0, ]
events$lost[events$cause > 0] <- 0

clones <- function(data, strategy) {
  data$on <- bitwAnd(data$compatible, 2^strategy) > 0
  data$on <- ave(data$on, data$entry, FUN = function(on) cumprod(on)) == 1
  data$was_on <- ave(data$on, data$entry, FUN = function(on) c(TRUE, head(on, -1)))
  data$is_last <- !duplicated(data$entry, fromLast = TRUE)
  data
}
# The rows of each regression, whether each remains, and the regression on the intervals with both.
processes <- function(data, weights_losses) {
  both <- function(rows, remains) {
    shares <- tapply(remains, rows$interval, mean)
    kept <- rows$interval %in% as.integer(names(shares)[shares > 0 & shares < 1])
    list(rows = rows[kept, ], remains = remains[kept])
  }
  start <- data[data$interval == 0, ]
  later <- data[data$interval > 0 & data$was_on, ]
  followed <- data[data$on & data$interval < intervals - 1 & (!data$is_last | data$lost == 1), ]
  all <- list(start = both(start, start$on), deviation = both(later, later$on))
  if (weights_losses) all$loss <- both(followed, !followed$is_last)
  all <- all[sapply(all, function(p) nrow(p$rows) > 0)]
  lapply(all, function(p) {
    terms <- c("age", "sex", "severity", if (length(unique(p$rows$interval)) > 1) "factor(interval)")
    fit <- glm(as.formula(paste("remains ~", paste(terms, collapse = " + "))), binomial, cbind(p$rows, remains = p$remains),
               control = exact)
    matrix <- model.matrix(fit)
    list(rows = p$rows, remains = p$remains, matrix = matrix, coefficients = coef(fit), covariance = vcov(fit),
         share = tapply(p$remains, p$rows$interval, mean))
  })
}
# Weights of the clones that are there, by coefficients of the regressions.
weights_of <- function(data, models, coefficients) {
  ratio <- rep(1, nrow(data))
  key <- paste(data$entry, data$interval)
  for (name in names(models)) {
    model <- models[[name]]
    p <- plogis(as.numeric(model$matrix %*% coefficients[[name]]))
    at <- paste(model$rows$entry, model$rows$interval + (name == "loss"))
    found <- match(key, at)
    share <- as.numeric(model$share[as.character(model$rows$interval)])
    ratio <- ratio * ifelse(is.na(found), 1, (share / p)[found])
  }
  ave(ratio, data$entry, FUN = cumprod)[data$on]
}
curve_of <- function(here, w, kind, cause) {
  sums <- function(x) as.numeric(tapply(w * x, factor(here$interval, 0:(intervals - 1)), sum))
  if (kind == "mean") {
    seen <- !is.nan(here$response)
    return(sums(ifelse(seen, here$response, 0)) / sums(seen))
  }
  own <- sums(here$cause == cause) / sums(1)
  any <- sums(here$cause > 0) / sums(1)
  cumsum(c(1, head(cumprod(1 - any), -1)) * own)
}
analyse <- function(data, kind, cause, truncation, weights_losses) {
  persons <- sort(unique(data$person))
  arms <- lapply(0:2, function(strategy) {
    all <- clones(data, strategy)
    models <- processes(all, weights_losses)
    coefficients <- lapply(models, function(m) m$coefficients)
    here <- all[all$on, ]
    full <- weights_of(all, models, coefficients)
    limits <- if (is.null(truncation)) rep(Inf, intervals) else as.numeric(tapply(full, here$interval, quantile, truncation))
    limit <- limits[here$interval + 1]
    w <- pmin(full, limit)
    value <- curve_of(here, w, kind, cause)
    # Influence of each person: of her own weighted rows, and through the coefficients by her scores.
    count <- length(value)
    direct <- matrix(0, length(persons), count)
    for (i in seq_along(persons)) {
      step <- 1e-4 * (here$person == persons[i])
      direct[i, ] <- (curve_of(here, w * (1 + step), kind, cause) - curve_of(here, w * (1 - step), kind, cause)) / 2e-4
    }
    through <- matrix(0, length(persons), count)
    for (name in names(models)) {
      slope <- jacobian(function(b) {
        changed <- coefficients
        changed[[name]] <- b
        moved <- weights_of(all, models, changed)
        curve_of(here, ifelse(full > limit, limit, moved), kind, cause)
      }, coefficients[[name]])
      model <- models[[name]]
      residual <- model$remains - plogis(as.numeric(model$matrix %*% model$coefficients))
      scores <- rowsum(model$matrix * residual, factor(model$rows$person, persons), reorder = TRUE)
      present <- match(rownames(scores), persons)
      through[present, ] <- through[present, ] + scores %*% model$covariance %*% t(slope)
    }
    by_interval <- split(seq_along(w), factor(here$interval, 0:(intervals - 1)))
    scaled <- (here$age - mean(data$age[data$interval == 0])) / sd(data$age[data$interval == 0])
    end <- here$interval == intervals - 1
    list(value = value, influence = direct + through, limits = if (is.null(truncation)) NULL else limits,
         clones = lengths(by_interval), mean = sapply(by_interval, function(i) mean(w[i])),
         sd = sapply(by_interval, function(i) sd(w[i])), largest = sapply(by_interval, function(i) max(w[i])),
         effective = sapply(by_interval, function(i) sum(w[i])^2 / sum(w[i]^2)),
         truncated = sapply(by_interval, function(i) sum(full[i] > limit[i])),
         deviated = as.numeric(table(factor(all$interval[all$was_on & !all$on], 0:(intervals - 1)))),
         age = c(mean(scaled[here$interval == 0]), weighted.mean(scaled[end], w[end]), mean(scaled[end])),
         coefficients = lapply(models, function(m) I(as.numeric(m$coefficients))))
  })
  g <- length(persons)
  error <- function(influence) sqrt(colSums(influence^2) * g / (g - 1))
  plain <- function(x) I(as.numeric(x))
  list(kind = kind, cause = cause, truncation = truncation, weights_losses = weights_losses, people = g,
       strategies = lapply(arms, function(a) {
         list(value = plain(a$value), standard_error = plain(error(a$influence)), limits = a$limits, clones = plain(a$clones),
              mean = plain(a$mean), sd = plain(a$sd), largest = plain(a$largest), effective = plain(a$effective),
              truncated = plain(a$truncated), deviated = plain(a$deviated), age = plain(a$age))
       }),
       difference = list(value = plain(arms[[2]]$value - arms[[1]]$value),
                         standard_error = plain(error(arms[[2]]$influence - arms[[1]]$influence))))
}
write_json(list(script = "target-trials.R",
                software = list(R = R.version.string, numDeriv = as.character(packageVersion("numDeriv"))),
                analyses = list(analyse(study, "mean", 0, NULL, TRUE), analyse(study, "mean", 0, 0.95, TRUE),
                                analyse(study, "mean", 0, NULL, FALSE), analyse(events, "incidence", 1, NULL, TRUE),
                                analyse(events, "incidence", 2, 0.95, TRUE))),
           "target-trials.json", digits = NA, auto_unbox = TRUE, null = "null")
