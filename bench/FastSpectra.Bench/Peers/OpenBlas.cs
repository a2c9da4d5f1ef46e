using System.Runtime.InteropServices;

namespace FastSpectra.Bench;

/// <summary>The C interface of OpenBLAS (Debian: libopenblas0-pthread), the peer of the products.</summary>
internal static unsafe partial class OpenBlas
{
    public const int RowMajor = 101;
    public const int NoTranspose = 111;
    public const int Transpose = 112;
    public const int Lower = 122;
    private const string Library = "libopenblas.so.0";

    /// <summary>Kernels in use: set by the environment variable OPENBLAS_CORETYPE before the process starts.</summary>
    public static string CoreName => Marshal.PtrToStringAnsi((nint)GetCoreName()) ?? "unknown";

    /// <summary>Version and build options.</summary>
    public static string Configuration => Marshal.PtrToStringAnsi((nint)GetConfiguration()) ?? "unknown";

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    public static partial void Gemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_dgemm")]
    public static partial void Gemm(
        int order, int transA, int transB, int m, int n, int k, double alpha, double* a, int lda, double* b, int ldb, double beta, double* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_ssyrk")]
    public static partial void Syrk(
        int order, int uplo, int trans, int n, int k, float alpha, float* a, int lda, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_dsyrk")]
    public static partial void Syrk(
        int order, int uplo, int trans, int n, int k, double alpha, double* a, int lda, double beta, double* c, int ldc);

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial byte* GetCoreName();

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial byte* GetConfiguration();
}
