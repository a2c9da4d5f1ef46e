// Computes what 'svd' asks for and checks it: every value by a certificate, and with vectors |A - U S V^T|_F, |U^T U - I|_F and
// |V V^T - I|_F recomputed from the result. Cost of the checks: about as much again in double, outside the time that is reported.
using System.Diagnostics;
using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <typeparam name="T">float or double: the precision to compute in.</typeparam>
internal static class SvdComputation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Observed residuals of backward-stable decompositions are below 1 in this measure (eps sqrt(max(m, n)) |A|_F).
    private const double ResidualLimit = 10;

    public static SvdOutcome Run(StoredTensor tensor, SvdRequest request)
    {
        (int rows, int columns) = tensor.MatrixShape();
        int count = Math.Min(rows, columns);
        int kept = Math.Min(request.Top ?? count, count);
        using Matrix<T> a = tensor.ToMatrix<T>();
        using ThreadTeam team = new(request.Threads);
        if (request.Top is not null && IsLanczosFaster(rows, columns, kept, request.Vectors))
        {
            return RunTop(tensor, request, a, kept, team);
        }

        using Workspace workspace = new();
        T[] values = new T[count];
        using Matrix<T>? u = request.Vectors ? new Matrix<T>(rows, count) : null;
        using Matrix<T>? vt = request.Vectors ? new Matrix<T>(count, columns) : null;
        double seconds = double.PositiveInfinity;
        for (int repeat = 0; repeat < request.Repeat && count > 0; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            SvdStatus status = u is null
                ? Svd.Values(a.View, values, workspace, team)
                : Svd.Full(a.View, u.View, values, vt!.View, workspace, team);
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            Require(status, tensor);
        }

        bool verified = SingularValueCertificate.Holds(a.View, values, workspace, team) && (u is null || HasSmallResiduals(a, u, values, vt!, team));
        if (request.Out is { } path)
        {
            Write(path, values.AsSpan(0, kept), u, vt);
        }

        double[] shown = new double[kept];
        for (int i = 0; i < kept; i++)
        {
            shown[i] = double.CreateChecked(values[i]);
        }

        string verification = SingularValueCertificate.Method + (u is null ? "" : "; residual and orthogonality recomputed");
        string method = u is null ? "two-stage Golub-Kahan, bisection" : "one-stage Golub-Kahan, divide and conquer";
        return new SvdOutcome(rows, columns, typeof(T) == typeof(float), method, shown, count == 0 ? 0 : seconds, verified, verification);
    }

    // A flat spectrum takes some hundred products with A, each as slow as memory. All values of order 2000 take half that time, of
    // order 4096 twice; all vectors take five times as long as all values.
    private static bool IsLanczosFaster(int rows, int columns, int count, bool vectors) =>
        Math.Min(rows, columns) is var n && n >= (vectors ? 1000 : 4000) && count <= n / 100;

    // Residuals of a few ulp of the largest value: the values are then as exact as the dense method's.
    private static double TopTolerance => typeof(T) == typeof(float) ? 1e-6 : 1e-13;

    private static SvdOutcome RunTop(StoredTensor tensor, SvdRequest request, Matrix<T> a, int count, ThreadTeam team)
    {
        // The probe is part of the computation; the count comes after it, like every check here.
        TopTripletsOptions options = new() { Tolerance = TopTolerance, Team = team, Check = TopTripletsCheck.Probe };
        DenseOperator<T> product = new(a);
        double seconds = double.PositiveInfinity;
        TopTripletsResult<T>? result = null;
        for (int repeat = 0; repeat < request.Repeat; repeat++)
        {
            result?.Dispose();
            long start = Stopwatch.GetTimestamp();
            result = TopTriplets.Compute(product, count, options);
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        using TopTripletsResult<T> top = result!;
        Require(top.Status, tensor);
        double allowed = ResidualLimit * TopTolerance * double.CreateChecked(top.S[0]);
        bool? isComplete = IsComplete(a, top, team);
        string verification = isComplete is null ? "second search from other vectors" : SpectrumSlicing.Method;
        bool verified = (isComplete ?? top.IsVerified) && top.ResidualNorms.All(residual => residual <= allowed);
        if (request.Out is { } path)
        {
            using SafetensorsWriter writer = new(path);
            writer.Add<T>("S", top.S);
            if (request.Vectors)
            {
                writer.Add("U", top.Ut.View.Transposed);
                writer.Add("Vt", top.Vt.View);
            }

            writer.Commit();
        }

        return new SvdOutcome(
            a.Rows, a.Columns, typeof(T) == typeof(float), "block Golub-Kahan-Lanczos, thick restart", [.. top.S.Select(double.CreateChecked)], seconds, verified, verification + "; residuals recomputed");
    }

    // Null where the matrix of squares would take more than half a gigabyte, or cannot resolve the smallest value.
    private static bool? IsComplete(Matrix<T> a, TopTripletsResult<T> top, ThreadTeam team)
    {
        const int largestOrder = 8192;
        if (Math.Min(a.Rows, a.Columns) > largestOrder)
        {
            return null;
        }

        using Workspace workspace = new();
        return a.Rows >= a.Columns
            ? SpectrumSlicing.IsComplete(a.View, top.S, top.Vt, 0, workspace, team)
            : SpectrumSlicing.IsComplete(a.View.Transposed, top.S, top.Ut, 0, workspace, team);
    }

    private static void Require(SvdStatus status, StoredTensor tensor)
    {
        // The file was checked before: what is not finite here left the range of T when it was converted.
        if (status == SvdStatus.NotFinite)
        {
            throw tensor.Bad("has elements beyond the range of float32; expected --precision double");
        }

        if (status == SvdStatus.NotConverged)
        {
            throw new ArithmeticException($"{tensor.File}: the singular values did not converge");
        }
    }

    private static unsafe bool HasSmallResiduals(Matrix<T> a, Matrix<T> u, T[] s, Matrix<T> vt, ThreadTeam team)
    {
        int count = s.Length;
        using Matrix<T> scaled = u.Clone();
        for (int i = 0; i < u.Rows; i++)
        {
            Span<T> row = scaled.Row(i);
            for (int j = 0; j < count; j++)
            {
                row[j] *= s[j];
            }
        }

        using Matrix<T> residual = a.Clone();
        Gemm.Multiply(-T.One, scaled.View, vt.View, T.One, residual.View, team);
        using Matrix<T> left = Identity(count);
        Gemm.Multiply(-T.One, u.View.Transposed, u.View, T.One, left.View, team);
        using Matrix<T> right = Identity(count);
        Gemm.Multiply(-T.One, vt.View, vt.View.Transposed, T.One, right.View, team);
        double unit = double.CreateChecked(T.BitIncrement(T.One) - T.One) * Math.Sqrt(Math.Max(a.Rows, a.Columns));
        bool isOrdered = true;
        for (int i = 0; i < count; i++)
        {
            isOrdered &= s[i] >= T.Zero && (i == 0 || s[i] <= s[i - 1]);
        }

        return isOrdered
            && Norm(residual) <= ResidualLimit * unit * Norm(a)
            && Norm(left) <= ResidualLimit * unit * Math.Sqrt(count)
            && Norm(right) <= ResidualLimit * unit * Math.Sqrt(count);
    }

    private static Matrix<T> Identity(int n)
    {
        Matrix<T> identity = new(n, n);
        for (int i = 0; i < n; i++)
        {
            identity[i, i] = T.One;
        }

        return identity;
    }

    // Scaled by the largest element, so that no square leaves the range of double.
    private static double Norm(Matrix<T> a)
    {
        double largest = 0;
        for (int i = 0; i < a.Rows; i++)
        {
            foreach (T element in a.Row(i))
            {
                largest = Math.Max(largest, Math.Abs(double.CreateChecked(element)));
            }
        }

        double sum = 0;
        for (int i = 0; i < a.Rows && largest > 0; i++)
        {
            foreach (T element in a.Row(i))
            {
                double ratio = double.CreateChecked(element) / largest;
                sum += ratio * ratio;
            }
        }

        return largest * Math.Sqrt(sum);
    }

    private static void Write(string path, ReadOnlySpan<T> values, Matrix<T>? u, Matrix<T>? vt)
    {
        using SafetensorsWriter writer = new(path);
        writer.Add("S", values);
        if (u is not null && vt is not null)
        {
            writer.Add("U", u.View.Slice(0, 0, u.Rows, values.Length));
            writer.Add("Vt", vt.View.Slice(0, 0, values.Length, vt.Columns));
        }

        writer.Commit();
    }
}
