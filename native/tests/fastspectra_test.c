/*
 * The C interface against plain loops, and against callers that get it wrong. Buffers end at a page that may not be touched.
 * Prints one line per failed check and "C: N passed, N failed" at the end. run.sh builds and runs it.
 */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fastspectra.h"

static int passed, failed;

static void check(int holds, const char *what, int line)
{
    if (holds) {
        passed++;
    } else {
        failed++;
        printf("line %d: %s; last error: %s\n", line, what, fastspectra_last_error());
    }
}

#define CHECK(condition) check((condition), #condition, __LINE__)
#define FAILS(call, status, word) check((call) == (status) && strstr(fastspectra_last_error(), (word)) != NULL, #call " says " #status ", " word, __LINE__)

/* size bytes that end where memory ends. Never freed: the process is short. */
static void *guarded(size_t size)
{
    size_t page = 4096, pages = (size + page - 1) / page + 1;
    char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + (pages - 1) * page, page, PROT_NONE) != 0)
        abort();
    return memory + (pages - 1) * page - size;
}

static uint64_t state = 88172645463325252u;

static double uniform(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 4503599627370496.0 - 1;
}

static double get(const fastspectra_matrix *m, int64_t i, int64_t j)
{
    int64_t at = i * m->row_stride + j * m->column_stride;
    return m->type == FASTSPECTRA_FLOAT64 ? ((double *)m->data)[at] : (double)((float *)m->data)[at];
}

static void set(const fastspectra_matrix *m, int64_t i, int64_t j, double value)
{
    int64_t at = i * m->row_stride + j * m->column_stride;
    if (m->type == FASTSPECTRA_FLOAT64)
        ((double *)m->data)[at] = value;
    else
        ((float *)m->data)[at] = (float)value;
}

enum order { BY_ROWS, BY_COLUMNS, SPACED };

/* A matrix of uniform numbers. SPACED: every third element of padded rows. */
static fastspectra_matrix matrix(int64_t rows, int64_t columns, fastspectra_type type, enum order order)
{
    size_t element = type == FASTSPECTRA_FLOAT64 ? 8 : 4;
    int64_t row = order == BY_ROWS ? columns : order == BY_COLUMNS ? 1 : 3 * columns + 5;
    int64_t column = order == BY_ROWS ? 1 : order == BY_COLUMNS ? rows : 3;
    size_t count = rows == 0 || columns == 0 ? 0 : (size_t)((rows - 1) * row + (columns - 1) * column + 1);
    fastspectra_matrix m = {guarded(count * element), rows, columns, row > 0 ? row : 1, column > 0 ? column : 1, type};
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            set(&m, i, j, uniform());
    return m;
}

static double accuracy(fastspectra_type type)
{
    return type == FASTSPECTRA_FLOAT64 ? 1e-13 : 2e-5;
}

/* max |A - U diag(s) Vt| and max |U^T U - 1|, |Vt Vt^T - 1| over the first k triplets. */
static double residual(const fastspectra_matrix *a, const fastspectra_matrix *u, const fastspectra_matrix *s, const fastspectra_matrix *vt, int64_t k)
{
    double worst = 0;
    for (int64_t i = 0; i < a->rows; i++)
        for (int64_t j = 0; j < a->columns; j++) {
            double sum = get(a, i, j);
            for (int64_t p = 0; p < k; p++)
                sum -= get(u, i, p) * get(s, 0, p) * get(vt, p, j);
            worst = fmax(worst, fabs(sum));
        }
    return worst;
}

static double departure(const fastspectra_matrix *q, int by_rows)
{
    int64_t count = by_rows ? q->rows : q->columns, length = by_rows ? q->columns : q->rows;
    double worst = 0;
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j <= i; j++) {
            double sum = i == j ? -1 : 0;
            for (int64_t p = 0; p < length; p++)
                sum += by_rows ? get(q, i, p) * get(q, j, p) : get(q, p, i) * get(q, p, j);
            worst = fmax(worst, fabs(sum));
        }
    return worst;
}

