using System.Runtime.InteropServices;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>Contexts, texts and what the library runs on. Contracts: include/fastspectra.h.</summary>
internal static unsafe class ContextExports
{
    [UnmanagedCallersOnly(EntryPoint = "fastspectra_vector_bits")]
    public static int VectorBits(long* bits)
    {
        try
        {
            NativeMatrix.Require(bits is not null, "bits is null");
            *bits = InstructionSet.Level switch
            {
                SimdLevel.Vector512 => 512,
                SimdLevel.Vector256 => 256,
                SimdLevel.Vector128 => 128,
                _ => 0,
            };
            return (int)NativeStatus.Done;
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_context_create")]
    public static int Create(long threads, nint* context)
    {
        try
        {
            NativeMatrix.Require(context is not null, "context is null");
            NativeMatrix.Require(threads is >= 0 and <= 1024, $"threads is {threads}; expected 0 (one per processor) to 1024");
            *context = NativeContext.Create(threads == 0 ? ThreadTeam.DefaultSize : (int)threads);
            return (int)NativeStatus.Done;
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_context_destroy")]
    public static int Destroy(nint context)
    {
        try
        {
            NativeContext.Destroy(context);
            return (int)NativeStatus.Done;
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_copy_error")]
    public static void CopyError(byte* buffer, long size) => NativeFailure.Copy(buffer, size);

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_copy_version")]
    public static void CopyVersion(byte* buffer, long size) =>
        NativeFailure.Write(typeof(ContextExports).Assembly.GetName().Version!.ToString(3), buffer, size);

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_copy_metric_names")]
    public static void CopyMetricNames(byte* buffer, long size) =>
        NativeFailure.Write(string.Join(',', Enum.GetValues<Metric>().Select(MetricColumns.Name)), buffer, size);
}
