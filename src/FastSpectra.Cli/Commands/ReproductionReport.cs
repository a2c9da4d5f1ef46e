using System.Globalization;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>What <c>reproduce</c> prints: a line per claim, or one JSON document.</summary>
internal static class ReproductionReport
{
    private const int SchemaVersion = 1;

    public static void Print(ReproductionResult result, string directory, double seconds, CommandContext context)
    {
        if (context.Json)
        {
            JsonOutput.Print(writer =>
            {
                writer.WriteNumber("schema_version", SchemaVersion);
                writer.WriteString("out", directory);
                writer.WriteNumber("seconds", Math.Round(seconds, 3));
                writer.WriteNumber("holds", result.Count(ClaimVerdict.Holds));
                writer.WriteNumber("fails", result.Count(ClaimVerdict.Fails));
                writer.WriteNumber("skipped", result.Count(ClaimVerdict.Skipped));
                writer.WritePropertyName("claims");
                ClaimsFile.Write(result.Claims, writer);
            });
            return;
        }

        int width = result.Claims.Max(claim => claim.Claim.Id.Length);
        foreach ((_, Claim claim, Finding finding) in result.Claims)
        {
            Console.Out.WriteLine($"{finding.Verdict.ToString().ToLowerInvariant(),-7}  {claim.Id.PadRight(width)}  measured {finding.Measured}; expected {finding.Expected}");
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Count(ClaimVerdict.Holds)} of {result.Claims.Count} claims hold, {result.Count(ClaimVerdict.Fails)} fail, {result.Count(ClaimVerdict.Skipped)} skipped, {seconds:F1} s: {Path.Combine(directory, "report.html")}"));
    }
}
