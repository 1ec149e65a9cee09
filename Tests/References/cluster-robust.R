# Reference numbers for ClusterRobustRegression from clubSandwich (and sandwich beside it): writes cluster-robust.json.
# Run in this folder after mixed-models.R, whose data it reads.
suppressMessages({ library(clubSandwich); library(sandwich); library(jsonlite) })
fit <- function(data, predictors) {
  frame <- read.csv(paste0(data, ".csv"))
  model <- lm(reformulate(predictors, "score"), frame)
  per_type <- lapply(c(CR0 = "CR0", CR1 = "CR1", CR1S = "CR1S"), function(type) {
    v <- vcovCR(model, cluster = frame$group, type = type)
    t <- coef_test(model, vcov = v, test = "naive-t")
    constraints <- diag(length(predictors) + 1)[-1, , drop = FALSE]
    wald <- Wald_test(model, constraints = constraints, vcov = v, test = "Naive-F")
    list(covariance = unclass(as.matrix(v))[, , drop = FALSE], standard_errors = sqrt(diag(as.matrix(v))),
         p_values = t$p_t, f = unbox(wald$Fstat), f_p = unbox(wald$p_val))
  })
  # sandwich's HC0 with its cadjust factor G/(G-1) is clubSandwich's CR1.
  other <- vcovCL(model, cluster = frame$group, type = "HC0", cadjust = TRUE)
  stopifnot(max(abs(other / as.matrix(vcovCR(model, cluster = frame$group, type = "CR1")) - 1)) < 1e-6)
  list(data = unbox(data), predictors = I(predictors), coefficients = as.numeric(coef(model)),
       sd_residual = unbox(sigma(model)), types = per_type)
}
fits <- list(fit("sleepstudy", "day"), fit("unbalanced", "day"), fit("unbalanced", c("day", "age", "female", "dose")))
write_json(list(script = unbox("cluster-robust.R"),
                software = list(R = unbox(R.version.string), clubSandwich = unbox(as.character(packageVersion("clubSandwich"))),
                                sandwich = unbox(as.character(packageVersion("sandwich")))),
                fits = fits), "cluster-robust.json", digits = NA, pretty = TRUE)