static void decompositions(fastspectra_context *context, fastspectra_type type, enum order order, int64_t m, int64_t n)
{
    int64_t k = m < n ? m : n;
    double allowed = accuracy(type) * (double)(m + n);
    fastspectra_matrix a = matrix(m, n, type, order), s = matrix(1, k, type, BY_ROWS), values = matrix(1, k, type, BY_ROWS);
    for (int full = 0; full < 2; full++) {
        fastspectra_matrix u = matrix(m, full ? m : k, type, order), vt = matrix(full ? n : k, n, type, order);
        CHECK(fastspectra_svd(context, &a, &u, s.data, k, &vt) == FASTSPECTRA_DONE);
        CHECK(residual(&a, &u, &s, &vt, k) <= allowed);
        CHECK(departure(&u, 0) <= allowed);
        CHECK(departure(&vt, 1) <= allowed);
        if (k > 0) { /* the checks see a wrong factor */
            set(&s, 0, 0, 1.5 * get(&s, 0, 0));
            CHECK(!(residual(&a, &u, &s, &vt, k) <= allowed));
            set(&s, 0, 0, get(&s, 0, 0) / 1.5);
        }
    }
    CHECK(fastspectra_singular_values(context, &a, values.data, k) == FASTSPECTRA_DONE);
    for (int64_t i = 0; i < k; i++) {
        CHECK(fabs(get(&values, 0, i) - get(&s, 0, i)) <= allowed);
        CHECK(i == 0 || get(&values, 0, i) <= get(&values, 0, i - 1));
    }

    int64_t wanted = k < 3 ? k : 3;
    double residuals[3];
    fastspectra_matrix u = matrix(m, wanted, type, order), vt = matrix(wanted, n, type, order);
    CHECK(fastspectra_svds(context, &a, wanted, NULL, NULL, &u, s.data, &vt, residuals) == FASTSPECTRA_DONE);
    for (int64_t i = 0; i < wanted; i++)
        CHECK(fabs(get(&values, 0, i) - get(&s, 0, i)) <= (type == FASTSPECTRA_FLOAT64 ? 1e-9 : 1e-4) * get(&values, 0, 0) && residuals[i] < 1);

    double *eigenvalues = guarded(sizeof(double) * (size_t)k);
    fastspectra_spectrum spectrum;
    CHECK(fastspectra_esd(context, &a, eigenvalues, k, &spectrum) == FASTSPECTRA_DONE);
    double squares = 0;
    for (int64_t i = 0; i < k; i++)
        squares += eigenvalues[i];
    CHECK(k == 0 || fabs(sqrt(squares) - spectrum.frobenius_norm) <= 1e-12 * spectrum.frobenius_norm);
    CHECK(k == 0 || fabs(spectrum.spectral_norm - get(&values, 0, 0)) <= allowed);
}

static void products(fastspectra_context *context, fastspectra_type type, enum order order)
{
    for (int64_t m = 1; m < 40; m += 19)
        for (int64_t n = 1; n < 60; n += 29) {
            int64_t k = 23;
            fastspectra_matrix a = matrix(m, k, type, order), b = matrix(k, n, type, (enum order)((order + 1) % 3)), c = matrix(m, n, type, order);
            for (int64_t i = 0; i < m; i++)
                for (int64_t j = 0; j < n; j++)
                    set(&c, i, j, NAN); /* beta = 0: C is not read */
            CHECK(fastspectra_gemm(context, 2, &a, &b, 0, &c) == FASTSPECTRA_DONE);
            double worst = 0;
            for (int64_t i = 0; i < m; i++)
                for (int64_t j = 0; j < n; j++) {
                    double sum = get(&c, i, j);
                    for (int64_t p = 0; p < k; p++)
                        sum -= 2 * get(&a, i, p) * get(&b, p, j);
                    worst = fmax(worst, isnan(sum) ? INFINITY : fabs(sum));
                }
            CHECK(worst <= accuracy(type) * (double)k);
        }
}

