using System.Globalization;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>What <c>reproduce list</c> prints: every reproduction with its figure and its cost on this machine.</summary>
internal static class ReproductionList
{
    private const int SchemaVersion = 1;

    // Decompositions are partly bound by memory: they reach this share of the rate of products.
    private const double DecompositionRate = 0.2;

    // Beside products a step has activations, updates of the weights and tails to fit.
    private const double ProductRate = 0.75;

    public static int Print(ReproductionScale scale, CommandContext context)
    {
        double rate = MeasureRate(context.Threads);
        double Seconds(StudyCost cost) => (cost.Products / (ProductRate * rate)) + (cost.Decompositions / (DecompositionRate * rate));
        IReadOnlyList<Reproduction> all = ReproductionCatalogue.All;
        StudyCost total = all.SelectMany(reproduction => reproduction.Studies).DistinctBy(study => study.Name).Aggregate(StudyCost.None, (sum, study) => sum + study.Cost(scale));
        if (context.Json)
        {
            JsonOutput.Print(writer =>
            {
                writer.WriteNumber("schema_version", SchemaVersion);
                writer.WriteString("scale", scale.ToString().ToLowerInvariant());
                writer.WriteNumber("flops_per_second", Math.Round(rate));
                writer.WriteStartArray("reproductions");
                foreach (Reproduction reproduction in all)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", reproduction.Id);
                    writer.WriteString("paper", reproduction.Paper.Id);
                    writer.WriteString("figure", reproduction.Figure);
                    writer.WriteNumber("claims", reproduction.Claims.Count);
                    writer.WriteNumber("flops", Math.Round(reproduction.Cost(scale).Total));
                    writer.WriteNumber("seconds", Math.Round(Seconds(reproduction.Cost(scale)), 1));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteNumber("total_flops", Math.Round(total.Total));
                writer.WriteNumber("total_seconds", Math.Round(Seconds(total), 1));
            });
            return ExitCode.Done;
        }

        int width = all.Max(reproduction => reproduction.Id.Length);
        Console.Out.WriteLine($"{"id".PadRight(width)}  {"paper",-10}  {"claims",6}  {"GFLOP",8}  {"seconds",7}  figure");
        foreach (Reproduction reproduction in all)
        {
            Console.Out.WriteLine($"{reproduction.Id.PadRight(width)}  {reproduction.Paper.Id,-10}  {reproduction.Claims.Count,6}  {Text(reproduction.Cost(scale).Total / 1e9),8}  {Text(Seconds(reproduction.Cost(scale))),7}  {reproduction.Figure}");
        }

        Console.Out.WriteLine($"{"all".PadRight(width)}  {"",-10}  {all.Sum(reproduction => reproduction.Claims.Count),6}  {Text(total.Total / 1e9),8}  {Text(Seconds(total)),7}  (experiments that several share are run once)");
        return ExitCode.Done;
    }

    private static string Text(double value) => value.ToString(value >= 10 ? "F0" : "F1", CultureInfo.InvariantCulture);

    // Rate of a product of float matrices with these threads, the best of a few.
    private static double MeasureRate(int threads)
    {
        const int size = 768;
        using ThreadTeam team = new(threads);
        using Matrix<float> a = new(size, size), b = new(size, size), c = new(size, size);
        a.Span.Fill(1);
        b.Span.Fill(1);
        return 2.0 * size * size * size / RepeatedCall.Seconds(0.02, () => Gemm.Multiply(1f, a.View, b.View, 0f, c.View, team)).Least;
    }
}
