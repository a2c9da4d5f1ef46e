using System.Globalization;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>What <c>reproduce list</c> prints: every reproduction with its figure and its cost on this machine.</summary>
internal static class ReproductionList
{
    private const int SchemaVersion = 1;

    public static int Print(ReproductionScale scale, CommandContext context)
    {
        MachineRates rates = MeasuredRates.Of(context.Threads);
        double Seconds(StudyCost cost) => rates.Seconds(cost);
        IReadOnlyList<Reproduction> all = ReproductionCatalogue.All;
        StudyCost total = all.SelectMany(reproduction => reproduction.Studies).DistinctBy(study => study.Name).Aggregate(StudyCost.None, (sum, study) => sum + study.Cost(scale));
        if (context.Json)
        {
            JsonOutput.Print(writer =>
            {
                writer.WriteNumber("schema_version", SchemaVersion);
                writer.WriteString("scale", scale.ToString().ToLowerInvariant());
                writer.WriteNumber("flops_per_second", Math.Round(rates.Products));
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
}
