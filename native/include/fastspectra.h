/*
 * FastSpectra: singular values, spectra and matrix products with the same bits on every machine, from C.
 *
 *     #include <fastspectra.h>                   cc program.c -I include -L lib -lfastspectra
 *
 *     double a[3 * 2] = {1, 2, 3, 4, 5, 6}, values[2];
 *     fastspectra_matrix view = fastspectra_row_major(a, 3, 2, FASTSPECTRA_FLOAT64);
 *     if (fastspectra_singular_values(NULL, &view, values, 2) != FASTSPECTRA_DONE)
 *         puts(fastspectra_last_error());
 *
 * libfastspectra.so loads the image for this processor (AVX2 or AVX-512) from its own directory at the first call. x86-64 Linux.
 *
 * Threads: every function may be called from several threads at once, each with a context of its own; one context serves one call at a
 * time, and a second call meanwhile returns FASTSPECTRA_BUSY. A null context stands for the calling thread's own one of one thread.
 * After fork() create new contexts in the child: threads do not survive a fork.
 * Memory: results go to the caller's buffers. Scratch belongs to the context, grows to what its largest call needs (singular values: 1.3 times
 * the matrix; vectors: 5 times; products: a few MiB), and is kept until the context is destroyed. fastspectra_svds, _esd and _train allocate
 * in proportion to what they are given as well, and free it before they return. No allocation depends on anything but shapes and options.
 * Errors: nothing is thrown and nothing is printed. What is returned says what went wrong, fastspectra_last_error() says it in words; outputs
 * of a call that returns FASTSPECTRA_ARGUMENT, _MEMORY, _UNSUPPORTED or _BUSY are not written.
 */
#ifndef FASTSPECTRA_H
#define FASTSPECTRA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FASTSPECTRA_API __attribute__((visibility("default")))
#else
#define FASTSPECTRA_API
#endif

typedef enum fastspectra_status {
    FASTSPECTRA_DONE = 0,
    FASTSPECTRA_ARGUMENT = 1,      /* a null pointer, a shape, stride or option that cannot be */
    FASTSPECTRA_NOT_FINITE = 2,    /* the matrix holds NaN or an infinity; values are NaN */
    FASTSPECTRA_NOT_CONVERGED = 3, /* an iteration limit was reached, or training diverged; outputs hold what there is */
    FASTSPECTRA_MEMORY = 4,        /* not enough memory */
    FASTSPECTRA_UNSUPPORTED = 5,   /* the processor has no AVX2 and FMA, or the image for it is not beside the library */
    FASTSPECTRA_BUSY = 6,          /* the context is in use by another thread */
    FASTSPECTRA_INTERNAL = 7       /* a defect: please report fastspectra_last_error() */
} fastspectra_status;

typedef enum fastspectra_type { FASTSPECTRA_FLOAT32 = 0, FASTSPECTRA_FLOAT64 = 1 } fastspectra_type;

/*
 * The caller's matrix: element (i, j) is at data[i * row_stride + j * column_stride], strides in elements. Row-major has column_stride 1,
 * column-major row_stride 1; a transpose is the same buffer with rows and columns exchanged. Sizes up to 2^31 - 1. Strides are positive and
 * no two elements share memory. data may be null where rows or columns is 0. Inputs are not changed; outputs overlap no other operand.
 */
typedef struct fastspectra_matrix {
    void *data;
    int64_t rows, columns;
    int64_t row_stride, column_stride;
    int64_t type; /* a fastspectra_type; all matrices and vectors of one call have the same */
} fastspectra_matrix;

static inline fastspectra_matrix fastspectra_row_major(void *data, int64_t rows, int64_t columns, fastspectra_type type)
{
    fastspectra_matrix matrix = {data, rows, columns, columns > 0 ? columns : 1, 1, (int64_t)type};
    return matrix;
}

static inline fastspectra_matrix fastspectra_column_major(void *data, int64_t rows, int64_t columns, fastspectra_type type)
{
    fastspectra_matrix matrix = {data, rows, columns, 1, rows > 0 ? rows : 1, (int64_t)type};
    return matrix;
}

/* Threads and scratch memory. */
typedef struct fastspectra_context fastspectra_context;

/* The version of this library, such as "0.1.0"; null where no image can be loaded. */
FASTSPECTRA_API const char *fastspectra_version(void);

/* What went wrong in the last call of this thread that did not return FASTSPECTRA_DONE. Valid until the thread's next call; never null. */
FASTSPECTRA_API const char *fastspectra_last_error(void);

/* Bits of the vector registers in use: 512, 256, 128, or 0 for single elements. FASTSPECTRA_SIMD lowers it; results do not depend on it. */
FASTSPECTRA_API fastspectra_status fastspectra_vector_bits(int64_t *bits);

/* Creates a context of 1 to 1024 threads, the calling one included; 0 stands for one per processor. Results do not depend on it. */
FASTSPECTRA_API fastspectra_status fastspectra_context_create(int64_t threads, fastspectra_context **context);

