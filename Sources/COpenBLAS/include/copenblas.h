// OpenBLAS's C face. It is always run with one thread: replicas are our parallelism (README, "Architecture").
#ifndef COPENBLAS_H
#define COPENBLAS_H
#include <cblas.h>
#endif
