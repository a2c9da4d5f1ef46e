/*
 * pack BASE IMAGE OUTPUT: writes one file that is BASE and carries IMAGE (packed_image.h), and unpacks it again to compare. Run by publish.sh.
 * Greedy choice of the longest copy with a look one byte ahead, candidates from chains of equal hashes: ten seconds for 20 MB.
 */
#include <stdio.h>
#include <stdlib.h>

#include "packed_image.h"

enum { HASH_BITS = 20, CHAIN = 96, HASHED = 6, GOOD = 512 };

static uint8_t *all; /* base, then image */
static size_t base_size, total;
static int32_t *head, *next;

static void fail(const char *what)
{
    fprintf(stderr, "pack: %s\n", what);
    exit(1);
}

static void *allocate(size_t size)
{
    void *memory = calloc(size + STRIDE, 1);
    if (memory == NULL)
        fail("not enough memory");
    return memory;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        fail(path);
    long length = ftell(file);
    rewind(file);
    if (length <= 0 || length > 1 << 28)
        fail("a program has between 1 byte and 256 MiB");
    uint8_t *data = allocate((size_t)length);
    if (fread(data, 1, (size_t)length, file) != (size_t)length)
        fail(path);
    fclose(file);
    *size = (size_t)length;
    return data;
}

static uint32_t hash(size_t at)
{
    uint64_t bytes = 0;
    memcpy(&bytes, all + at, HASHED);
    return (uint32_t)((bytes * 0x9E3779B97F4A7C15u) >> (64 - HASH_BITS));
}

static void insert(size_t at)
{
    if (at + HASHED > total)
        return;
    uint32_t h = hash(at);
    next[at] = head[h];
    head[h] = (int32_t)at;
}

static size_t common(size_t a, size_t b)
{
    size_t length = 0;
    while (b + length < total && all[a + length] == all[b + length])
        length++;
    return length;
}

struct copy {
    size_t length, distance;
    long gain; /* bytes saved, about */
};

static void consider(struct copy *best, size_t at, size_t distance, int repeated)
{
    size_t length = common(at - distance, at);
    long cost = repeated ? 2 : distance < 1 << 14 ? 3 : distance < 1 << 21 ? 4 : 5;
    long gain = (long)length - cost;
    if (length >= FEWEST && gain > best->gain)
        *best = (struct copy){length, distance, gain};
}

static struct copy find(size_t at, size_t last)
{
    struct copy best = {0, 0, 0};
    if (last != 0 && last <= at)
        consider(&best, at, last, 1);
    if (at + HASHED > total || best.length >= GOOD)
        return best;
    int32_t candidate = head[hash(at)];
    for (int i = 0; i < CHAIN && candidate >= 0; i++, candidate = next[candidate])
        if ((size_t)candidate < at)
            consider(&best, at, at - (size_t)candidate, 0);
    return best;
}

static uint8_t *packed;
static size_t packed_size;

static void put_number(size_t value)
{
    for (; value >= 128; value >>= 7)
        packed[packed_size++] = (uint8_t)(value | 128);
    packed[packed_size++] = (uint8_t)value;
}

static void put_sequence(const uint8_t *literal, size_t literals, size_t copied)
{
    size_t high = literals < 15 ? literals : 15, low = copied < 15 ? copied : 15;
    packed[packed_size++] = (uint8_t)(high << 4 | low);
    if (high == 15)
        put_number(literals - 15);
    if (low == 15)
        put_number(copied - 15);
    memcpy(packed + packed_size, literal, literals);
    packed_size += literals;
}

static void pack(void)
{
    size_t at = base_size, pending = at, last = 0;
    for (size_t i = 0; i < base_size; i++)
        insert(i);
    while (at < total) {
        struct copy here = find(at, last);
        insert(at);
        if (here.gain <= 0) {
            at++;
            continue;
        }
        if (here.length < GOOD && at + 1 < total && find(at + 1, last).gain > here.gain + 1) {
            at++;
            continue;
        }
        put_sequence(all + pending, at - pending, here.length - FEWEST);
        put_number(here.distance == last ? 0 : here.distance);
        last = here.distance;
        for (size_t i = 1; i < here.length; i++)
            insert(at + i);
        at += here.length;
        pending = at;
    }
    put_sequence(all + pending, total - pending, 0);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fail("usage: pack BASE IMAGE OUTPUT");
    size_t image_size;
    uint8_t *base = read_file(argv[1], &base_size), *image = read_file(argv[2], &image_size);
    total = base_size + image_size;
    all = allocate(total);
    memcpy(all, base, base_size);
    memcpy(all + base_size, image, image_size);
    head = allocate(sizeof *head << HASH_BITS);
    next = allocate(sizeof *next * total);
    packed = allocate(image_size * 2);
    memset(head, 0xff, sizeof *head << HASH_BITS);
    pack();

    uint8_t *again = allocate(image_size);
    if (unpack(base, base_size, packed, packed_size, again, image_size) != 0 || memcmp(again, image, image_size) != 0)
        fail("what was packed does not unpack");

    struct footer footer = {PACKED_MAGIC, base_size, packed_size, image_size};
    FILE *file = fopen(argv[3], "wb");
    if (file == NULL || fwrite(base, 1, base_size, file) != base_size || fwrite(packed, 1, packed_size, file) != packed_size
        || fwrite(&footer, sizeof footer, 1, file) != 1 || fclose(file) != 0)
        fail(argv[3]);
    printf("%zu + %zu bytes\n", base_size, packed_size);
    return 0;
}
