# Reference numbers for LeaveOneOutInfluence: the slope of day refitted by lm without each group, and without each of five sites.
# Writes leave-one-out.json. Run in this folder after mixed-models.R, whose data it reads.
suppressMessages(library(jsonlite))
fit <- function(data, predictors, shift = 0) {
  frame <- read.csv(paste0(data, ".csv"))
  # The slope does not depend on where days count from, lm's rounding does.
  frame$day <- frame$day - shift
  frame$site <- frame$group %% 5
  formulas <- list(least_squares = reformulate(predictors, "score"),
                   within_groups = reformulate(c(predictors, "factor(group)"), "score"))
  estimators <- lapply(formulas, function(formula) {
    slope <- function(rows) unname(coef(lm(formula, frame[rows, ]))["day"])
    list(estimate = unbox(slope(TRUE)),
         by_group = sapply(sort(unique(frame$group)), function(g) slope(frame$group != g)),
         by_site = sapply(0:4, function(s) slope(frame$site != s)))
  })
  list(data = unbox(data), predictors = I(predictors), estimators = estimators)
}
fits <- list(fit("sleepstudy", "day"), fit("unbalanced", c("day", "dose")), fit("large-days", "day", 1000000))
write_json(list(script = unbox("leave-one-out.R"), software = list(R = unbox(R.version.string)), fits = fits),
           "leave-one-out.json", digits = NA, pretty = TRUE)
