# Reference numbers for DynamicPanel: writes dynamic-panel.json from feedback.csv, which alternative-explanations.R wrote. Run in this
# folder: Rscript dynamic-panel.R
#
# plm's pgmm has the occasions on a grid on which those that were never recorded are missing values; both series are counted from
# their means. Where a missing occasion ends a row of occasions, which pgmm cannot, the same formulas stand in plain matrices below;
# on the grid these must give pgmm's numbers. pgmm's Sargan test at the two-step estimates is Hansen's J.
suppressMessages({ library(plm); library(MASS); library(jsonlite) })
study <- read.csv("feedback.csv")
study$occasion <- round(study$day / 30) + 1
grid <- merge(expand.grid(group = 0:89, occasion = 1:10), study[c("group", "occasion", "day", "pain", "dose")], all.x = TRUE)
grid <- grid[order(grid$group, grid$occasion), ]
for (column in c("pain", "dose")) grid[[column]][is.nan(grid[[column]])] <- NA
for (column in c("pain", "dose")) grid[[column]] <- grid[[column]] - mean(grid[[column]], na.rm = TRUE)
grid$square <- (grid$day / 100)^2

# The differenced equations of a person: W of predictors and response, Z of instruments, NA where there is no equation.
equations <- function(person, response, predictor, same, exogenous, lags, ends_rows) {
  n <- nrow(person); y <- person[[response]]; x <- person[[predictor]]
  back <- function(v, k) c(rep(NA, k), v)[seq_len(n)]
  change <- function(v) v - back(v, 1)
  own <- do.call(cbind, lapply(exogenous, function(name) change(person[[name]])))
  w <- cbind(back(change(y), 1), back(change(x), 1), if (same) change(x), own, change(y))
  row <- cumsum(is.na(person$day))
  level <- function(v, k) ifelse(ends_rows & row != back(row, k), NA, back(v, k))
  z <- cbind(sapply(lags, function(k) level(y, k)), sapply(lags, function(k) level(x, k)), own)
  z[is.na(z)] <- 0
  gone <- apply(is.na(w), 1, any)
  w[gone, ] <- 0; z[gone, ] <- 0
  list(w = unname(w), z = unname(z), used = !gone)
}
in_matrices <- function(response, predictor, same, exogenous, lags, two, ends_rows) {
  people <- lapply(split(grid, grid$group), equations, response, predictor, same, exogenous, lags, ends_rows)
  total <- function(f) Reduce(`+`, lapply(people, f))
  k <- ncol(people[[1]]$w) - 1; n <- nrow(people[[1]]$w)
  h <- diag(2, n); h[abs(row(h) - col(h)) == 1] <- -1
  zx <- total(function(p) crossprod(p$z, p$w[, 1:k])); zy <- total(function(p) crossprod(p$z, p$w[, k + 1]))
  solution <- function(a) {
    bread <- solve(t(zx) %*% a %*% zx)
    list(bread = bread, projection = bread %*% t(zx) %*% a, b = drop(bread %*% t(zx) %*% a %*% zy))
  }
  residual <- function(p, b) drop(p$w[, k + 1] - p$w[, 1:k] %*% b)
  one <- solution(ginv(total(function(p) t(p$z) %*% h %*% p$z)))
  spread <- total(function(p) tcrossprod(crossprod(p$z, residual(p, one$b))))
  a2 <- solve(spread)
  second <- solution(a2)
  left <- zy - zx %*% second$b
  v <- one$projection %*% spread %*% t(one$projection)
  chosen <- one
  if (two) {
    d <- sapply(1:k, function(j) second$projection %*% total(function(p) {
      m <- tcrossprod(crossprod(p$z, p$w[, j]), crossprod(p$z, residual(p, one$b))); m + t(m)
    }) %*% a2 %*% left)
    v <- second$bread + d %*% second$bread + second$bread %*% t(d) + d %*% v %*% t(d)
    chosen <- second
  }
  m <- function(order) {
    parts <- lapply(people, function(p) {
      e <- residual(p, chosen$b); before <- c(rep(0, order), e)[seq_len(n)]
      list(le = sum(before * e), lx = drop(crossprod(before, p$w[, 1:k])), ze = drop(crossprod(p$z, e)) * sum(before * e))
    })
    sums <- function(name) Reduce(`+`, lapply(parts, `[[`, name))
    lx <- sums("lx")
    sums("le") / sqrt(sum(sapply(parts, `[[`, "le")^2) - 2 * drop(lx %*% chosen$projection %*% sums("ze")) +
                      drop(lx %*% v %*% lx))
  }
  rank <- qr(do.call(rbind, lapply(people, `[[`, "z")))$rank
  list(coefficients = chosen$b, standard_errors = sqrt(diag(v)), m1 = unbox(m(1)), m2 = unbox(m(2)),
       hansen = unbox(sum(left * (a2 %*% left))), hansen_degrees = unbox(rank - k), instruments = unbox(rank),
       persons = unbox(sum(sapply(people, function(p) any(p$used)))),
       differences = unbox(sum(sapply(people, function(p) sum(p$used)))))
}
with_pgmm <- function(response, predictor, same, exogenous, lags, two) {
  lag_list <- paste0(min(lags), ":", max(lags))
  formula <- as.formula(sprintf("%s ~ lag(%s, 1) + lag(%s, %s) %s | lag(%s, %s) + lag(%s, %s) %s", response, response, predictor,
    if (same) "0:1" else "1", paste(c("", exogenous), collapse = " + "), response, lag_list, predictor, lag_list,
    if (length(exogenous)) paste("|", paste(exogenous, collapse = " + ")) else ""))
  fit <- function(model) suppressWarnings(pgmm(formula, pdata.frame(grid, index = c("group", "occasion")), effect = "individual",
                                               model = model, collapse = TRUE, transformation = "d"))
  model <- fit(if (two) "twosteps" else "onestep")
  v <- suppressWarnings(vcovHC(model))
  # pgmm's order is y, x of the same occasion, x before; here x before comes first.
  order <- if (same) c(1, 3, 2, seq_along(exogenous) + 3) else seq_len(2 + length(exogenous))
  values <- if (two) model$coefficients[[2]] else model$coefficients
  sargan <- sargan(fit("twosteps"))
  list(coefficients = unname(values[order]), standard_errors = unname(sqrt(diag(v))[order]),
       m1 = unbox(unname(mtest(model, 1, vcov = v)$statistic[1])), m2 = unbox(unname(mtest(model, 2, vcov = v)$statistic[1])),
       hansen = unbox(unname(sargan$statistic)), hansen_degrees = unbox(unname(sargan$parameter)),
       instruments = unbox(ncol(model$W[[1]])))
}
cases <- list()
for (two in c(FALSE, TRUE)) for (spec in list(
  list("pain", "dose", FALSE, "day", 2:4, FALSE), list("dose", "pain", FALSE, "day", 2:4, FALSE),
  list("dose", "pain", TRUE, "day", 2:4, FALSE), list("pain", "dose", TRUE, c("day", "square"), 2:3, FALSE),
  list("dose", "pain", FALSE, character(), 2:9, FALSE), list("dose", "pain", FALSE, "day", 2:4, TRUE))) {
  reference <- in_matrices(spec[[1]], spec[[2]], spec[[3]], spec[[4]], spec[[5]], two, spec[[6]])
  if (!spec[[6]]) {
    pgmm_numbers <- with_pgmm(spec[[1]], spec[[2]], spec[[3]], spec[[4]], spec[[5]], two)
    difference <- max(mapply(function(a, b) max(abs(a / b - 1)), reference[names(pgmm_numbers)], pgmm_numbers))
    cat(unlist(spec[1:4]), range(spec[[5]]), two, "differs from pgmm by", difference, "\n")
    stopifnot(difference < 1e-8)
    reference[names(pgmm_numbers)] <- pgmm_numbers
  }
  cases <- c(cases, list(c(list(
    package = unbox(if (spec[[6]]) "matrices" else "plm"), response = unbox(spec[[1]]), predictor = unbox(spec[[2]]),
    same_occasion = unbox(spec[[3]]), exogenous = I(as.character(spec[[4]])), lags = I(range(spec[[5]])),
    ends_rows = unbox(spec[[6]]), step = unbox(if (two) "two_step" else "one_step")), reference)))
}
write_json(list(script = unbox("dynamic-panel.R"),
                software = list(R = unbox(R.version.string), plm = unbox(as.character(packageVersion("plm")))), fits = cases),
           "dynamic-panel.json", digits = NA, pretty = TRUE)
