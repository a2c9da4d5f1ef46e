using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary><c>run --expect</c>: a recorded run carried out again, and its files compared with the recorded hashes.</summary>
internal static class RepeatedRun
{
    private const int SchemaVersion = 1;

    private const int ShownDigits = 16;

    /// <param name="manifest">The recorded <c>run.json</c>.</param>
    /// <param name="file">A configuration, which must equal the recorded one, or null.</param>
    /// <param name="settings">Changes to that configuration.</param>
    /// <param name="seed">Replaces that configuration's seed.</param>
    /// <param name="options">Tensors, directory and whether to resume.</param>
    /// <param name="context">Global options.</param>
    public static int Execute(string manifest, string? file, string[] settings, ulong? seed, RunOptions options, bool force, CommandContext context)
    {
        ExpectedRun expected = ExpectedRun.Read(manifest);
        RequireSameConfiguration(expected, file, settings, seed);
        RequireSameTensors(expected, options.TensorsFile);
        options = options with { DataDirectory = file is null ? null : Path.GetDirectoryName(file) };
        expected.RequireSameData(options.DataDirectory);
        string? version = typeof(ExpectedRun).Assembly.GetName().Version?.ToString(3);
        if (expected.Version != version)
        {
            context.Note($"note: {manifest} was written by version {expected.Version}, this is {version}; the bits are promised within a version");
        }

        bool isTemporary = options.OutputDirectory is null;
        string directory = options.OutputDirectory ?? Directory.CreateTempSubdirectory("fastspectra-expect-").FullName;
        if (Path.GetFullPath(directory) == Path.GetDirectoryName(Path.GetFullPath(manifest)))
        {
            throw new UsageException($"{directory} holds the record itself; expected another --out, or none");
        }

        try
        {
            RunDirectoryName.RequireUsable(directory, expected.Configuration, options, force);
            RunResult result = RunCommand.Execute(expected.Configuration, directory, options with { Draw = expected.Draw }, context);
            if (result.Status == RunStatus.Interrupted)
            {
                string next = isTemporary ? "nothing was compared" : "the same command with --resume continues it";
                Console.Error.WriteLine($"interrupted after step {result.Steps} of {expected.Configuration.TotalSteps}; {next}");
                return ExitCode.Interrupted;
            }

            return Report(manifest, expected.Compare(directory), context);
        }
        finally
        {
            if (isTemporary)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static void RequireSameConfiguration(ExpectedRun expected, string? file, string[] settings, ulong? seed)
    {
        if (file is null)
        {
            if (settings.Length > 0 || seed is not null)
            {
                throw new UsageException($"{(settings.Length > 0 ? "--set" : "--seed")} changes the configuration that {expected.Path} records; expected neither --set nor --seed");
            }

            return;
        }

        if (RunDirectoryName.FirstDifference(expected.Configuration, ConfigurationReader.ReadRun(file, settings, seed)) is { } difference)
        {
            throw new UsageException($"{file} is not the configuration that {expected.Path} records ({difference}); expected the same, or none");
        }
    }

    private static void RequireSameTensors(ExpectedRun expected, string? tensors)
    {
        if (tensors is null && expected.TensorsHash is { } needed)
        {
            throw new UsageException($"{expected.Path} records a run with --tensors; expected --tensors and the file of SHA-256 {needed}");
        }

        if (tensors is not null && expected.TensorsHash is null)
        {
            throw new UsageException($"{expected.Path} records a run without --tensors; expected none");
        }

        if (tensors is not null && FileHash.Of(tensors) is var found && found != expected.TensorsHash)
        {
            throw new BadDataException(tensors, null, $"has SHA-256 {found}; expected {expected.TensorsHash}, the file that {expected.Path} records");
        }
    }

    private static int Report(string manifest, IReadOnlyList<FileComparison> files, CommandContext context)
    {
        FileComparison[] different = [.. files.Where(file => file.Difference is not null)];
        if (context.Json)
        {
            JsonOutput.Print(writer => WriteJson(manifest, files, writer));
        }
        else
        {
            int width = files.Max(file => file.Name.Length);
            foreach (FileComparison file in files)
            {
                string mark = file.Difference is null ? "same" : "DIFFERS";
                Console.WriteLine($"{file.Name.PadRight(width)}  {mark,-7}  {file.Expected[..ShownDigits]}{(file.Difference is null ? "" : $" recorded, {file.Found?[..ShownDigits] ?? "no file"} now")}");
            }

            Console.WriteLine($"{files.Count - different.Length} of {files.Count} result files have the recorded SHA-256");
        }

        if (different.Length == 0)
        {
            return ExitCode.Done;
        }

        Console.Error.WriteLine(
            $"error: {different.Length} of {files.Count} result files differ from {manifest}: {string.Join("; ", different.Select(file => $"{file.Name} ({file.Difference})"))}");
        return ExitCode.CheckFailed;
    }

    private static void WriteJson(string manifest, IReadOnlyList<FileComparison> files, Utf8JsonWriter writer)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteBoolean("holds", files.All(file => file.Difference is null));
        writer.WriteString("expect", manifest);
        writer.WriteStartArray("files");
        foreach (FileComparison file in files)
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            writer.WriteString("expected", file.Expected);
            writer.WriteString("found", file.Found);
            writer.WriteString("difference", file.Difference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