static void wrong_calls(void)
{
    fastspectra_matrix a = matrix(4, 3, FASTSPECTRA_FLOAT64, BY_ROWS), bad = a, u = matrix(4, 3, FASTSPECTRA_FLOAT64, BY_ROWS);
    fastspectra_matrix vt = matrix(3, 3, FASTSPECTRA_FLOAT64, BY_ROWS), single = matrix(4, 3, FASTSPECTRA_FLOAT32, BY_ROWS);
    double values[4] = {-1, -1, -1, -1};
    fastspectra_power_law_fits fits;

    FAILS(fastspectra_singular_values(NULL, NULL, values, 3), FASTSPECTRA_ARGUMENT, "A is null");
    FAILS(fastspectra_singular_values(NULL, &a, NULL, 3), FASTSPECTRA_ARGUMENT, "values is null");
    FAILS(fastspectra_singular_values(NULL, &a, values, 4), FASTSPECTRA_ARGUMENT, "room for 4 elements; expected 3");
    bad.data = NULL;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "data is null");
    bad = a, bad.data = (char *)a.data + 2;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "multiple of 8");
    bad = a, bad.type = 7;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "type 7");
    bad = a, bad.row_stride = 2;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "share memory");
    bad = a, bad.row_stride = -3;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "strides -3");
    bad = a, bad.column_stride = 0;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "strides 3 and 0");
    bad = a, bad.row_stride = INT64_MAX / 2;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "no address space");
    bad = a, bad.rows = -1;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "-1x3");
    bad = a, bad.rows = (int64_t)1 << 40;
    FAILS(fastspectra_singular_values(NULL, &bad, values, 3), FASTSPECTRA_ARGUMENT, "sizes are");
    FAILS(fastspectra_singular_values((fastspectra_context *)12345, &a, values, 3), FASTSPECTRA_ARGUMENT, "no such context");
    CHECK(values[0] == -1 && values[3] == -1);

    FAILS(fastspectra_svd(NULL, &a, &vt, values, 3, &vt), FASTSPECTRA_ARGUMENT, "U is 3x3");
    FAILS(fastspectra_svd(NULL, &a, &single, values, 3, &vt), FASTSPECTRA_ARGUMENT, "U is float");
    FAILS(fastspectra_svds(NULL, &a, 4, NULL, NULL, &u, values, &vt, NULL), FASTSPECTRA_ARGUMENT, "k is 4");
    fastspectra_svds_options options = {NAN, 0, 0, 0};
    FAILS(fastspectra_svds(NULL, &a, 3, &options, NULL, &u, values, &vt, NULL), FASTSPECTRA_ARGUMENT, "tolerance is NaN");
    FAILS(fastspectra_gemm(NULL, 1, &a, &a, 0, &u), FASTSPECTRA_ARGUMENT, "B is 4x3");
    FAILS(fastspectra_power_law(values, -1, &fits), FASTSPECTRA_ARGUMENT, "count is -1");
    FAILS(fastspectra_power_law(values, 3, &fits), FASTSPECTRA_ARGUMENT, "not negative");
    FAILS(fastspectra_train(NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL), FASTSPECTRA_ARGUMENT, "inputs is null");
    FAILS(fastspectra_context_create(4096, NULL), FASTSPECTRA_ARGUMENT, "context is null");
    FAILS(fastspectra_context_create(4096, (fastspectra_context **)&values), FASTSPECTRA_ARGUMENT, "threads is 4096");

    set(&a, 2, 1, NAN);
    FAILS(fastspectra_singular_values(NULL, &a, values, 3), FASTSPECTRA_NOT_FINITE, "(2, 1)");
    FAILS(fastspectra_svds(NULL, &a, 2, NULL, NULL, &(fastspectra_matrix){u.data, 4, 2, 2, 1, FASTSPECTRA_FLOAT64}, values,
                           &(fastspectra_matrix){vt.data, 2, 3, 3, 1, FASTSPECTRA_FLOAT64}, NULL), FASTSPECTRA_NOT_FINITE, "(2, 1)");
    FAILS(fastspectra_esd(NULL, &a, values, 3, NULL), FASTSPECTRA_NOT_FINITE, "(2, 1)");

    fastspectra_context *context;
    CHECK(fastspectra_context_create(2, &context) == FASTSPECTRA_DONE);
    CHECK(fastspectra_context_destroy(context) == FASTSPECTRA_DONE);
    FAILS(fastspectra_context_destroy(context), FASTSPECTRA_ARGUMENT, "no such context");
    CHECK(fastspectra_context_destroy(NULL) == FASTSPECTRA_DONE);
}

