namespace FastSpectra.Bench;

internal static class Program
{
    // The tables time ours and a peer in turn, call by call; everything else goes to BenchmarkDotNet.
    private static readonly Dictionary<string, Action<string[]>> s_tables = new(StringComparer.Ordinal)
    {
        ["ceiling"] = GemmCeilingTable.Run,
        ["check"] = RatioCheck.Run,
        ["elementary"] = ElementaryTable.Run,
        ["gemm"] = GemmTable.Run,
        ["peers"] = PeersTable.Run,
        ["promise"] = PromiseTable.Run,
        ["readme"] = ReadmeTable.Run,
        ["svd"] = SvdValuesTable.Run,
        ["svdvectors"] = SvdVectorsTable.Run,
        ["topk"] = TopTripletsServer.Run,
        ["training"] = TrainingStepTable.Run,
    };

    private static void Main(string[] args)
    {
        if (args is [string table, ..] && s_tables.TryGetValue(table, out Action<string[]>? run))
        {
            run(args);
            return;
        }

        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
