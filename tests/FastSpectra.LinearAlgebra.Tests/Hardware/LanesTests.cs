using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// Every operation of every group of lanes, lane for lane, against plain arithmetic on elements; partial loads and stores touch
/// nothing behind the count; the tree sum is one tree.
/// </summary>
public unsafe class LanesTests
{
    private const int Rounds = 300;

    [Fact]
    public void Lanes512_EqualPlainArithmetic()
    {
        if (InstructionSet.Best >= SimdLevel.Vector512)
        {
            Check<Lanes512<float>, float>();
            Check<Lanes512<double>, double>();
        }
    }

    [Fact]
    public void Lanes256_EqualPlainArithmetic()
    {
        if (InstructionSet.Best >= SimdLevel.Vector256)
        {
            Check<Lanes256<float>, float>();
            Check<Lanes256<double>, double>();
            Check<LanesPair<Lanes256<float>, float>, float>();
            Check<LanesPair<Lanes256<double>, double>, double>();
        }
    }

    [Fact]
    public void Lanes128_EqualPlainArithmetic()
    {
        if (InstructionSet.Best >= SimdLevel.Vector128)
        {
            Check<Lanes128<float>, float>();
            Check<Lanes128<double>, double>();
            Check<LanesPair<LanesPair<Lanes128<float>, float>, float>, float>();
            Check<LanesPair<LanesPair<Lanes128<double>, double>, double>, double>();
        }
    }

    [Fact]
    public void LanesScalar_EqualPlainArithmetic()
    {
        Check<LanesScalar<float>, float>();
        Check<LanesScalar<double>, double>();
        Check<LanesPair<LanesPair<LanesScalar<float>, float>, float>, float>();
        Check<LanesPair<LanesPair<LanesPair<LanesScalar<double>, double>, double>, double>, double>();
    }

