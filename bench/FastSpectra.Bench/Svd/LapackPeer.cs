using System.Reflection;
using System.Runtime.InteropServices;

namespace FastSpectra.Bench;

/// <summary>Singular values by OpenBLAS (sgesdd, dgesdd with jobz 'N'), the peer of the value tables. Column-major.</summary>
internal static unsafe class LapackPeer
{
    private const string Library = "openblas";

    static LapackPeer() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(),
        (name, assembly, path) => name == Library
            ? NativeLibrary.Load(Environment.GetEnvironmentVariable("FASTSPECTRA_OPENBLAS") ?? "libopenblas.so.0")
            : nint.Zero);

    /// <summary>The kernels that OpenBLAS chose: <c>OPENBLAS_CORETYPE</c> decides when the library is loaded.</summary>
    public static string CoreName => Marshal.PtrToStringUTF8(openblas_get_corename()) ?? "unknown";

    /// <summary>Threads of the following calls.</summary>
    public static void SetThreads(int threads) => openblas_set_num_threads(threads);

    /// <summary>Destroys the m x n column-major matrix and writes min(m, n) values. <paramref name="work"/> grows as needed.</summary>
    public static void Values(float* a, int m, int n, float* s, ref float[] work)
    {
        byte job = (byte)'N';
        int info, one = 1, query = -1;
        int* integers = stackalloc int[1];
        int[] iwork = new int[8 * Math.Min(m, n)];
        float size;
        fixed (int* iw = iwork)
        {
            sgesdd_(&job, &m, &n, a, &m, s, null, &one, null, &one, &size, &query, iw, &info);
            if (work.Length < (int)size)
            {
                work = new float[(int)size];
            }

            int length = work.Length;
            fixed (float* w = work)
            {
                sgesdd_(&job, &m, &n, a, &m, s, null, &one, null, &one, w, &length, iw, &info);
            }
        }

        Check(info);
    }

    /// <summary>Destroys the m x n column-major matrix and writes min(m, n) values. <paramref name="work"/> grows as needed.</summary>
    public static void Values(double* a, int m, int n, double* s, ref double[] work)
    {
        byte job = (byte)'N';
        int info, one = 1, query = -1;
        int[] iwork = new int[8 * Math.Min(m, n)];
        double size;
        fixed (int* iw = iwork)
        {
            dgesdd_(&job, &m, &n, a, &m, s, null, &one, null, &one, &size, &query, iw, &info);
            if (work.Length < (int)size)
            {
                work = new double[(int)size];
            }

            int length = work.Length;
            fixed (double* w = work)
            {
                dgesdd_(&job, &m, &n, a, &m, s, null, &one, null, &one, w, &length, iw, &info);
            }
        }

        Check(info);
    }

    /// <summary>Destroys the m x n column-major matrix; u is m x k, vt k x n, k = min(m, n) (jobz 'S').</summary>
    public static void Vectors(float* a, int m, int n, float* s, float* u, float* vt, ref float[] work)
    {
        byte job = (byte)'S';
        int info, query = -1, k = Math.Min(m, n);
        int[] iwork = new int[8 * k];
        float size;
        fixed (int* iw = iwork)
        {
            sgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &size, &query, iw, &info);
            work = work.Length < (int)size ? new float[(int)size] : work;
            int length = work.Length;
            fixed (float* w = work)
            {
                sgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, w, &length, iw, &info);
            }
        }

        Check(info);
    }

    /// <summary>Destroys the m x n column-major matrix; u is m x k, vt k x n, k = min(m, n) (jobz 'S').</summary>
    public static void Vectors(double* a, int m, int n, double* s, double* u, double* vt, ref double[] work)
    {
        byte job = (byte)'S';
        int info, query = -1, k = Math.Min(m, n);
        int[] iwork = new int[8 * k];
        double size;
        fixed (int* iw = iwork)
        {
            dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &size, &query, iw, &info);
            work = work.Length < (int)size ? new double[(int)size] : work;
            int length = work.Length;
            fixed (double* w = work)
            {
                dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, w, &length, iw, &info);
            }
        }

        Check(info);
    }

    /// <summary>C = A B for square column-major float matrices, to measure the peak of the products.</summary>
    public static void Multiply(int n, float* a, float* b, float* c)
    {
        byte no = (byte)'N';
        float one = 1, zero = 0;
        sgemm_(&no, &no, &n, &n, &n, &one, a, &n, b, &n, &zero, c, &n);
    }

    /// <summary>C = A B for square column-major double matrices.</summary>
    public static void Multiply(int n, double* a, double* b, double* c)
    {
        byte no = (byte)'N';
        double one = 1, zero = 0;
        dgemm_(&no, &no, &n, &n, &n, &one, a, &n, b, &n, &zero, c, &n);
    }

    private static void Check(int info)
    {
        if (info != 0)
        {
            throw new InvalidOperationException($"gesdd returned info {info}");
        }
    }

#pragma warning disable SYSLIB1054, CA5392, CA2101 // A benchmark loads the system's own library; names are LAPACK's.
    [DllImport(Library)]
    private static extern nint openblas_get_corename();

    [DllImport(Library)]
    private static extern void openblas_set_num_threads(int threads);

    [DllImport(Library)]
    private static extern void sgesdd_(
        byte* job, int* m, int* n, float* a, int* lda, float* s, float* u, int* ldu, float* vt, int* ldvt, float* work, int* lwork, int* iwork, int* info);

    [DllImport(Library)]
    private static extern void dgesdd_(
        byte* job, int* m, int* n, double* a, int* lda, double* s, double* u, int* ldu, double* vt, int* ldvt, double* work, int* lwork, int* iwork, int* info);

    [DllImport(Library)]
    private static extern void sgemm_(
        byte* transa, byte* transb, int* m, int* n, int* k, float* alpha, float* a, int* lda, float* b, int* ldb, float* beta, float* c, int* ldc);

    [DllImport(Library)]
    private static extern void dgemm_(
        byte* transa, byte* transb, int* m, int* n, int* k, double* alpha, double* a, int* lda, double* b, int* ldb, double* beta, double* c, int* ldc);
#pragma warning restore SYSLIB1054, CA5392, CA2101
}
