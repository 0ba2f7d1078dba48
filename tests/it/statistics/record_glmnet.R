# Asks glmnet for penalised Poisson regressions on 20 random inputs, and writes inputs and answers as JSON.
#
#     apt-get install r-cran-glmnet r-cran-jsonlite        (glmnet 4.1-6, R 4.2.2)
#     Rscript tests/it/statistics/record_glmnet.R > tests/it/statistics/glmnet.json

suppressMessages(library(glmnet))
library(jsonlite)
set.seed(20261122)
glmnet.control(fdev = 0, devmax = 1)

ask <- function(number) {
  n <- sample(60:90, 1)
  p <- sample(3:7, 1)
  x <- round(matrix(runif(n * p), n), 2)
  # Two layers that nearly say the same, and one that is yes or no.
  x[, 2] <- round(pmin(1, 0.8 * x[, 1] + 0.2 * runif(n)), 2)
  x[, 3] <- as.integer(x[, 3] < 0.3)
  y <- rpois(n, exp(0.2 + 1.2 * x[, 1] - 0.8 * x[, 3]))
  blocks <- sample(rep_len(1:5, n))
  alpha <- c(1, 0.5, 0)[number %% 3 + 1]
  most <- glmnet(x, y, family = "poisson", alpha = max(alpha, 1e-3), nlambda = 3)$lambda[1]
  grid <- most * 10^seq(0, -3, length.out = 50)
  lambda <- grid[c(8, 20, 35)]
  fit <- glmnet(x, y, family = "poisson", alpha = alpha, lambda = grid, thresh = 1e-14, maxit = 1e7)
  # The parts are foretold with layers that have their mean and deviation over all squares.
  even <- scale(x, scale = apply(x, 2, function(v) sqrt(mean((v - mean(v))^2))))
  cv <- cv.glmnet(even, y, family = "poisson", alpha = alpha, lambda = grid, foldid = blocks, standardize = FALSE,
                  thresh = 1e-14, maxit = 1e7)
  list(
    alpha = unbox(alpha), counts = y, blocks = blocks, layers = unname(split(x, col(x))),
    penalties = signif(grid, 12), chosen = signif(lambda, 12),
    coefficients = unname(lapply(c(8, 20, 35), function(i) signif(c(fit$a0[i], fit$beta[, i]), 10))),
    deviance = signif(cv$cvm, 10), error = signif(cv$cvsd, 10), best = unbox(which.min(cv$cvm) - 1)
  )
}

rows <- vapply(1:20, function(number) as.character(toJSON(ask(number), digits = NA)), "")
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
