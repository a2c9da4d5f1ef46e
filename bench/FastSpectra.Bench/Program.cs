namespace FastSpectra.Bench;

internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["svd", ..])
        {
            SvdValuesTable.Run(args);
            return;
        }

        if (args is ["svdvectors", ..])
        {
            SvdVectorsTable.Run(args);
            return;
        }

        if (args is ["gemm", ..])
        {
            GemmTable.Run(args);
            return;
        }

        if (args is ["elementary", ..])
        {
            ElementaryTable.Run(args);
            return;
        }

        if (args is ["promise", ..])
        {
            PromiseTable.Run(args);
            return;
        }

        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