/* Ends the threads and frees the memory. Null is allowed. */
FASTSPECTRA_API fastspectra_status fastspectra_context_destroy(fastspectra_context *context);

/* The min(rows, columns) singular values of a, descending, in a's type. count is the room in values and has to be that number. */
FASTSPECTRA_API fastspectra_status fastspectra_singular_values(
    fastspectra_context *context, const fastspectra_matrix *a, void *values, int64_t count);

/*
 * A = U diag(s) V^T of an m x n matrix, k = min(m, n). u is m x k or m x m, vt is k x n or n x n, s has k elements; any strides.
 */
FASTSPECTRA_API fastspectra_status fastspectra_svd(fastspectra_context *context, const fastspectra_matrix *a, const fastspectra_matrix *u,
                                                   void *s, int64_t count, const fastspectra_matrix *vt);

typedef struct fastspectra_svds_options {
    double tolerance;      /* of the residual |A^T u - s v| relative to the largest value; 0: 1e-5 in float, 1e-10 in double */
    int64_t restart_limit; /* 0: 300 */
    uint64_t seed;         /* of the start vector where none is given */
    int64_t no_verify;     /* not 0: leave out the check for values that the search may have missed */
} fastspectra_svds_options;

/*
 * The k largest singular values, descending, with vectors: u is m x k, vt is k x n. start (n elements) is null or a combination of expected
 * right vectors, such as those of a slightly different matrix. residuals (k numbers, or null) receives max(|A v - s u|, |A^T u - s v|).
 * options may be null. FASTSPECTRA_NOT_CONVERGED leaves the best found.
 */
FASTSPECTRA_API fastspectra_status fastspectra_svds(
    fastspectra_context *context, const fastspectra_matrix *a, int64_t k, const fastspectra_svds_options *options, const void *start,
    const fastspectra_matrix *u, void *s, const fastspectra_matrix *vt, double *residuals);

/* What follows from the eigenvalues of A^T A; docs/result-files.md has the formulas. NaN (-1 for the index) where it is not defined. */
typedef struct fastspectra_spectrum {
    double spectral_norm, frobenius_norm, stable_rank, second_singular_value;
    double pl_alpha_hill, pl_alpha_ks, pl_ks_distance;
    double mp_distance;       /* Kolmogorov distance from the Marchenko-Pastur law of unit variance */
    int64_t pl_ks_start;      /* index of the smallest eigenvalue of the tail, ascending */
    int64_t values_above_edge; /* singular values above 1.01 (sqrt m + sqrt n) */
} fastspectra_spectrum;

/*
 * The min(m, n) eigenvalues of A^T A (of A A^T for a wide A), ascending, computed in double whatever A's type, and what follows from them.
 * spectrum may be null.
 */
FASTSPECTRA_API fastspectra_status fastspectra_esd(
    fastspectra_context *context, const fastspectra_matrix *a, double *eigenvalues, int64_t count, fastspectra_spectrum *spectrum);

typedef struct fastspectra_power_law_fits {
    double alpha_hill, alpha_ks, ks_distance;
    int64_t ks_start;
} fastspectra_power_law_fits;

/* Power laws fitted to the squares of singular values given in any order. */
FASTSPECTRA_API fastspectra_status fastspectra_power_law(const double *singular_values, int64_t count, fastspectra_power_law_fits *fits);

/* C = alpha A B + beta C; with beta = 0, C is written without being read. */
FASTSPECTRA_API fastspectra_status fastspectra_gemm(fastspectra_context *context, double alpha, const fastspectra_matrix *a,
                                                    const fastspectra_matrix *b, double beta, const fastspectra_matrix *c);

/*
 * The inputs of a training run, docs/configuration.md: X [n, d], y [n, 1], beta [d, 1], W [h, d], a [1, h]; all of one type, which is that of the run.
 * W and a are trained in place.
 */
typedef struct fastspectra_inputs {
    fastspectra_matrix x_train, y_train, x_probe, y_probe, x_test, y_test, beta, w, a;
} fastspectra_inputs;

/* The columns of metrics that fastspectra_train writes, in their order, separated by commas; null where no image can be loaded. */
FASTSPECTRA_API const char *fastspectra_metric_names(void);

/*
 * Trains the two-layer student of arXiv 2406.04657 and probes it: once before training and at every probe_freq_steps-th step.
 * configuration: keys of docs/configuration.md as YAML text, "{}" for the main experiment's; n, n_test, d, h and dtype follow from the inputs,
 * and L is 2, since they have one hidden layer. activation is the function of its units.
 * steps, metrics (row-major [probes, number of names]) and singular_values (row-major [probes, min(h, d)], or null): room for capacity probes;
 * *probes becomes their number. NaN stands for what was not measured. A run that diverges returns FASTSPECTRA_NOT_CONVERGED.
 */
FASTSPECTRA_API fastspectra_status fastspectra_train(
    fastspectra_context *context, const char *configuration, const fastspectra_inputs *inputs, int64_t capacity, int64_t *steps, double *metrics,
    double *singular_values, int64_t *probes);

#ifdef __cplusplus
}
#endif

#endif
