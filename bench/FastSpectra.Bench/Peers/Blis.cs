using System.Runtime.InteropServices;

namespace FastSpectra.Bench;

/// <summary>The C interface of BLIS (Debian: libblis4-pthread), a peer of the products. Kernels: environment variable BLIS_ARCH_TYPE, read when the library is loaded.</summary>
internal static unsafe partial class Blis
{
    private const string Library = "libblis.so.4";

    /// <summary>Version of the library.</summary>
    public static string Version => Marshal.PtrToStringAnsi((nint)GetVersion()) ?? "unknown";

    /// <summary>The family of processors whose kernels are in use.</summary>
    public static string KernelName => Marshal.PtrToStringAnsi((nint)GetArchitectureName(GetArchitecture())) ?? "unknown";

    [LibraryImport(Library, EntryPoint = "bli_thread_set_num_threads")]
    public static partial void SetThreads(nint threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    public static partial void Gemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_dgemm")]
    public static partial void Gemm(
        int order, int transA, int transB, int m, int n, int k, double alpha, double* a, int lda, double* b, int ldb, double beta, double* c, int ldc);

    [LibraryImport(Library, EntryPoint = "bli_arch_query_id")]
    private static partial int GetArchitecture();

    [LibraryImport(Library, EntryPoint = "bli_arch_string")]
    private static partial byte* GetArchitectureName(int architecture);

    [LibraryImport(Library, EntryPoint = "bli_info_get_version_str")]
    private static partial byte* GetVersion();
}
