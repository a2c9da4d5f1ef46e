/* Which x86-64 level the processor has and the system lets programs use. */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include <cpuid.h>

enum processor_level { LEVEL_BELOW, LEVEL_V3, LEVEL_V4 };

static enum processor_level processor_level(void)
{
    unsigned a, b, c, d;
    const unsigned v3_c = bit_FMA | bit_MOVBE | bit_POPCNT | bit_OSXSAVE | bit_AVX;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & v3_c) != v3_c)
        return LEVEL_BELOW;

    unsigned enabled, high;
    __asm__("xgetbv" : "=a"(enabled), "=d"(high) : "c"(0));
    const unsigned ymm = 0x06, zmm = 0xe6; /* registers whose state the system saves */
    const unsigned v3_b = bit_AVX2 | bit_BMI | bit_BMI2;
    if ((enabled & ymm) != ymm || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & v3_b) != v3_b)
        return LEVEL_BELOW;
    unsigned extended_a, extended_b, extended_c, extended_d;
    if (!__get_cpuid(0x80000001, &extended_a, &extended_b, &extended_c, &extended_d) || !(extended_c & bit_LZCNT))
        return LEVEL_BELOW;

    const unsigned v4_b = bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL;
    return (b & v4_b) == v4_b && (enabled & zmm) == zmm ? LEVEL_V4 : LEVEL_V3;
}

#endif
