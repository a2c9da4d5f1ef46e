using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: (I - tau u u^T) x = beta e_1, u_1 = 1, 1 <= tau <= 2 (or tau = 0 and u = e_1 where x is already a multiple of e_1).
// Source: Golub and Van Loan 5.1; the rescaling of LAPACK's LARFG, here by an exact power of two.
// The sign of beta is opposite to x_1, so x_1 - beta never cancels. tau is 2/|u|^2 of the rounded u, which makes the reflector orthogonal
// to one ulp; tau = (beta - x_1)/beta is so only for an exact u.

/// <summary>An elementary reflector I - tau u u^T that maps a vector to a multiple of the first unit vector.</summary>
internal static class HouseholderReflector
{
    /// <summary>Replaces x by u (u_1 = 1). x is padded with zeros to a multiple of the lane group.</summary>
    /// <param name="x">The vector; x[length..padded) is zero.</param>
    /// <param name="length">Number of elements, at least 1.</param>
    /// <param name="tau">The factor, 0 where the reflector is the identity.</param>
    /// <param name="pivot">x_1 - beta, by which the tail was divided; 1 for the identity.</param>
    /// <returns>beta.</returns>
    public static unsafe T Generate<T>(T* x, int length, out T tau, out T pivot)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T alpha = x[0];
        T tail = ColumnKernels.SumOfSquares(x + 1, length - 1);
        if (!(tail >= SmallestSafeSquare<T>()))
        {
            T largest = ColumnKernels.LargestMagnitude(x + 1, length - 1);
            if (largest == T.Zero)
            {
                tau = T.Zero;
                pivot = T.One;
                x[0] = T.One;
                return alpha;
            }

            // alpha may be of any size: only the tail is too small to be squared, and it still decides the direction of u.
            return GenerateTiny(x, length, T.Max(largest, T.Abs(alpha)), out tau, out pivot);
        }

        T beta = Beta(alpha, tail);
        pivot = alpha - beta;
        tau = Normalise(x, length, pivot);
        return beta;
    }

    /// <summary>Below this, squares lose digits to underflow: 2^-80 in float, 2^-940 in double.</summary>
    public static T SmallestSafeSquare<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Unsafe.SizeOf<T>() == sizeof(float)
            ? T.ScaleB(T.One, -80)
            : T.ScaleB(T.One, -940);

    private static T Beta<T>(T alpha, T tail)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T norm = T.Sqrt(Fused.MultiplyAdd(alpha, alpha, tail));
        return alpha >= T.Zero ? -norm : norm;
    }

    // x becomes u with u_1 = 1; returns tau.
    private static unsafe T Normalise<T>(T* x, int length, T pivot)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ColumnKernels.Scale(x + 1, length - 1, T.One / pivot);
        x[0] = T.One;
        T two = T.One + T.One;
        return two / (T.One + ColumnKernels.SumOfSquares(x + 1, length - 1));
    }

    private static unsafe T GenerateTiny<T>(T* x, int length, T largest, out T tau, out T pivot)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int shift = -int.CreateChecked(T.ILogB(largest));
        for (int i = 0; i < length; i++)
        {
            x[i] = T.ScaleB(x[i], shift);
        }

        T tail = ColumnKernels.SumOfSquares(x + 1, length - 1);
        T alpha = x[0];
        if (tail == T.Zero)
        {
            // The tail is below 2^-60 of alpha even after scaling: the reflection would not change a digit of alpha.
            tau = T.Zero;
            pivot = T.One;
            for (int i = 1; i < length; i++)
            {
                x[i] = T.Zero;
            }

            x[0] = T.One;
            return T.ScaleB(alpha, -shift);
        }

        T beta = Beta(alpha, tail);
        T scaledPivot = alpha - beta;
        tau = Normalise(x, length, scaledPivot);
        pivot = T.ScaleB(scaledPivot, -shift);
        return T.ScaleB(beta, -shift);
    }
}
