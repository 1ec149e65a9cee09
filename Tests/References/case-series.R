# Reference numbers for SelfControlledCaseSeries from glm, survival and sandwich, and for SelfControlledContrast from lm and
# clubSandwich: writes case-series.json and the two simulated studies case-series.csv and contrast.csv. glm stops at a relative change of
# 1e-8 by default; here it goes on to 1e-14.
suppressMessages({library(survival); library(sandwich); library(clubSandwich); library(jsonlite)})
exact <- glm.control(epsilon = 1e-14, maxit = 100)
numbers <- function(x) I(as.numeric(x))

# Conditional Poisson as Poisson with a term for each person with events; the robust covariance by person is that of the
# conditional likelihood, as the persons' own scores are zero.
series <- function(data, formula) {
  cases <- data[ave(data$events, data$person, FUN = sum) > 0, ]
  model <- function(f) glm(update(f, events ~ . + factor(person) + offset(log(length))), poisson, cases, control = exact)
  fit <- model(formula)
  own <- grep("(period|band)", names(coef(fit)))
  own <- own[!is.na(coef(fit)[own])]
  people <- length(unique(cases$person))
  robust <- vcovCL(fit, cluster = cases$person, type = "HC0", cadjust = FALSE)
  periods <- grep("period", names(coef(fit)))
  wald <- function(v) as.numeric(t(coef(fit)[periods]) %*% solve(v[periods, periods]) %*% coef(fit)[periods])
  without <- sapply(seq_along(periods), function(period) {
    cases$rest <- factor(ifelse(cases$period == period, 0, cases$period))
    rest <- if (length(periods) > 1) "+ rest" else ""
    glm(update(formula, as.formula(paste("events ~ . - factor(period)", rest, "+ factor(person) + offset(log(length))"))),
        poisson, cases, control = exact)$deviance
  })
  list(names = I(names(coef(fit))[own]), likelihood_ratio_each = numbers(without - fit$deviance), estimates = numbers(coef(fit)[own]),
       standard_errors = numbers(sqrt(diag(vcov(fit))[own])),
       robust = numbers(sqrt(diag(robust)[own] * people / (people - 1))),
       likelihood_ratio = model(update(formula, . ~ . - factor(period)))$deviance - fit$deviance,
       wald = wald(vcov(fit)), robust_wald = wald(robust * people / (people - 1)), people = people,
       events = sum(cases$events))
}

# The data of the worked example of Whitaker et al. (2006), section 3: age in days at the event and at vaccination of 10 children
# followed from day 366 to 730, at risk on days 15 to 35 after vaccination, with two age groups that meet at day 547.
oxford <- data.frame(person = 1:10, event = c(398, 413, 449, 455, 472, 474, 485, 524, 700, 399),
                     exposure = c(458, 392, 429, 433, 432, 395, 470, 496, 428, 716))
intervals <- do.call(rbind, lapply(seq_len(10), function(i) {
  from <- oxford$exposure[i] + 14
  to <- oxford$exposure[i] + 35
  cuts <- sort(unique(pmin(730, c(365, from, to, 547, 730))))
  data.frame(person = i, length = diff(cuts), period = as.integer(head(cuts, -1) >= from & cuts[-1] <= to),
             band = as.integer(head(cuts, -1) >= 547),
             events = as.integer(oxford$event[i] > head(cuts, -1) & oxford$event[i] <= cuts[-1]))
}))
# One event a person: a conditional logistic regression over the intervals, too.
conditional <- clogit(events ~ factor(period) + factor(band) + offset(log(length)) + strata(person), intervals,
                      control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100))

set.seed(2302)
people <- 120
study <- do.call(rbind, lapply(seq_len(people), function(person) {
  start <- sample(0:300, 1)
  cells <- expand.grid(period = 0:2, band = 0:2)
  cells <- cells[cells$period == 0 | start %% 3 == cells$band | runif(9) < 0.3, ]
  cells$length <- ifelse(cells$period == 0, sample(40:200, nrow(cells), TRUE), sample(7:30, nrow(cells), TRUE))
  if (person %% 10 == 0) cells <- cells[1, ]
  rate <- exp(-6 + rnorm(1) + c(0, 0.9, -0.3)[cells$period + 1] + c(0, 0.4, 0.2)[cells$band + 1])
  cells$events <- rpois(nrow(cells), rate * cells$length)
  data.frame(person = person, cells[c("length", "period", "band", "events")])
}))
write.csv(study, "case-series.csv", row.names = FALSE, quote = FALSE)

set.seed(604)
contrast <- do.call(rbind, lapply(seq_len(24), function(person) {
  n <- if (person <= 2) 1 else sample(4:12, 1)
  time <- sort(round(runif(n, 0, 100), 1))
  start <- runif(1, 10, 90)
  period <- as.integer(time > start) + as.integer(time > start + 20)
  if (person %% 6 == 0) period <- rep(0L, n)
  response <- 40 + rnorm(1, sd = 12) + c(0, -1.5, 0.8)[period + 1] + 3 * sin(time / 30) + rnorm(n)
  data.frame(person = person, period = period, time = time, response = round(response, 3))
}))
write.csv(contrast, "contrast.csv", row.names = FALSE, quote = FALSE)

# Harrell's restricted cubic spline, its nonlinear columns divided by the squared distance of the outer knots.
spline_basis <- function(x, k) {
  cube <- function(t) pmax(0, x - t)^3
  m <- length(k)
  cbind(x, sapply(k[seq_len(m - 2)], function(t) {
    (cube(t) - cube(k[m - 1]) * (k[m] - t) / (k[m] - k[m - 1]) + cube(k[m]) * (k[m - 1] - t) / (k[m] - k[m - 1])) / (k[m] - k[1])^2
  }))
}
means <- function(right) {
  data <- contrast[ave(contrast$person, contrast$person, FUN = length) > 1, ]
  spline <- spline_basis(data$time, c(5, 35, 65, 95))
  for (i in seq_len(ncol(spline))) data[[paste0("s", i)]] <- spline[, i]
  data$period <- factor(data$period)
  data$person <- factor(data$person)
  fit <- lm(as.formula(paste("response ~ person + period", right)), data)
  covariance <- vcovCR(fit, cluster = data$person, type = "CR2")
  test <- coef_test(fit, covariance, test = "Satterthwaite")
  joint <- Wald_test(fit, constrain_zero("^period", reg_ex = TRUE), covariance, test = "HTZ")
  own <- grep("^period|^s[0-9]", names(coef(fit)))
  list(estimates = numbers(coef(fit)[own]), cr2 = numbers(test$SE[own]), degrees = numbers(test$df_Satt[own]),
       p = numbers(test$p_Satt[own]), sd_residual = sigma(fit), f = joint$Fstat, f_degrees = joint$df_denom, f_p = joint$p_val)
}
write_json(list(script = "case-series.R",
                software = list(R = R.version.string, survival = as.character(packageVersion("survival")),
                                sandwich = as.character(packageVersion("sandwich")),
                                clubSandwich = as.character(packageVersion("clubSandwich"))),
                oxford = intervals,
                oxford_fit = series(intervals, ~ factor(period) + factor(band)),
                oxford_conditional = list(estimates = numbers(coef(conditional)),
                                          standard_errors = numbers(sqrt(diag(vcov(conditional)))),
                                          log_likelihood = conditional$loglik[2]),
                series = series(study, ~ factor(period) + factor(band)),
                series_without_bands = series(study, ~ factor(period)),
                contrasts = list(means(""), means("+ s1"), means("+ s1 + s2 + s3"))),
           "case-series.json", digits = NA, auto_unbox = TRUE)
