# Reference numbers for ExchangeableGEE from geepack: writes exchangeable-gee.json. Run in this folder after mixed-models.R, whose
# data it reads. geepack's own stopping rule, a change of 1e-4, leaves five digits; here it goes on to rounding.
# Its p-values are 1 - P, which has no digits left for small ones: they are computed from its statistics.
suppressMessages({ library(geepack); library(jsonlite) })
fit <- function(data, predictors, shift = 0) {
  frame <- read.csv(paste0(data, ".csv"))
  # geepack does not centre: day numbers near a million are shifted for it and the intercept is shifted back.
  frame$day <- frame$day - shift
  model <- geeglm(reformulate(predictors, "score"), data = frame, id = group, corstr = "exchangeable",
                  control = geese.control(epsilon = 1e-15, maxit = 500))
  back <- diag(length(predictors) + 1)
  back[1, 1 + which(predictors == "day")] <- -shift
  covariance <- back %*% model$geese$vbeta %*% t(back)
  table <- summary(model)$coefficients
  slopes <- coef(model)[-1]
  joint <- as.numeric(t(slopes) %*% solve(model$geese$vbeta[-1, -1], slopes))
  list(data = unbox(data), predictors = I(predictors), coefficients = as.numeric(back %*% coef(model)),
       standard_errors = sqrt(diag(covariance)), covariance = covariance,
       slope_wald = table$Wald[-1], slope_p = pchisq(table$Wald[-1], 1, lower.tail = FALSE),
       joint_wald = unbox(joint), joint_p = unbox(pchisq(joint, length(slopes), lower.tail = FALSE)),
       correlation = unbox(as.numeric(model$geese$alpha)), scale = unbox(as.numeric(model$geese$gamma)))
}
fits <- list(fit("sleepstudy", "day"), fit("unbalanced", "day"), fit("unbalanced", c("day", "age", "female", "dose")),
             fit("singular", "day"), fit("large-days", "day", 1000000))
write_json(list(script = unbox("exchangeable-gee.R"),
                software = list(R = unbox(R.version.string), geepack = unbox(as.character(packageVersion("geepack")))),
                fits = fits), "exchangeable-gee.json", digits = NA, pretty = TRUE)
