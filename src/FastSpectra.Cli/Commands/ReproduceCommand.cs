using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FastSpectra.Checkpoints;
using FastSpectra.Experiments;
using FastSpectra.Reports;

namespace FastSpectra.Cli;

/// <summary><c>reproduce</c>: the experiments of the papers again, with a verdict on every statement.</summary>
internal static class ReproduceCommand
{
    public static Command Build()
    {
        Argument<string[]> ids = new("ids")
        {
            HelpName = "list|all|ID...",
            Description = "list shows what can be reproduced and what it costs; all does everything; an ID, or several, does those.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> quick = GlobalOptions.Flag("--quick", "A fifth of the papers' sizes and fewer repeats: all of it takes less than a minute. Claims that need the full sizes are skipped.");
        Option<string> output = Documented.Option<string>("--out", "DIR",
            "Where the results go. Default: runs/reproduce_NAME, named after what is reproduced. Nothing but reproductions is ever replaced.", "--out runs/papers");
        Option<bool> resume = GlobalOptions.Flag("--resume", "Do only what the directory does not hold yet; starts where there is nothing to continue.");
        Option<bool> force = ExistingResults.Force();
        Option<string> documents = Documented.Option<string>("--write-docs", "DIR",
            "For developers: write docs/claims.json of the repository in DIR and the claims tables of its README.md and docs/reproduction.md.", "--write-docs .");
        Option<ulong?> seed = GlobalOptions.Seed();
        Command command = Documented.Command("reproduce",
            "Repeat the experiments of arXiv 2406.04657 and 2211.06506 and compare what they state with what is measured. Writes claims.json (expected, measured, verdict of every claim), data/*/*.csv, plots/*.svg and "
            + "report.html. Exit code 1 if a claim fails. Ctrl-C leaves a directory that --resume continues. Default seed: 1.",
            "fastspectra reproduce list",
            "fastspectra reproduce all --quick",
            "fastspectra reproduce p1-initial p1-first-update --out runs/papers --resume");
        command.Add(ids);
        foreach (Option option in (Option[])[quick, output, resume, force, documents, seed])
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            CommandContext context = CommandContext.Of(parsed);
            string[] names = parsed.GetValue(ids) ?? [];
            ReproductionScale scale = parsed.GetValue(quick) ? ReproductionScale.Quick : ReproductionScale.Full;
            return names is [] or ["list"]
                ? ReproductionList.Print(scale, context)
                : Run(names, parsed.GetValue(output), new ReproductionOptions { Scale = scale, Resume = parsed.GetValue(resume), Seed = parsed.GetValue(seed) ?? 1 }, parsed.GetValue(force), parsed.GetValue(documents), context);
        });
        return command;
    }

    private static int Run(string[] names, string? output, ReproductionOptions options, bool force, string? documents, CommandContext context)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Reproduction> reproductions = ReproductionCatalogue.Find(names);
        string directory = output ?? DefaultDirectory(reproductions, options);
        ExistingResults.Require(directory, "a reproduction", ReproductionSession.EarlierStatus(directory, options), options.Resume, force);
        ReproductionResult result;
        using (Interruption interruption = new(context))
        using (ProgressBar bar = new("%", context.Quiet))
        {
            result = ReproductionSession.Execute(reproductions, options with
            {
                OutputDirectory = directory,
                Threads = context.Threads,
                Progress = (study, part, share) => bar.Update((long)(1000 * share), 1000, $"  {study} {part}"),
                Cancellation = interruption.Token,
            });
        }

        if (result.IsInterrupted)
        {
            Console.Error.WriteLine("interrupted; the same command with --resume continues it");
            return ExitCode.Interrupted;
        }

        RunCommand.BuildReport(directory, null);
        if (documents is not null)
        {
            WriteDocuments(directory, documents);
        }

        ReproductionReport.Print(result, directory, Stopwatch.GetElapsedTime(start).TotalSeconds, context);
        return result.Count(ClaimVerdict.Fails) == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void WriteDocuments(string directory, string repository)
    {
        string claims = Path.Combine(directory, "claims.json");
        string table = ClaimsTable.Markdown(claims);
        AtomicFile.WriteAllBytes(Path.Combine(repository, "docs", "claims.json"), File.ReadAllBytes(claims));
        foreach (string document in (string[])[Path.Combine(repository, "README.md"), Path.Combine(repository, "docs", "reproduction.md")])
        {
            AtomicFile.WriteAllText(document, ClaimsTable.Replace(document, File.ReadAllText(document), table));
        }
    }

    private static string DefaultDirectory(IReadOnlyList<Reproduction> reproductions, ReproductionOptions options)
    {
        string what = reproductions.Count == ReproductionCatalogue.All.Count ? "all" : string.Join('+', reproductions.Select(reproduction => reproduction.Id));
        string seed = options.Seed == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"_seed={options.Seed}");
        return Path.Combine("runs", RunDirectoryName.Safe($"reproduce_{what}{(options.Scale == ReproductionScale.Quick ? "_quick" : "")}{seed}"));
    }
}
