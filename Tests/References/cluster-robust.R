# Reference numbers for ClusterRobustRegression from clubSandwich (and sandwich beside it): writes cluster-robust.json.
# Run in this folder after mixed-models.R, whose data it reads.
suppressMessages({ library(clubSandwich); library(sandwich); library(jsonlite) })
fit <- function(data, predictors, copies = 1) {
  once <- read.csv(paste0(data, ".csv"))
  # Copies of the study, as so many more groups: none of them then has much leverage.
  frame <- do.call(rbind, lapply(seq_len(copies), function(copy) {
    transform(once, group = group + (copy - 1) * (max(group) + 1))
  }))
  # A column that is 1 in group 3 alone: that group's I - H is singular, and CR2 takes a pseudo-inverse.
  frame$third <- as.numeric(frame$group == 3)
  model <- lm(reformulate(predictors, "score"), frame)
  per_type <- lapply(c(CR0 = "CR0", CR1 = "CR1", CR1S = "CR1S"), function(type) {
    v <- vcovCR(model, cluster = frame$group, type = type)
    t <- coef_test(model, vcov = v, test = "naive-t")
    constraints <- diag(length(predictors) + 1)[-1, , drop = FALSE]
    wald <- Wald_test(model, constraints = constraints, vcov = v, test = "Naive-F")
    list(covariance = unclass(as.matrix(v))[, , drop = FALSE], standard_errors = sqrt(diag(as.matrix(v))),
         p_values = t$p_t, f = unbox(wald$Fstat), f_p = unbox(wald$p_val))
  })
  # CR2 with Satterthwaite's degrees of freedom and the approximate Hotelling test, HTZ.
  v <- vcovCR(model, cluster = frame$group, type = "CR2")
  t <- coef_test(model, vcov = v, test = "Satterthwaite")
  tested <- diag(length(predictors) + 1)[-1, , drop = FALSE]
  tested <- tested[predictors != "third", , drop = FALSE]
  hotelling <- Wald_test(model, constraints = tested, vcov = v, test = "HTZ")
  cr2 <- list(covariance = unclass(as.matrix(v))[, , drop = FALSE], standard_errors = sqrt(diag(as.matrix(v))),
              degrees_of_freedom = t$df_Satt, p_values = t$p_Satt, f = unbox(hotelling$Fstat),
              f_denominator = unbox(hotelling$df_denom), f_p = unbox(hotelling$p_val))
  # sandwich's HC0 with its cadjust factor G/(G-1) is clubSandwich's CR1.
  other <- vcovCL(model, cluster = frame$group, type = "HC0", cadjust = TRUE)
  stopifnot(max(abs(other / as.matrix(vcovCR(model, cluster = frame$group, type = "CR1")) - 1)) < 1e-6)
  list(data = unbox(data), copies = unbox(copies), predictors = I(predictors), coefficients = as.numeric(coef(model)),
       sd_residual = unbox(sigma(model)), types = per_type, cr2 = cr2)
}
fits <- list(fit("sleepstudy", "day"), fit("unbalanced", "day"), fit("unbalanced", c("day", "age", "female", "dose")),
             fit("unbalanced", c("day", "dose"), copies = 12), fit("unbalanced", c("day", "dose", "third")), fit("large-days", "day"))
write_json(list(script = unbox("cluster-robust.R"),
                software = list(R = unbox(R.version.string), clubSandwich = unbox(as.character(packageVersion("clubSandwich"))),
                                sandwich = unbox(as.character(packageVersion("sandwich")))),
                fits = fits), "cluster-robust.json", digits = NA, pretty = TRUE)
