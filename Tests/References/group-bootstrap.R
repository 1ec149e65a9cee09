# Reference numbers for GroupBootstrap from boot: writes group-bootstrap.json. Run in this folder after mixed-models.R, whose data
# it reads. The replicates are boot's own draws; the tests put them through their own arithmetic of intervals.
suppressMessages({ library(boot); library(jsonlite) })
fit <- function(data, predictors) {
  frame <- read.csv(paste0(data, ".csv"))
  rows <- split(seq_len(nrow(frame)), frame$group)
  formula <- reformulate(predictors, "score")
  statistic <- function(groups, drawn) coef(lm(formula, frame[unlist(rows[groups[drawn]]), ]))
  set.seed(20240229)
  bootstrap <- boot(seq_along(rows), statistic, R = 499)
  statistics <- lapply(seq_along(bootstrap$t0), function(index) {
    # boot's jackknife influence is about the estimate; Efron and Tibshirani (1993, 14.15) take it about the jackknife's mean.
    influence <- empinf(bootstrap, index = index, type = "jack")
    influence <- influence - mean(influence)
    intervals <- lapply(c(0.90, 0.95), function(level) {
      ci <- boot.ci(bootstrap, conf = level, index = index, type = c("perc", "bca"), L = influence)
      list(level = unbox(level), percentile = ci$percent[4:5], bca = ci$bca[4:5])
    })
    list(value = unbox(bootstrap$t0[[index]]), acceleration = unbox(sum(influence^3) / (6 * sum(influence^2)^1.5)),
         replicates = bootstrap$t[, index], intervals = intervals)
  })
  list(data = unbox(data), predictors = I(predictors), statistics = statistics)
}
fits <- list(fit("sleepstudy", "day"), fit("unbalanced", c("day", "dose")))
write_json(list(script = unbox("group-bootstrap.R"),
                software = list(R = unbox(R.version.string), boot = unbox(as.character(packageVersion("boot")))),
                fits = fits), "group-bootstrap.json", digits = NA)
