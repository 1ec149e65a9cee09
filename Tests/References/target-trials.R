# Reference numbers for CloneCensorWeighting from glm, weighted sums and numerical derivatives, and from glm again without each person: writes target-trials.json and
# target-trials.csv, a simulated study of persons in sequential trials. glm stops at a relative change of 1e-8 by default; here it
# goes on to 1e-15.
#
# Strategies: 0 to keep on; 1 to stop, and 2 to switch, in interval 1 at the latest (intervals 0 and 1 are a grace period). Who has done
# neither waits in interval 0 and keeps on from interval 1. Who has stopped or switched may go back. In an interval a person is lost before
# anything of it is seen; "now" is known when it is decided what is done, and so of nobody who is lost.
suppressMessages({library(numDeriv); library(jsonlite)})
exact <- glm.control(epsilon = 1e-15, maxit = 100)
intervals <- 4
set.seed(254)
rows <- list()
entry <- 0
for (person in 1:300) {
  level <- rnorm(1)
  for (trial in seq_len(sample(1:3, 1))) {
    entry <- entry + 1
    age <- round(rnorm(1), 3)
    sex <- rbinom(1, 1, 0.5)
    done <- 0
    waits <- TRUE
    keeps <- rep(TRUE, 3)
    last <- level + rnorm(1)
    first <- TRUE
    for (k in 0:(intervals - 1)) {
      severity <- round(last, 3)
      lost <- runif(1) < plogis(-3 + 0.5 * severity)
      now <- if (lost) 0 else round(0.7 * severity + 0.7 * rnorm(1), 3)
      if (!lost) {
        begins <- done == 0 && runif(1) < plogis(-1 + 0.3 * now + 0.3 * age)
        if (begins) done <- if (runif(1) < plogis(0.2 + 0.4 * now)) 1 else 2
        back <- !begins && done > 0 && runif(1) < plogis(-2.5 + 0.3 * now)
        waits <- k == 0 && done == 0
        if (!waits) keeps <- keeps & c(done == 0, done == 1 && !back && (!begins || k < 2), done == 2 && !back && (!begins || k < 2))
        last <- 0.5 * level + 0.4 * severity + 0.2 * now + 0.3 * sex - 0.5 * (done == 1) + rnorm(1)
      }
      cause <- if (lost) 0 else
        if (runif(1) < plogis(-2.6 + 0.5 * severity - 0.6 * (done == 1))) 1 else if (runif(1) < 0.05) 2 else 0
      # The study's own end, which is no loss.
      if (!first && !lost && runif(1) < 0.04) break
      rows[[length(rows) + 1]] <- data.frame(
        person, entry, interval = k, age, sex, severity, now, compatible = if (lost) 0 else sum(keeps * c(1, 2, 4)),
        waits = as.integer(waits && !lost), response = if (lost || runif(1) < 0.1) NaN else round(last, 3),
        lost = as.integer(lost), cause)
      first <- FALSE
      if (lost) break
    }
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
  data$was_on <- ave(data$on, data$entry, FUN = function(on) c(TRUE, head(on, -1))) == 1
  data$may_begin <- ave(data$waits, data$entry, FUN = function(waits) c(TRUE, head(waits, -1))) == 1
  data
}
# The rows of each regression, whether each remains, and the regression on the intervals with both.
processes <- function(data, weights_losses) {
  followed <- data[data$was_on, ]
  decide <- followed[followed$lost == 0, ]
  by <- function(x) factor(x$interval, 0:(intervals - 1))
  # What stands over the probability: the share that remains, and of those who begin or wait the chance of it under the strategy.
  share <- as.numeric(tapply(decide$on, by(decide), mean))
  starts <- as.numeric(table(by(decide[decide$may_begin & decide$on & decide$waits == 0, ])))
  begins <- starts / rev(cumsum(rev(starts)))
  begins[is.nan(begins)] <- 0
  both <- function(rows, remains, over) {
    shares <- tapply(remains, rows$interval, mean)
    kept <- rows$interval %in% as.integer(names(shares)[shares > 0 & shares < 1])
    list(rows = rows[kept, ], remains = remains[kept], over = over)
  }
  open <- decide[decide$may_begin, ]
  later <- decide[!decide$may_begin, ]
  all <- list(wait = both(open, open$on & open$waits == 1, (1 - begins) * share),
              start = both(open, open$on & open$waits == 0, begins * share), deviation = both(later, later$on, share))
  if (weights_losses) all$loss <- both(followed, followed$lost == 0, as.numeric(tapply(followed$lost == 0, by(followed), mean)))
  lapply(setNames(names(all), names(all)), function(name) {
    p <- all[[name]]
    if (nrow(p$rows) == 0) return(list(rows = p$rows, over = p$over, covariance = NULL))
    terms <- c("age", "sex", "severity", if (name != "loss") "now", if (length(unique(p$rows$interval)) > 1) "factor(interval)")
    fit <- glm(as.formula(paste("remains ~", paste(terms, collapse = " + "))), binomial, cbind(p$rows, remains = p$remains),
               control = exact)
    list(rows = p$rows, remains = p$remains, matrix = model.matrix(fit), coefficients = coef(fit), covariance = vcov(fit),
         over = p$over)
  })
}
# Weights of the clones that are there, by coefficients of the regressions.
weights_of <- function(data, models, coefficients) {
  ratio <- rep(1, nrow(data))
  key <- paste(data$entry, data$interval)
  of <- list(loss = rep(TRUE, nrow(data)), wait = data$may_begin & data$waits == 1, start = data$may_begin & data$waits == 0,
             deviation = !data$may_begin)
  for (name in names(models)) {
    model <- models[[name]]
    own <- rep(1, nrow(data))
    if (!is.null(model$covariance)) {
      p <- plogis(as.numeric(model$matrix %*% coefficients[[name]]))
      found <- match(key, paste(model$rows$entry, model$rows$interval))
      own <- ifelse(is.na(found), 1, p[found])
    }
    ratio <- ratio * ifelse(of[[name]], model$over[data$interval + 1] / own, 1)
  }
  ave(ratio, data$entry, FUN = cumprod)[data$on]
}
# Weighted sums by interval: of weights, of what is measured, of events of any cause.
sums_of <- function(here, w, kind, cause) {
  sums <- function(x) as.numeric(tapply(w * x, factor(here$interval, 0:(intervals - 1)), sum))
  if (kind == "mean") {
    seen <- !is.nan(here$response)
    return(cbind(sums(seen), sums(ifelse(seen, here$response, 0))))
  }
  cbind(sums(1), sums(here$cause == cause), sums(here$cause > 0))
}
curve_of <- function(s, kind) {
  if (kind == "mean") return(s[, 2] / s[, 1])
  cumsum(c(1, head(cumprod(1 - s[, 3] / s[, 1]), -1)) * s[, 2] / s[, 1])
}
# How the curve changes without a person's part of the sums: means and hazards exactly, their curve to first order.
without <- function(s, part, kind) {
  ratio <- s[, -1, drop = FALSE] / s[, 1]
  change <- (part[, -1, drop = FALSE] - ratio * part[, 1]) / (s[, 1] - part[, 1])
  if (kind == "mean") return(change[, 1])
  as.numeric(jacobian(function(step) {
    own <- ratio[, 1] + step * change[, 1]
    any <- ratio[, 2] + step * change[, 2]
    cumsum(c(1, head(cumprod(1 - any), -1)) * own)
  }, 0))
}
# Responses less what age, sex and the first severity foretell of them, from the means of all entries: least squares by interval among the clones that are
# there, with an intercept a strategy.
adjusted <- function(data) {
  data$first <- ave(data$severity, data$entry, FUN = function(severity) severity[1])
  start <- data[data$interval == 0, ]
  for (k in 0:(intervals - 1)) {
    there <- do.call(rbind, lapply(0:2, function(strategy) {
      all <- clones(data, strategy)
      cbind(all[all$on & all$interval == k & !is.nan(all$response), ], strategy = strategy)
    }))
    b <- coef(lm(response ~ factor(strategy) + age + sex + first, there))
    own <- data$interval == k
    data$response[own] <- data$response[own] - b["age"] * (data$age[own] - mean(start$age)) -
      b["sex"] * (data$sex[own] - mean(start$sex)) - b["first"] * (data$first[own] - mean(start$first))
  }
  data
}
# The curves of all strategies, and the second one's less the first one's, without more ado.
estimate <- function(data, kind, cause, weights_losses) {
  values <- sapply(0:2, function(strategy) {
    all <- clones(data, strategy)
    models <- processes(all, weights_losses)
    w <- weights_of(all, models, lapply(models, function(m) m$coefficients))
    curve_of(sums_of(all[all$on, ], w, kind, cause), kind)
  })
  cbind(values, values[, 2] - values[, 1])
}
# The jackknife with regressions of their own for each person left out.
refitted <- function(data, kind, cause, weights_losses) {
  persons <- sort(unique(data$person))
  value <- estimate(data, kind, cause, weights_losses)
  changes <- sapply(persons, function(person) value - estimate(data[data$person != person, ], kind, cause, weights_losses))
  g <- length(persons)
  errors <- matrix(sqrt(rowSums(changes^2) * (g - 1) / g), nrow(value))
  lapply(1:4, function(column) I(errors[, column]))
}
analyse <- function(data, kind, cause, truncation, weights_losses, adjusts = FALSE) {
  if (adjusts) data <- adjusted(data)
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
    total <- sums_of(here, w, kind, cause)
    value <- curve_of(total, kind)
    # What is gone without each person: her own weighted rows, and what the weights of all others change as the coefficients move by
    # one Newton step from where they were, with the others' information.
    of_person <- function(w) sapply(persons, function(person) as.numeric(sums_of(here, w * (here$person == person), kind, cause)))
    parts <- of_person(w)
    for (name in names(models)[!sapply(models, function(m) is.null(m$covariance))]) {
      slope <- array(jacobian(function(b) {
        changed <- coefficients
        changed[[name]] <- b
        moved <- weights_of(all, models, changed)
        as.numeric(of_person(ifelse(full > limit, limit, moved)))
      }, coefficients[[name]], method.args = list(r = 3)), c(dim(parts), length(coefficients[[name]])))
      together <- apply(slope, c(1, 3), sum)
      model <- models[[name]]
      p <- plogis(as.numeric(model$matrix %*% model$coefficients))
      information <- function(rows) crossprod(model$matrix[rows, , drop = FALSE] * sqrt(p * (1 - p))[rows])
      for (i in seq_along(persons)) {
        own <- model$rows$person == persons[i]
        if (!any(own)) next
        score <- colSums(model$matrix[own, , drop = FALSE] * (model$remains - p)[own])
        step <- solve(information(!own), score)
        parts[, i] <- parts[, i] + (together - slope[, i, ]) %*% step
      }
    }
    influence <- t(apply(parts, 2, function(part) without(total, matrix(part, nrow(total)), kind)))
    by_interval <- split(seq_along(w), factor(here$interval, 0:(intervals - 1)))
    scaled <- (here$age - mean(data$age[data$interval == 0])) / sd(data$age[data$interval == 0])
    end <- here$interval == intervals - 1
    list(value = value, influence = influence, limits = if (is.null(truncation)) NULL else limits,
         clones = lengths(by_interval), mean = sapply(by_interval, function(i) mean(w[i])),
         sd = sapply(by_interval, function(i) sd(w[i])), largest = sapply(by_interval, function(i) max(w[i])),
         effective = sapply(by_interval, function(i) sum(w[i])^2 / sum(w[i]^2)),
         truncated = sapply(by_interval, function(i) sum(full[i] > limit[i])),
         deviated = as.numeric(table(factor(all$interval[all$was_on & !all$on & all$lost == 0], 0:(intervals - 1)))),
         lost = as.numeric(table(factor(all$interval[all$was_on & all$lost == 1], 0:(intervals - 1)))),
         age = c(mean(scaled[here$interval == 0]), weighted.mean(scaled[end], w[end]), mean(scaled[end])),
         coefficients = lapply(models, function(m) I(as.numeric(m$coefficients))))
  })
  g <- length(persons)
  error <- function(influence) sqrt(colSums(influence^2) * (g - 1) / g)
  freedom <- function(influence) {
    s2 <- colSums(influence^2)
    pmin(g - 1, pmax(1, 2 * s2^2 / (colSums(influence^4) - s2^2 / g)))
  }
  plain <- function(x) I(as.numeric(x))
  list(kind = kind, cause = cause, truncation = truncation, weights_losses = weights_losses, adjusts_outcomes = adjusts, people = g,
       strategies = lapply(arms, function(a) {
         list(value = plain(a$value), standard_error = plain(error(a$influence)), freedom = plain(freedom(a$influence)), limits = a$limits, clones = plain(a$clones),
              mean = plain(a$mean), sd = plain(a$sd), largest = plain(a$largest), effective = plain(a$effective),
              truncated = plain(a$truncated), deviated = plain(a$deviated), lost = plain(a$lost), age = plain(a$age))
       }),
       difference = list(value = plain(arms[[2]]$value - arms[[1]]$value),
                         standard_error = plain(error(arms[[2]]$influence - arms[[1]]$influence))),
       refitted_error = if (is.null(truncation) && !adjusts) refitted(data, kind, cause, weights_losses))
}
write_json(list(script = "target-trials.R",
                software = list(R = R.version.string, numDeriv = as.character(packageVersion("numDeriv"))),
                analyses = list(analyse(study, "mean", 0, NULL, TRUE), analyse(study, "mean", 0, 0.95, TRUE),
                                analyse(study, "mean", 0, NULL, FALSE), analyse(study, "mean", 0, 0.95, TRUE, TRUE),
                                analyse(events, "incidence", 1, NULL, TRUE),
                                analyse(events, "incidence", 2, 0.95, TRUE))),
           "target-trials.json", digits = NA, auto_unbox = TRUE, null = "null")
