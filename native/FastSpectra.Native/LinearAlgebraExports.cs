using System.Numerics;
using System.Runtime.InteropServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>Products and singular values. Contracts: include/fastspectra.h.</summary>
internal static unsafe class LinearAlgebraExports
{
    [UnmanagedCallersOnly(EntryPoint = "fastspectra_gemm")]
    public static int Gemm(nint context, double alpha, NativeMatrix* a, NativeMatrix* b, double beta, NativeMatrix* c)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            if (NativeMatrix.IsDouble(c, "C"))
            {
                Multiply(alpha, a, b, beta, c, scope.Team);
            }
            else
            {
                Multiply((float)alpha, a, b, (float)beta, c, scope.Team);
            }

            return (int)NativeStatus.Done;
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_singular_values")]
    public static int SingularValues(nint context, NativeMatrix* a, void* values, long count)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            return NativeMatrix.IsDouble(a, "A") ? Values<double>(scope, a, values, count) : Values<float>(scope, a, values, count);
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_svd")]
    public static int FullSvd(nint context, NativeMatrix* a, NativeMatrix* u, void* s, long count, NativeMatrix* vt)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            return NativeMatrix.IsDouble(a, "A") ? Full<double>(scope, a, u, s, count, vt) : Full<float>(scope, a, u, s, count, vt);
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_svds")]
    public static int LargestTriplets(
        nint context, NativeMatrix* a, long k, NativeTripletsOptions* options, void* start, NativeMatrix* u, void* s, NativeMatrix* vt, double* residuals)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            return NativeMatrix.IsDouble(a, "A")
                ? Triplets<double>(scope, a, k, options, start, u, s, vt, residuals)
                : Triplets<float>(scope, a, k, options, start, u, s, vt, residuals);
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    /// <summary>The status of a decomposition of <paramref name="a"/>, reported where it is not a success.</summary>
    public static int Status<T>(SvdStatus status, MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => status switch
        {
            SvdStatus.Converged => (int)NativeStatus.Done,
            SvdStatus.NotFinite => throw MatrixScaling.Describe(a),
            _ => throw new NativeException(NativeStatus.NotConverged, $"the singular values of the {a.Rows}x{a.Columns} matrix did not converge"),
        };

    private static void Multiply<T>(T alpha, NativeMatrix* a, NativeMatrix* b, T beta, NativeMatrix* c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        LinearAlgebra.Gemm.Multiply(alpha, NativeMatrix.View<T>(a, "A"), NativeMatrix.View<T>(b, "B"), beta, NativeMatrix.View<T>(c, "C"), team);

    private static int Values<T>(NativeContext.Scope scope, NativeMatrix* a, void* values, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixView<T> view = NativeMatrix.View<T>(a, "A");
        Span<T> room = NativeMatrix.Vector<T>(values, count, Math.Min(view.Rows, view.Columns), "values");
        return Status(Svd.Values(view, room, scope.Workspace, scope.Team), view);
    }

    private static int Full<T>(NativeContext.Scope scope, NativeMatrix* a, NativeMatrix* u, void* s, long count, NativeMatrix* vt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixView<T> view = NativeMatrix.View<T>(a, "A");
        MatrixView<T> left = NativeMatrix.View<T>(u, "U"), right = NativeMatrix.View<T>(vt, "V^T");
        Span<T> room = NativeMatrix.Vector<T>(s, count, Math.Min(view.Rows, view.Columns), "s");
        return Status(Svd.Full(view, left, room, right, scope.Workspace, scope.Team), view);
    }

    private static int Triplets<T>(
        NativeContext.Scope scope, NativeMatrix* a, long k, NativeTripletsOptions* options, void* start, NativeMatrix* u, void* s, NativeMatrix* vt, double* residuals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixView<T> view = NativeMatrix.View<T>(a, "A");
        int smaller = Math.Min(view.Rows, view.Columns);
        NativeMatrix.Require(k >= 0 && k <= smaller, $"k is {k}; expected 0 to {smaller} for a {view.Rows}x{view.Columns} matrix");
        MatrixView<T> left = NativeMatrix.View<T>(u, "U"), right = NativeMatrix.View<T>(vt, "V^T");
        NativeMatrix.Require(left.Rows == view.Rows && left.Columns == k, $"U is {left.Rows}x{left.Columns}; expected {view.Rows}x{k}");
        NativeMatrix.Require(right.Rows == k && right.Columns == view.Columns, $"V^T is {right.Rows}x{right.Columns}; expected {k}x{view.Columns}");
        Span<T> values = NativeMatrix.Vector<T>(s, k, k, "s");
        Span<T> first = start is null ? default : NativeMatrix.Vector<T>(start, view.Columns, view.Columns, "start");
        if (!MatrixScaling.TryFindExponent(view, out _))
        {
            throw MatrixScaling.Describe(view);
        }

        NativeTripletsOptions chosen = options is null ? default : *options;
        TopTripletsOptions resolved = chosen.Resolve(scope.Team);
        using Matrix<T> copy = view.ToMatrix(); // products in blocks of vectors need contiguous rows
        using TopTripletsResult<T> result = TopTriplets.Compute(new DenseOperator<T>(copy), (int)k, resolved, first);
        result.S.CopyTo(values);
        for (int i = 0; i < (int)k; i++)
        {
            Span<T> ut = result.Ut.Row(i), v = result.Vt.Row(i);
            for (int row = 0; row < ut.Length; row++)
            {
                left[row, i] = ut[row];
            }

            for (int column = 0; column < v.Length; column++)
            {
                right[i, column] = v[column];
            }

            if (residuals is not null)
            {
                residuals[i] = result.ResidualNorms[i];
            }
        }

        return result.Status == SvdStatus.Converged
            ? (int)NativeStatus.Done
            : throw new NativeException(NativeStatus.NotConverged, $"the {k} largest values of the {view.Rows}x{view.Columns} matrix did not converge in {result.Restarts} restarts");
    }
}
