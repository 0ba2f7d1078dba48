# Asks spdep for Gi* and local Moran of the 20 random inputs in recorded.json, and writes its answers as JSON.
#
#     apt-get install r-cran-spdep r-cran-jsonlite        (spdep 1.2-7, R 4.2.2)
#     Rscript tests/it/statistics/record_spdep.R tests/it/statistics/recorded.json > tests/it/statistics/spdep.json

suppressMessages(library(spdep))
library(jsonlite)

ask <- function(input) {
  points <- do.call(rbind, input$points)
  values <- unlist(input$values)
  near <- dnearneigh(points, 0, input$within)
  star <- localG(values, nb2listw(include.self(near), style = "B"))
  moran <- localmoran(values, nb2listw(near, style = "W"), mlvar = FALSE)
  list(gi_star = signif(as.numeric(star), 12), moran = signif(as.numeric(moran[, "Ii"]), 12))
}

inputs <- fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyVector = FALSE)$places
inputs <- lapply(inputs, function(input) { input$points <- lapply(input$points, unlist); input })
rows <- vapply(inputs, function(input) as.character(toJSON(ask(input), digits = NA)), "")
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
