namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A group of lanes on which an algorithm is written once. Kernels take the 512-bit group (16 floats or 8 doubles) of the
/// level in use: one Vector512, two Vector256, four Vector128 or single elements. All give the same bits, because every
/// operation here is exactly defined by IEEE 754 per lane and <see cref="SumTree"/> is one fixed tree.
/// </summary>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Broadcast(T value);

    /// <summary>The representation given as an integer (its low bits if a lane is narrower) in every lane.</summary>
    static abstract TSelf BroadcastBits(ulong bits);

    static abstract TSelf Load(T* source);

    static abstract void Store(T* destination, TSelf value);

    /// <summary>Loads the first <paramref name="count"/> lanes (clamped to 0..Count); the others are zero and not read.</summary>
    static abstract TSelf LoadPartial(T* source, int count);

    /// <summary>Stores the first <paramref name="count"/> lanes (clamped to 0..Count); memory behind them is not written.</summary>
    static abstract void StorePartial(T* destination, TSelf value, int count);

    /// <summary>Loads Count floats, widened exactly where the lanes are doubles.</summary>
    static abstract TSelf LoadSingle(float* source);

    /// <summary>Stores Count floats, each rounded to nearest even where the lanes are doubles.</summary>
    static abstract void StoreSingle(float* destination, TSelf value);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>Bitwise and, or, xor of the representations.</summary>
    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator ^(TSelf x, TSelf y);

    /// <summary>x and not y, bitwise.</summary>
    static abstract TSelf AndNot(TSelf x, TSelf y);

    /// <summary>a*b + c with one rounding.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// sum = a*b + sum with one rounding, in sum's own register: of <see cref="FusedMultiplyAdd"/> the compiler lets the result take the
    /// register of a factor that is not used again, and moves it back to sum's.
    /// </summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>
    /// Stores alpha * sum, or, where <paramref name="read"/>, fma(alpha, sum, beta * c) (c as it is where beta is one: not <paramref name="scaled"/>).
    /// Written out for registers: of the methods it would be composed of, two dozen tiles would each inline a few hundred, which took the
    /// compiler longer than their loops.
    /// </summary>
    /// <remarks>Unsafe: c holds a group of lanes.</remarks>
    static abstract void Update(T* c, TSelf sum, TSelf alpha, TSelf beta, bool read, bool scaled);

    static abstract TSelf Sqrt(TSelf x);

    /// <summary>All bits set where x &lt; y (false for NaN).</summary>
    static abstract TSelf LessThan(TSelf x, TSelf y);

    /// <summary>x where x &lt; y, y elsewhere: y too if either is NaN.</summary>
    static abstract TSelf Smaller(TSelf x, TSelf y);

    /// <summary>x where y &lt; x, y elsewhere: y too if either is NaN.</summary>
    static abstract TSelf Larger(TSelf x, TSelf y);

    /// <summary>All bits set where x = y (false for NaN).</summary>
    static abstract TSelf EqualTo(TSelf x, TSelf y);

    /// <summary>Bitwise choice: x where the mask bit is set, y elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>
    /// a where x &lt; y, b elsewhere: b too if x or y is NaN. Better than <see cref="Select"/> after <see cref="LessThan"/>: AVX-512 compares into
    /// a mask register, and what copies that back to lanes waits for the old value of its destination on Intel's processors.
    /// </summary>
    static abstract TSelf SelectLess(TSelf x, TSelf y, TSelf a, TSelf b);

    /// <summary>a where x = y, b elsewhere: b too if x or y is NaN. To <see cref="EqualTo"/> as <see cref="SelectLess"/> to <see cref="LessThan"/>.</summary>
    static abstract TSelf SelectEqual(TSelf x, TSelf y, TSelf a, TSelf b);

    /// <summary>True if any bit of any lane is set.</summary>
    static abstract bool AnyBit(TSelf mask);

    /// <summary>Sum of the representations as integers of the lane's size, modulo 2^bits.</summary>
    static abstract TSelf AddBits(TSelf x, TSelf y);

    /// <summary>Difference of the representations as integers of the lane's size, modulo 2^bits.</summary>
    static abstract TSelf SubtractBits(TSelf x, TSelf y);

    /// <summary>The representation shifted left.</summary>
    static abstract TSelf ShiftLeftBits(TSelf x, int count);

    /// <summary>The representation shifted right, zeros moving in.</summary>
    static abstract TSelf ShiftRightBits(TSelf x, int count);

    /// <summary>The upper 32 bits of each 64-bit lane as its lower ones; the upper ones are then unspecified. A permutation, which runs beside multiplications where a shift takes their port.</summary>
    static abstract TSelf UpperToLow32(TSelf x);

    /// <summary>Product of the low 32 bits of each 64-bit part, as 64 bits (lanes of doubles).</summary>
    static abstract TSelf MultiplyLow32(TSelf x, TSelf y);

    /// <summary>x ^ y ^ z, bitwise: one instruction where there is one.</summary>
    static abstract TSelf Xor(TSelf x, TSelf y, TSelf z);

    /// <summary>Stores the low 32 bits of each 64-bit part: Count words (lanes of doubles).</summary>
    static abstract void StoreLow32(uint* destination, TSelf value);

    /// <summary>table[index mod 16] for the representation of each lane of <paramref name="index"/> (lanes of floats; 16 entries).</summary>
    static abstract TSelf Lookup(float* table, TSelf index);

    /// <summary>Sum over lanes by halving: lane i + lane i+Count/2, until one is left.</summary>
    static abstract T SumTree(TSelf x);
}