static void training(fastspectra_context *context)
{
    enum { N = 40, TEST = 10, D = 12, H = 16, PROBES = 4, METRICS = 64 };
    fastspectra_type type = FASTSPECTRA_FLOAT32;
    fastspectra_inputs inputs = {matrix(N, D, type, BY_ROWS), matrix(N, 1, type, BY_ROWS), matrix(N, D, type, BY_COLUMNS), matrix(N, 1, type, BY_ROWS),
                                 matrix(TEST, D, type, SPACED), matrix(TEST, 1, type, BY_ROWS), matrix(D, 1, type, BY_ROWS), matrix(H, D, type, BY_ROWS),
                                 matrix(1, H, type, BY_ROWS)};
    double metrics[PROBES * METRICS], values[PROBES * D], before = get(&inputs.w, 3, 4);
    int64_t steps[PROBES], probes = -1;
    int names = 1;
    for (const char *c = fastspectra_metric_names(); *c != 0; c++)
        names += *c == ',';
    CHECK(names < METRICS && strncmp(fastspectra_metric_names(), "train_loss,test_loss,", 21) == 0);

    const char *configuration = "{\"num_epochs\": 3, \"probe_freq_steps\": 1, \"lr\": 0.1}";
    FAILS(fastspectra_train(context, configuration, &inputs, 3, steps, metrics, values, &probes), FASTSPECTRA_ARGUMENT, "takes 4 probes");
    FAILS(fastspectra_train(context, "{\"leraning_rate\": 1}", &inputs, PROBES, steps, metrics, values, &probes), FASTSPECTRA_ARGUMENT, "leraning_rate");
    FAILS(fastspectra_train(context, "{\"L\": 3}", &inputs, PROBES, steps, metrics, values, &probes), FASTSPECTRA_ARGUMENT, "'L' is 3; expected 2");
    CHECK(probes == -1 && get(&inputs.w, 3, 4) == before);
    CHECK(fastspectra_train(context, configuration, &inputs, PROBES, steps, metrics, values, &probes) == FASTSPECTRA_DONE);
    CHECK(probes == PROBES && steps[0] == 0 && steps[3] == 3);
    CHECK(metrics[0] > 0 && metrics[3 * names] > 0 && values[0] >= values[D - 1] && values[D - 1] > 0);
    CHECK(get(&inputs.w, 3, 4) != before);
    fastspectra_inputs wrong = inputs;
    wrong.y_train.rows = 7;
    FAILS(fastspectra_train(context, configuration, &wrong, PROBES, steps, metrics, values, &probes), FASTSPECTRA_ARGUMENT, "y_train is 7x1; expected 40x1");
    set(&inputs.x_probe, 1, 1, INFINITY);
    FAILS(fastspectra_train(context, configuration, &inputs, PROBES, steps, metrics, values, &probes), FASTSPECTRA_NOT_FINITE, "X_probe");
}

/* Threads without a common context: the same bits from each, at any number of threads. */
struct job {
    fastspectra_matrix a;
    int64_t threads;
    double values[50];
    int done;
};

static void *work(void *argument)
{
    struct job *job = argument;
    fastspectra_context *context = NULL;
    if (job->threads > 0 && fastspectra_context_create(job->threads, &context) != FASTSPECTRA_DONE)
        return NULL;
    job->done = 1;
    for (int i = 0; i < 20; i++)
        job->done &= fastspectra_singular_values(context, &job->a, job->values, 50) == FASTSPECTRA_DONE;
    job->done &= fastspectra_context_destroy(context) == FASTSPECTRA_DONE;
    return NULL;
}

static void threads(void)
{
    struct job jobs[6] = {0};
    pthread_t ids[6];
    fastspectra_matrix a = matrix(70, 50, FASTSPECTRA_FLOAT64, BY_ROWS);
    for (int i = 0; i < 6; i++) {
        jobs[i].a = a;
        jobs[i].threads = i / 2;
        CHECK(pthread_create(&ids[i], NULL, work, &jobs[i]) == 0);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(ids[i], NULL);
        CHECK(jobs[i].done && memcmp(jobs[i].values, jobs[0].values, sizeof jobs[i].values) == 0);
    }
}

int main(void)
{
    int64_t bits = -1;
    if (fastspectra_version() == NULL) {
        printf("no library: %s\n", fastspectra_last_error());
        return 1;
    }
    CHECK(fastspectra_vector_bits(&bits) == FASTSPECTRA_DONE && bits >= 0);
    printf("fastspectra %s, %d-bit vectors\n", fastspectra_version(), (int)bits);
    fastspectra_context *context;
    CHECK(fastspectra_context_create(2, &context) == FASTSPECTRA_DONE);
    const int64_t sizes[][2] = {{0, 0}, {0, 5}, {1, 1}, {1, 7}, {9, 1}, {12, 8}, {17, 33}, {70, 70}, {90, 40}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int order = BY_ROWS; order <= SPACED; order++)
            for (int type = FASTSPECTRA_FLOAT32; type <= FASTSPECTRA_FLOAT64; type++)
                decompositions(i % 2 == 0 ? context : NULL, (fastspectra_type)type, (enum order)order, sizes[i][0], sizes[i][1]);
    for (int order = BY_ROWS; order <= SPACED; order++)
        for (int type = FASTSPECTRA_FLOAT32; type <= FASTSPECTRA_FLOAT64; type++)
            products(context, (fastspectra_type)type, (enum order)order);
    wrong_calls();
    training(context);
    threads();
    CHECK(fastspectra_context_destroy(context) == FASTSPECTRA_DONE);
    printf("C: %d passed, %d failed\n", passed, failed);
    return failed != 0;
}
