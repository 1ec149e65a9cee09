# The mixed model with random intercept and slope, in R's lme4, on rows that are in memory.
#
#     Rscript with_lme4.R FILE
#
# Prints one JSON object: for each of lme4's optimisers the seconds from the rows to the estimates, and its REML criterion.

suppressPackageStartupMessages({ library(data.table); library(lme4) })
rows <- fread(commandArgs(trailingOnly = TRUE)[1], showProgress = FALSE)
rows[, group := factor(group)]

timed <- function(optimizer) {
  control <- lmerControl(optimizer = optimizer, calc.derivs = FALSE)
  start <- proc.time()[["elapsed"]]
  model <- lmer(y ~ x + (x | group), rows, REML = TRUE, control = control)
  seconds <- proc.time()[["elapsed"]] - start
  sprintf('"%s": {"seconds": %.4f, "criterion": %.10f, "slope": %.12f, "se": %.12f}', optimizer, seconds,
          as.numeric(REMLcrit(model)), fixef(model)[["x"]], sqrt(vcov(model)[2, 2]))
}
answers <- sapply(c("nloptwrap", "bobyqa"), timed)
cat(sprintf('{"version": "%s", %s}\n', as.character(packageVersion("lme4")), paste(answers, collapse = ", ")))
