using System.Diagnostics;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Runs the studies that reproductions need, each once, judges the claims, and writes what the report is drawn from.</summary>
public static class ReproductionSession
{
    private const int SchemaVersion = 1;

    /// <summary>
    /// The status of reproductions that a directory holds, which a call without <see cref="ReproductionOptions.Resume"/> would clear: <c>running</c>,
    /// <c>interrupted</c> or <c>completed</c>, with the sizes and seed where they are others than these options'; null where there are none.
    /// </summary>
    /// <exception cref="BadDataException">The directory's manifest cannot be read.</exception>
    public static string? EarlierStatus(string directory, ReproductionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ReproductionDirectory.StatusOf(directory, options.Scale, options.Seed);
    }

    /// <summary>Repeats what is asked for.</summary>
    /// <exception cref="ConfigurationException">The directory holds something else.</exception>
    /// <exception cref="BadDataException">Files to resume from cannot be used.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public static ReproductionResult Execute(IReadOnlyList<Reproduction> reproductions, ReproductionOptions options)
    {
        ArgumentNullException.ThrowIfNull(reproductions);
        ArgumentNullException.ThrowIfNull(options);
        ReproductionDirectory? directory = options.OutputDirectory is { } path ? ReproductionDirectory.Open(path, options.Scale, options.Seed, options.Resume) : null;
        using ThreadTeam team = new(options.Threads == 0 ? ThreadTeam.DefaultSize : options.Threads);
        Study[] studies = [.. reproductions.SelectMany(reproduction => reproduction.Studies).DistinctBy(study => study.Name)];
        directory?.WriteManifest(reproductions, "running", team.Size);

        double total = 0;
        foreach (Study study in studies)
        {
            total += study.Cost(options.Scale).Total;
        }

        double before = 0;
        Dictionary<string, ResultTable> tables = new(StringComparer.Ordinal);
        foreach (Study study in studies)
        {
            double cost = study.Cost(options.Scale).Total;
            IReadOnlyDictionary<string, ResultTable>? found = directory?.TryRead(study);
            if (found is null)
            {
                long start = Stopwatch.GetTimestamp();
                int parts = study.Parts(options.Scale), done = 0;
                StudyContext context = new(options.Scale, options.Seed, team, options.Laboratory, directory?.Parts(study),
                    part => options.Progress?.Invoke(study.Name, part, (before + (cost * Math.Min(1, ++done / (double)parts))) / total), options.Cancellation);
                try
                {
                    study.Execute(context);
                }
                catch (OperationCanceledException) when (options.Cancellation.IsCancellationRequested)
                {
                    directory?.WriteManifest(reproductions, "interrupted", team.Size);
                    return new ReproductionResult(reproductions, [], null, IsInterrupted: true);
                }

                found = context.Tables;
                if (directory is not null)
                {
                    directory.Write(study, context.Tables);
                    directory.Seconds[study.Name] = Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
            }

            foreach ((string name, ResultTable table) in found)
            {
                tables.Add($"{study.Name}/{name}", table);
            }

            before += cost;
            options.Progress?.Invoke(study.Name, "", before / total);
        }

        Evidence evidence = new(options.Scale, tables);
        (Reproduction, Claim, Finding)[] claims =
            [.. reproductions.SelectMany(reproduction => reproduction.Claims.Select(claim => (reproduction, claim, claim.Judge(evidence))))];
        if (directory is not null)
        {
            AtomicFile.Write(directory.File(ReproductionDirectory.ClaimsName), stream =>
            {
                using Utf8JsonWriter writer = new(stream, ReproductionDirectory.Json);
                ClaimsFile.Write(claims, writer);
            });
            AtomicFile.Write(directory.File(ReproductionDirectory.ContentsName), stream => WriteContents(reproductions, evidence, options.Seed, stream));
            directory.WriteManifest(reproductions, "completed", team.Size);
        }

        return new ReproductionResult(reproductions, claims, evidence, IsInterrupted: false);
    }

    private static void WriteContents(IReadOnlyList<Reproduction> reproductions, Evidence evidence, ulong seed, Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, ReproductionDirectory.Json);
        writer.WriteStartObject();
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteString("scale", evidence.Scale.ToString().ToLowerInvariant());
        writer.WriteNumber("seed", seed);
        writer.WriteStartArray("reproductions");
        foreach (Reproduction reproduction in reproductions)
        {
            writer.WriteStartObject();
            writer.WriteString("id", reproduction.Id);
            writer.WriteString("paper", reproduction.Paper.Id);
            writer.WriteString("paper_name", reproduction.Paper.Name);
            writer.WriteString("figure", reproduction.Figure);
            writer.WriteString("title", reproduction.Title);
            writer.WriteString("configuration", reproduction.Configuration);
            writer.WriteStartArray("text");
            foreach (string paragraph in reproduction.Text)
            {
                writer.WriteStringValue(paragraph);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("figures");
            foreach (FigureDefinition figure in reproduction.Figures(evidence))
            {
                figure.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
