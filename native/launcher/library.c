/*
 * libfastspectra.so: every function of fastspectra.h, passed on to the image for this processor (libfastspectra-v3.so or -v4.so), which is
 * loaded from this library's directory at the first call. An image by itself would abort the process on a processor below its level.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "fastspectra.h"
#include "processor.h"

#define CALLS(X)                                                                                                                            \
    X(vector_bits, (int64_t *bits), (bits))                                                                                                 \
    X(context_create, (int64_t threads, fastspectra_context **context), (threads, context))                                                 \
    X(context_destroy, (fastspectra_context *context), (context))                                                                           \
    X(singular_values, (fastspectra_context *context, const fastspectra_matrix *a, void *values, int64_t count), (context, a, values, count)) \
    X(svd, (fastspectra_context *context, const fastspectra_matrix *a, const fastspectra_matrix *u, void *s, int64_t count,                 \
            const fastspectra_matrix *vt),                                                                                                  \
      (context, a, u, s, count, vt))                                                                                                        \
    X(svds, (fastspectra_context *context, const fastspectra_matrix *a, int64_t k, const fastspectra_svds_options *options,                 \
             const void *start, const fastspectra_matrix *u, void *s, const fastspectra_matrix *vt, double *residuals),                     \
      (context, a, k, options, start, u, s, vt, residuals))                                                                                 \
    X(esd, (fastspectra_context *context, const fastspectra_matrix *a, double *eigenvalues, int64_t count, fastspectra_spectrum *spectrum), \
      (context, a, eigenvalues, count, spectrum))                                                                                           \
    X(power_law, (const double *singular_values, int64_t count, fastspectra_power_law_fits *fits), (singular_values, count, fits))          \
    X(gemm, (fastspectra_context *context, double alpha, const fastspectra_matrix *a, const fastspectra_matrix *b, double beta,             \
             const fastspectra_matrix *c),                                                                                                  \
      (context, alpha, a, b, beta, c))                                                                                                      \
    X(train, (fastspectra_context *context, const char *configuration, const fastspectra_inputs *inputs, int64_t capacity, int64_t *steps,  \
              double *metrics, double *singular_values, int64_t *probes),                                                                   \
      (context, configuration, inputs, capacity, steps, metrics, singular_values, probes))

#define POINTER(name, parameters, arguments) fastspectra_status (*name) parameters;
static struct {
    CALLS(POINTER)
    void (*copy_error)(char *buffer, int64_t size);
    void (*copy_version)(char *buffer, int64_t size);
    void (*copy_metric_names)(char *buffer, int64_t size);
} image;

enum { LONGEST_TEXT = 1024 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char unavailable[LONGEST_TEXT + PATH_MAX]; /* why no image is loaded; empty if one is */
static char version[32], metric_names[LONGEST_TEXT];
static __thread char last_error[LONGEST_TEXT];

static void load(void)
{
    enum processor_level level = processor_level();
    if (level == LEVEL_BELOW) {
        snprintf(unavailable, sizeof unavailable, "this processor has no AVX2 and FMA (x86-64-v3), which the library needs");
        return;
    }

    char path[PATH_MAX];
    Dl_info self;
    const char *slash = dladdr((void *)(intptr_t)&load, &self) != 0 && self.dli_fname != NULL ? strrchr(self.dli_fname, '/') : NULL;
    int directory = slash != NULL ? (int)(slash + 1 - self.dli_fname) : 0;
    snprintf(path, sizeof path, "%.*slibfastspectra-v%d.so", directory, directory != 0 ? self.dli_fname : "", level == LEVEL_V4 ? 4 : 3);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(unavailable, sizeof unavailable, "the image for this processor cannot be loaded: %s", dlerror());
        return;
    }

#define FIND(name, parameters, arguments) *(void **)&image.name = dlsym(library, "fastspectra_" #name);
#define IS_MISSING(name, parameters, arguments) || image.name == NULL
    CALLS(FIND)
    FIND(copy_error, , )
    FIND(copy_version, , )
    FIND(copy_metric_names, , )
    if (image.copy_error == NULL || image.copy_version == NULL || image.copy_metric_names == NULL CALLS(IS_MISSING)) {
        snprintf(unavailable, sizeof unavailable, "%s is of another version than libfastspectra.so", path);
        return;
    }
    image.copy_version(version, sizeof version);
    image.copy_metric_names(metric_names, sizeof metric_names);
}

static int ready(void)
{
    pthread_once(&once, load);
    return unavailable[0] == '\0';
}

#define FORWARD(name, parameters, arguments)                                              \
    fastspectra_status fastspectra_##name parameters                                      \
    {                                                                                     \
        return ready() ? image.name arguments : FASTSPECTRA_UNSUPPORTED;                  \
    }
CALLS(FORWARD)

const char *fastspectra_last_error(void)
{
    if (!ready())
        return unavailable;
    image.copy_error(last_error, sizeof last_error);
    return last_error;
}

const char *fastspectra_version(void)
{
    return ready() ? version : NULL;
}

const char *fastspectra_metric_names(void)
{
    return ready() ? metric_names : NULL;
}
