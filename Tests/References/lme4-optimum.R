# The optimum of lme4's own criterion. Read by the scripts that need it; writes nothing.
#
# lme4's optimisers stop on changes of the criterion, which leaves its variance parameters right to four to six digits. Here
# they are carried on by Newton steps on derivatives of lme4's criterion (numDeriv, Richardson extrapolation) until the step
# is below 1e-10, and the model is then built by lme4 at that point. Standard deviations on the boundary stay there.
suppressMessages({ library(lme4); library(numDeriv) })

lme4_optimum <- function(formula, frame, reml = TRUE) {
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), calc.derivs = FALSE,
                         check.conv.singular = "ignore")
  first <- suppressMessages(lme4::lmer(formula, frame, REML = reml, control = control))
  parts <- lFormula(formula, frame, REML = reml)
  criterion <- do.call(mkLmerDevfun, parts)
  theta <- getME(first, "theta")
  on_edge <- theta < 1e-4 & getME(first, "lower") == 0
  theta[on_edge] <- 0
  free <- which(!on_edge)
  for (round in 1:20) {
    restricted <- function(part) { full <- theta; full[free] <- part; criterion(full) }
    step <- solve(hessian(restricted, theta[free]), grad(restricted, theta[free]))
    theta[free] <- theta[free] - step
    if (max(abs(step)) < 1e-10) break
  }
  value <- criterion(theta)
  stopifnot(value <= as.numeric(-2 * logLik(first)) + 1e-8)
  model <- mkMerMod(environment(criterion), list(par = theta, fval = value, feval = 1, conv = 0, message = ""),
                    parts$reTrms, parts$fr)
  list(model = model, criterion = criterion)
}
