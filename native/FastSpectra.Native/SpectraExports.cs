using System.Numerics;
using System.Runtime.InteropServices;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Native;

/// <summary>Spectral densities and power laws. Contracts: include/fastspectra.h.</summary>
internal static unsafe class SpectraExports
{
    [UnmanagedCallersOnly(EntryPoint = "fastspectra_esd")]
    public static int Density(nint context, NativeMatrix* a, double* eigenvalues, long count, NativeSpectrum* spectrum)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            return NativeMatrix.IsDouble(a, "A")
                ? Density<double>(scope, a, eigenvalues, count, spectrum)
                : Density<float>(scope, a, eigenvalues, count, spectrum);
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_power_law")]
    public static int PowerLaw(double* singularValues, long count, NativePowerLawFits* fits)
    {
        try
        {
            NativeMatrix.Require(fits is not null, "fits is null");
            NativeMatrix.Require(count is >= 0 and <= int.MaxValue, $"count is {count}; expected 0 to {int.MaxValue}");
            *fits = new NativePowerLawFits(NativeMatrix.Vector<double>(singularValues, count, count, "singular_values"));
            return (int)NativeStatus.Done;
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    private static int Density<T>(NativeContext.Scope scope, NativeMatrix* a, double* eigenvalues, long count, NativeSpectrum* spectrum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixView<T> view = NativeMatrix.View<T>(a, "A");
        Span<double> room = NativeMatrix.Vector<double>(eigenvalues, count, Math.Min(view.Rows, view.Columns), "eigenvalues");
        if (!MatrixScaling.TryFindExponent(view, out _))
        {
            throw MatrixScaling.Describe(view);
        }

        double[] values = new double[room.Length];
        using Workspace.Mark mark = scope.Workspace.Begin();
        MatrixView<double> copy = scope.Workspace.TakeMatrix<double>(view.Rows, view.Columns);
        for (int i = 0; i < view.Rows; i++)
        {
            for (int j = 0; j < view.Columns; j++)
            {
                copy[i, j] = double.CreateTruncating(view[i, j]);
            }
        }

        int status = LinearAlgebraExports.Status(Svd.Values(copy, values, scope.Workspace, scope.Team), copy);
        new EmpiricalSpectralDensity(values).Eigenvalues.CopyTo(room);
        if (spectrum is not null)
        {
            double sum = 0;
            for (int i = 0; i < copy.Rows; i++)
            {
                sum += InDouble.SumOfSquares<double>(new ReadOnlySpan<double>(copy.Data + (i * copy.RowStride), copy.Columns));
            }

            *spectrum = new NativeSpectrum(values, room, view.Rows, view.Columns, Math.Sqrt(sum));
        }

        return status;
    }
}