    [Fact]
    public void DispatchedGroup_Is512BitsAtEveryLevel()
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                CountKernel<float> single = default;
                LanesDispatch.Run<float, CountKernel<float>>(ref single);
                Assert.Equal(16, single.Count);
                CountKernel<double> wide = default;
                LanesDispatch.Run<double, CountKernel<double>>(ref wide);
                Assert.Equal(8, wide.Count);
                LanesDispatch.RunElementwise<double, CountKernel<double>>(ref wide);
                Assert.Equal(level switch { SimdLevel.Vector512 => 8, SimdLevel.Vector256 => 4, SimdLevel.Vector128 => 2, _ => 1 }, wide.Count);
            }
        }
    }

    [Fact]
    public void SumTree_IsTheSameTreeAtEveryLevel()
    {
        float[] x = [1e8f, 1, -1e8f, 1, 3e7f, 1.5f, -3, 7e-3f, 0.1f, -1e8f, 1e8f, 2, 5, 1e-8f, 1e7f, -9];
        float expected = Tree(x);
        Assert.NotEqual(expected, x.Aggregate(0f, (a, b) => a + b));
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                fixed (float* p = x)
                {
                    SumKernel kernel = new(p);
                    LanesDispatch.Run<float, SumKernel>(ref kernel);
                    Assert.Equal(expected, kernel.Sum);
                }
            }
        }
    }

    private static T Tree<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] sums = x.ToArray();
        for (int half = sums.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        return sums[0];
    }

    private static void Check<TLanes, T>()
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = TLanes.Count;
        Assert.Equal(sizeof(TLanes), n * sizeof(T));
        System.Random random = new(n + sizeof(T));
        for (int round = 0; round < Rounds; round++)
        {
            T[] a = Values<T>(random, n);
            T[] b = Values<T>(random, n);
            T[] c = Values<T>(random, n);
            if (round % 3 == 0)
            {
                b[0] = a[0];
            }

            fixed (T* pa = a, pb = b, pc = c)
            {
                TLanes x = TLanes.Load(pa);
                TLanes y = TLanes.Load(pb);
                TLanes z = TLanes.Load(pc);
                AssertLanes<TLanes, T>("+", x + y, i => a[i] + b[i]);
                AssertLanes<TLanes, T>("-", x - y, i => a[i] - b[i]);
                AssertLanes<TLanes, T>("*", x * y, i => a[i] * b[i]);
                AssertLanes<TLanes, T>("/", x / y, i => a[i] / b[i]);
                AssertLanes<TLanes, T>("fma", TLanes.FusedMultiplyAdd(x, y, z), i => Fused.MultiplyAdd(a[i], b[i], c[i]));
                AssertLanes<TLanes, T>("sqrt", TLanes.Sqrt(x), i => T.Sqrt(a[i]));
                AssertLanes<TLanes, T>("&", x & y, i => FromBits<T>(Bits(a[i]) & Bits(b[i])));
                AssertLanes<TLanes, T>("|", x | y, i => FromBits<T>(Bits(a[i]) | Bits(b[i])));
                AssertLanes<TLanes, T>("^", x ^ y, i => FromBits<T>(Bits(a[i]) ^ Bits(b[i])));
                AssertLanes<TLanes, T>("and not", TLanes.AndNot(x, y), i => FromBits<T>(Bits(a[i]) & ~Bits(b[i])));
                AssertLanes<TLanes, T>("<", TLanes.LessThan(x, y), i => FromBits<T>(a[i] < b[i] ? ulong.MaxValue : 0));
                AssertLanes<TLanes, T>("=", TLanes.EqualTo(x, y), i => FromBits<T>(a[i] == b[i] ? ulong.MaxValue : 0));
                AssertLanes<TLanes, T>("select", TLanes.Select(z, x, y), i => FromBits<T>((Bits(a[i]) & Bits(c[i])) | (Bits(b[i]) & ~Bits(c[i]))));
                AssertLanes<TLanes, T>("select less", TLanes.SelectLess(x, y, z, x), i => a[i] < b[i] ? c[i] : a[i]);
                AssertLanes<TLanes, T>("select equal", TLanes.SelectEqual(x, y, z, x), i => a[i] == b[i] ? c[i] : a[i]);
                AssertLanes<TLanes, T>("add bits", TLanes.AddBits(x, y), i => FromBits<T>(Bits(a[i]) + Bits(b[i])));
                AssertLanes<TLanes, T>("subtract bits", TLanes.SubtractBits(x, y), i => FromBits<T>(Bits(a[i]) - Bits(b[i])));
                AssertLanes<TLanes, T>("broadcast", TLanes.Broadcast(a[0]), _ => a[0]);
                AssertLanes<TLanes, T>("broadcast bits", TLanes.BroadcastBits(Bits(a[0])), _ => a[0]);
                AssertLanes<TLanes, T>("zero", TLanes.Zero, _ => T.Zero);
                int shift = random.Next(0, sizeof(T) * 8);
                AssertLanes<TLanes, T>("shift left", TLanes.ShiftLeftBits(x, shift), i => FromBits<T>(Bits(a[i]) << shift));
                AssertLanes<TLanes, T>("shift right", TLanes.ShiftRightBits(x, shift), i => FromBits<T>(Bits(a[i]) >> shift));
                AssertLanes<TLanes, T>("exclusive or of three", TLanes.Xor(x, y, z), i => FromBits<T>(Bits(a[i]) ^ Bits(b[i]) ^ Bits(c[i])));
                AssertLanes<TLanes, T>("smaller", TLanes.Smaller(x, y), i => a[i] < b[i] ? a[i] : b[i]);
                AssertLanes<TLanes, T>("larger", TLanes.Larger(x, y), i => b[i] < a[i] ? a[i] : b[i]);
                CheckParts<TLanes, T>(x, a);
                if (sizeof(T) == sizeof(double))
                {
                    AssertLanes<TLanes, T>("multiply", TLanes.MultiplyLow32(x, y), i => FromBits<T>((ulong)(uint)Bits(a[i]) * (uint)Bits(b[i])));
                }

                Assert.False(TLanes.AnyBit(TLanes.Zero));
                for (int i = 0; i < n; i++)
                {
                    T[] one = new T[n];
                    one[i] = FromBits<T>(1);
                    fixed (T* p = one)
                    {
                        Assert.True(TLanes.AnyBit(TLanes.Load(p)));
                    }
                }

                T expected = Tree<T>(a);
                T sum = TLanes.SumTree(x);
                Assert.True(Same(expected, sum), $"sum {sum} instead of {expected}");
                CheckSingles<TLanes, T>(random);
            }
        }

        CheckPartial<TLanes, T>();
    }

    private static void CheckParts<TLanes, T>(TLanes x, T[] values)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sizeof(T) == sizeof(double))
        {
            uint* words = stackalloc uint[TLanes.Count + 1];
            words[TLanes.Count] = 77;
            TLanes.StoreLow32(words, x);
            Assert.Equal(values.Select(v => (uint)Bits(v)).Append(77u), new ReadOnlySpan<uint>(words, TLanes.Count + 1).ToArray());
            return;
        }

        float* table = stackalloc float[16];
        for (int i = 0; i < 16; i++)
        {
            table[i] = i + 0.5f;
        }

        AssertLanes<TLanes, T>("lookup", TLanes.Lookup(table, x), i => T.CreateTruncating((Bits(values[i]) & 15) + 0.5));
    }

    private static void CheckSingles<TLanes, T>(System.Random random)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        float[] source = Values<float>(random, TLanes.Count);
        float[] target = new float[TLanes.Count];
        fixed (float* ps = source, pt = target)
        {
            TLanes x = TLanes.LoadSingle(ps);
            AssertLanes<TLanes, T>("load single", x, i => T.CreateTruncating(source[i]));
            TLanes third = x / TLanes.Broadcast(T.CreateTruncating(3));
            TLanes.StoreSingle(pt, third);
            T[] thirds = ToArray<TLanes, T>(third);
            for (int i = 0; i < target.Length; i++)
            {
                Assert.True(Same((float)(object)float.CreateTruncating(thirds[i]), target[i]));
            }
        }
    }

    private static void CheckPartial<TLanes, T>()
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = TLanes.Count;
        using GuardedPage page = new();
        for (int count = -1; count <= n + 1; count++)
        {
            // The elements end where the next page may not be touched.
            int used = Math.Clamp(count, 0, n);
            T* p = (T*)page.End - used;
            for (int i = 0; i < used; i++)
            {
                p[i] = T.CreateTruncating(i + 1);
            }

            TLanes x = TLanes.LoadPartial(p, count);
            AssertLanes<TLanes, T>("load partial", x, i => i < used ? T.CreateTruncating(i + 1) : T.Zero);
            TLanes.StorePartial(p, x + x, count);
            for (int i = 0; i < used; i++)
            {
                Assert.Equal(T.CreateTruncating(2 * (i + 1)), p[i]);
            }
        }
    }

    private static T[] Values<T>(System.Random random, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] special = [T.Zero, T.NegativeZero, T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Epsilon, T.One, T.NegativeOne];
        T[] x = new T[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = random.Next(5) switch
            {
                0 => special[random.Next(special.Length)],
                1 => FromBits<T>((ulong)random.NextInt64(long.MinValue, long.MaxValue)),
                _ => T.CreateTruncating((random.NextDouble() - 0.5) * 100),
            };
        }

        return x;
    }

    private static T[] ToArray<TLanes, T>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        T[] result = new T[TLanes.Count];
        fixed (T* p = result)
        {
            TLanes.Store(p, x);
        }

        return result;
    }

    private static void AssertLanes<TLanes, T>(string operation, TLanes actual, Func<int, T> expected)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] lanes = ToArray<TLanes, T>(actual);
        for (int i = 0; i < lanes.Length; i++)
        {
            Assert.True(Same(expected(i), lanes[i]), $"{typeof(TLanes)} {operation}, lane {i}: {lanes[i]} instead of {expected(i)}");
        }
    }

    // Masks are NaNs as numbers: those compare by bits first.
    private static bool Same<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Bits(x) == Bits(y) || (T.IsNaN(x) && T.IsNaN(y));

    private static ulong Bits<T>(T x)
        where T : unmanaged => sizeof(T) == 4 ? Unsafe.BitCast<T, uint>(x) : Unsafe.BitCast<T, ulong>(x);

    private static T FromBits<T>(ulong bits)
        where T : unmanaged => sizeof(T) == 4 ? Unsafe.BitCast<uint, T>((uint)bits) : Unsafe.BitCast<ulong, T>(bits);

    private struct CountKernel<T> : ILanesKernel<T>
        where T : unmanaged
    {
        public int Count;

        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T> => Count = TLanes.Count;
    }

    private struct SumKernel(float* x) : ILanesKernel<float>
    {
        public float Sum;

        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, float> => Sum = TLanes.SumTree(TLanes.Load(x));
    }

    /// <summary>A page behind which reading or writing ends the process (Unix; elsewhere plain memory).</summary>
    private sealed class GuardedPage : IDisposable
    {
        private const int Size = 1 << 16;
        private readonly nint _memory;

        public GuardedPage()
        {
            if (OperatingSystem.IsWindows())
            {
                _memory = (nint)NativeMemory.AlignedAlloc(Size, 64);
                End = (byte*)_memory + Size;
                return;
            }

            const int ReadWrite = 3;
            int anonymousPrivate = OperatingSystem.IsMacOS() ? 0x1002 : 0x22;
            _memory = mmap(0, 2 * Size, ReadWrite, anonymousPrivate, -1, 0);
            Assert.True(_memory > 0);
            Assert.Equal(0, mprotect(_memory + Size, Size, 0));
            End = (byte*)_memory + Size;
        }

        public byte* End { get; }

        public void Dispose()
        {
            if (OperatingSystem.IsWindows())
            {
                NativeMemory.AlignedFree((void*)_memory);
            }
            else
            {
                _ = munmap(_memory, 2 * Size);
            }
        }

        [DllImport("libc")]
        private static extern nint mmap(nint address, nint length, int protection, int flags, int file, nint offset);

        [DllImport("libc")]
        private static extern int mprotect(nint address, nint length, int protection);

        [DllImport("libc")]
        private static extern int munmap(nint address, nint length);
    }
}
