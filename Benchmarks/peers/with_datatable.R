# Exposure eras, each score's exposure days, and each person's moments of (days, score), in R's data.table.
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
supplies[, era := cumsum(is.na(reached) | start_day - reached - 1L > 30L)]
eras <- supplies[, .(first = start_day[1L], last = max(end_day)), by = .(patient, era)]
eras[, day := first]
setkey(eras, patient, day)

pain <- fread(file.path(folder, "pain.csv"), select = c("patient", "day", "score"), showProgress = FALSE)
# The era that began last on or before the day, by a rolling join.
found <- eras[pain, on = .(patient, day), roll = TRUE, which = TRUE]
pain[, `:=`(x = as.double(day - eras$first[found]), last = eras$last[found])]
pain <- pain[!is.na(x) & day <= last]
pain[, `:=`(xx = x * x, xy = x * score, yy = score * score)]
moments <- pain[, .(n = .N, x = sum(x), y = sum(score), xx = sum(xx), xy = sum(xy), yy = sum(yy)), by = patient]
seconds <- proc.time()[["elapsed"]] - start

sums <- moments[, .(people = .N, n = sum(n), x = sum(x), y = sum(y), xx = sum(xx), xy = sum(xy), yy = sum(yy), across = sum(x * y))]
values <- c(seconds = seconds, unlist(sums))
cat(sprintf('{"version": "%s", %s}\n', packageVersion("data.table"),
            paste(sprintf('"%s": %.17g', names(values), values), collapse = ", ")))
