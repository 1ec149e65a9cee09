# Covered stretches and exposure eras, each exposed score's days, and each person's moments of (days, score), in R's data.table.
#
#     Rscript with_datatable.R FOLDER THREADS
#
# Prints one JSON object: seconds from the first byte read to the last person summed, and sums to compare with the others.

suppressPackageStartupMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
setDTthreads(as.integer(arguments[2]))

start <- proc.time()[["elapsed"]]
supplies <- fread(file.path(folder, "exposures.csv"), select = c("patient", "start_day", "end_day"), showProgress = FALSE)
setkey(supplies, patient, start_day, end_day)
supplies[, reached := shift(cummax(end_day)), by = patient]
supplies[, free := start_day - reached - 1L]
supplies[, first := nafill(fifelse(is.na(free) | free > 30L, start_day, NA_integer_), "locf")]
# Days that are covered without a break, each stretch with the first day of its era.
supplies[, stretch := cumsum(is.na(free) | free > 0L)]
stretches <- supplies[, .(day = start_day[1L], first = first[1L], last = max(end_day)), by = .(patient, stretch)]
setkey(stretches, patient, day)

pain <- fread(file.path(folder, "pain.csv"), select = c("patient", "day", "score"), showProgress = FALSE)
# The stretch that began last on or before the day, by a rolling join.
found <- stretches[pain, on = .(patient, day), roll = TRUE, which = TRUE]
pain[, `:=`(x = as.double(day - stretches$first[found]), last = stretches$last[found])]
pain <- pain[!is.na(x) & x > 0 & day <= last]
pain[, `:=`(xx = x * x, xy = x * score, yy = score * score)]
moments <- pain[, .(n = .N, x = sum(x), y = sum(score), xx = sum(xx), xy = sum(xy), yy = sum(yy)), by = patient]
seconds <- proc.time()[["elapsed"]] - start

sums <- moments[, .(people = .N, n = sum(n), x = sum(x), y = sum(y), xx = sum(xx), xy = sum(xy), yy = sum(yy), across = sum(x * y))]
values <- c(seconds = seconds, unlist(sums))
cat(sprintf('{"version": "%s", %s}\n', packageVersion("data.table"),
            paste(sprintf('"%s": %.17g', names(values), values), collapse = ", ")))
