/*
 * Linked into both programs and run by the dynamic loader before the .NET runtime starts, which would abort on a processor below its level.
 * Afterwards one of these holds: this program goes on, because it is the one for the processor; or the one that the file carries for AVX2
 * (packed_image.h) runs in this process; or the process has ended with a sentence and exit code 126, the shell's for a program that cannot be run.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "packed_image.h"
#include "processor.h"

enum { CANNOT_RUN = 126, LARGEST_IMAGE = 1 << 28, CLOSE_ON_EXEC = 1, EXECUTABLE = 16 /* MFD_CLOEXEC, MFD_EXEC */, HUGE_PAGE = 1 << 21 };

static void cannot_run(const char *sentence)
{
    if (write(STDERR_FILENO, sentence, strlen(sentence)) < 0)
        _exit(CANNOT_RUN);
    _exit(CANNOT_RUN);
}

/* A file without a name: in memory or, where the system forbids programs there, in the directory for temporary files. */
static int nameless_file(int attempt)
{
    if (attempt > 0) {
        const char *directory = getenv("TMPDIR");
        return open(directory != NULL ? directory : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0700);
    }
    int file = (int)syscall(SYS_memfd_create, "fastspectra", CLOSE_ON_EXEC | EXECUTABLE);
    return file >= 0 ? file : (int)syscall(SYS_memfd_create, "fastspectra", CLOSE_ON_EXEC); /* before Linux 6.3 */
}

static char *path_of(int file, char path[32])
{
    char digits[12], *digit = digits + sizeof digits - 1;
    *digit = '\0';
    for (int number = file; number > 0 || *digit == '\0'; number /= 10)
        *--digit = (char)('0' + number % 10);
    return strcat(strcpy(path, "/proc/self/fd/"), digit);
}

static int write_all(int file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written <= 0)
            return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

/*
 * The carried program in a nameless file that is open for reading only: one open for writing cannot be run. -1 if that fails.
 * Unpacked in huge pages and then written: the system clears pages of the file that are mapped, not those written whole (7 ms of 18).
 */
static int unpack_to_file(const uint8_t *file, const struct footer *footer, int attempt)
{
    size_t room = (footer->image_size + STRIDE + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    int image = nameless_file(attempt), readable = -1;
    if (image < 0)
        return -1;
    void *memory = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        madvise(memory, room, MADV_HUGEPAGE); /* where there are none, ordinary ones do */
        char path[32];
        if (unpack(file, footer->base_size, file + footer->base_size, footer->packed_size, memory, footer->image_size) == 0
            && write_all(image, memory, footer->image_size) == 0)
            readable = open(path_of(image, path), O_RDONLY | O_CLOEXEC);
        munmap(memory, room);
    }
    close(image);
    return readable;
}

/* Returns if this file carries no program. */
static void run_carried(char **arguments, char **environment)
{
    struct footer footer = {0};
    struct stat status;
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (self < 0 || fstat(self, &status) != 0 || status.st_size < (off_t)sizeof footer)
        return;
    size_t size = (size_t)status.st_size;
    if (pread(self, &footer, sizeof footer, status.st_size - (off_t)sizeof footer) != (ssize_t)sizeof footer
        || memcmp(footer.magic, PACKED_MAGIC, sizeof footer.magic) != 0) {
        close(self);
        return;
    }
    uint8_t *file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, self, 0);
    if (file == MAP_FAILED || footer.image_size == 0 || footer.image_size > LARGEST_IMAGE || footer.base_size > size || footer.packed_size > size
        || footer.base_size + footer.packed_size + sizeof footer != size)
        cannot_run("error: the program's file is damaged: the part for processors without AVX-512 cannot be read\n");
    for (int attempt = 0; attempt < 2; attempt++) {
        int image = unpack_to_file(file, &footer, attempt);
        if (image >= 0) {
            char path[32];
            execve(path_of(image, path), arguments, environment);
            close(image);
        }
    }
    cannot_run("error: the part for processors without AVX-512 cannot be run: the system allows no program in memory, nor in the directory for temporary files\n"
               "expected: TMPDIR to name a directory where programs may be run\n");
}

__attribute__((constructor)) static void launch(int count, char **arguments, char **environment)
{
    (void)count;
    enum processor_level level = processor_level();
    if (level == LEVEL_BELOW)
        cannot_run("error: this program needs a processor with AVX2 and FMA (x86-64-v3), which this one has not\n"
                   "expected: an x86-64 processor of 2015 or later; on others the ordinary build runs: dotnet run -c Release --project src/FastSpectra.Cli\n");
    if (level == LEVEL_V3)
        run_carried(arguments, environment);
    prctl(PR_SET_NAME, "fastspectra"); /* a program run from memory has a number for a name */
}
