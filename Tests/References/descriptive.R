# Reference numbers for Quantile, StandardizedDifference, OnlineMoments and RestrictedCubicSpline: writes descriptive.json.
suppressMessages({ library(jsonlite); library(Hmisc) })
set.seed(7)
values <- round(rgamma(137, 2, 0.3), 3)
few <- round(rnorm(40, 10, 3), 2)
probabilities <- c(0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.7, 0.75, 0.95, 1)
spline <- function(x, nk) list(values = x, knots = rcspline.eval(x, nk = nk, knots.only = TRUE),
                               at = c(-3, 0.5, 5, 9.25, 14, 30),
                               basis = unname(split(rcspline.eval(c(-3, 0.5, 5, 9.25, 14, 30), inclx = TRUE, norm = 2,
                                             knots = rcspline.eval(x, nk = nk, knots.only = TRUE)), 1:6)))
write_json(list(script = unbox("descriptive.R"), software = list(R = unbox(R.version.string), Hmisc = unbox(as.character(packageVersion("Hmisc")))),
                values = values, probabilities = probabilities, type_7 = as.numeric(quantile(values, probabilities, type = 7)),
                nearest_rank = as.numeric(quantile(values, probabilities, type = 1)), mean = unbox(mean(values)),
                variance = unbox(var(values)), t_interval = as.numeric(t.test(values)$conf.int),
                splines = c(lapply(3:7, function(nk) spline(values, nk)), list(spline(few, 4)))),
           "descriptive.json", digits = NA)
