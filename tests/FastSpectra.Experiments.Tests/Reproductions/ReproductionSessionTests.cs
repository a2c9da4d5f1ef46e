using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>Reproductions write the same bytes with any number of threads and through any interruption; a broken program shows in their verdicts.</summary>
public sealed class ReproductionSessionTests
{
    private static readonly IReadOnlyList<Reproduction> s_small = ReproductionCatalogue.Find(["p1-initial", "p1-normalisation"]);

    [Fact]
    public void ThreadsAndInterruptionsLeaveTheSameBytes()
    {
        string whole = Directory.CreateTempSubdirectory("fastspectra-").FullName, pieces = Directory.CreateTempSubdirectory("fastspectra-").FullName;
        try
        {
            Assert.False(Execute(s_small, whole, threads: 1).IsInterrupted);
            int stops = 0;
            ReproductionResult result;
            do
            {
                // Stops after three more parts each time.
                using CancellationTokenSource source = new();
                int parts = 0;
                result = Execute(s_small, pieces, threads: 2, resume: stops > 0, progress: (_, part, _) =>
                {
                    if (part.Length > 0 && ++parts > 3 * (stops + 1))
                    {
                        source.Cancel();
                    }
                }, source.Token);
                stops++;
            }
            while (result.IsInterrupted);
            Assert.True(stops > 2, $"{stops} stops");
            Assert.Equal(Files(whole), Files(pieces));
        }
        finally
        {
            Directory.Delete(whole, recursive: true);
            Directory.Delete(pieces, recursive: true);
        }
    }

    [Fact]
    public void FinishedStudiesAreNotRunAgain()
    {
        string directory = Directory.CreateTempSubdirectory("fastspectra-").FullName;
        try
        {
            IReadOnlyList<Reproduction> one = ReproductionCatalogue.Find(["p1-normalisation"]);
            Execute(one, directory);
            Execute(one, directory, resume: true, progress: (_, part, _) => Assert.Equal("", part));
            ConfigurationException other = Assert.Throws<ConfigurationException>(() => ReproductionSession.Execute(one, new ReproductionOptions { OutputDirectory = directory, Seed = 2, Scale = ReproductionScale.Quick, Resume = true }));
            Assert.Contains("seed=2", other.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void OtherFilesAreNotReplaced()
    {
        string directory = Directory.CreateTempSubdirectory("fastspectra-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "thesis.tex"), "");
            Assert.Throws<ConfigurationException>(() => Execute(s_small, directory));
            Assert.True(File.Exists(Path.Combine(directory, "thesis.tex")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void WeightsOfTheWrongVarianceAreNoticed() => Notices(new WrongVariance(), "p1-initial", "p1-initial-edge", "p1-initial-rate");

    [Fact]
    public void GradientDescentInThePlaceOfAdamIsNoticed() => Notices(new GradientDescentForAdam(), "p1-main-esd", "p1-main-esd-heavy-tail", "p1-main-esd-one-spike", "p1-main-esd-decay");

    [Fact]
    public void AGradientOfShuffledRowsIsNoticed() => Notices(new ShuffledGradient(), "p1-first-update", "p1-first-update-left-vector", "p1-first-update-gradient-share", "p1-first-update-sign-norm");

    [Fact]
    public void AnUnknownNameSuggestsTheNearest()
    {
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ReproductionCatalogue.Find(["p1-inital"]));
        Assert.Contains("p1-initial", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ReproductionCatalogue.All, ReproductionCatalogue.Find(["all"]));
    }

    private static void Notices(Laboratory broken, string reproduction, params string[] claims)
    {
        ReproductionResult result = ReproductionSession.Execute(ReproductionCatalogue.Find([reproduction]), new ReproductionOptions { Scale = ReproductionScale.Quick, Threads = 1, Laboratory = broken });
        foreach (string claim in claims)
        {
            Finding finding = result.Claims.Single(entry => entry.Claim.Id == claim).Finding;
            Assert.True(finding.Verdict == ClaimVerdict.Fails, $"{claim}: measured {finding.Measured}, expected {finding.Expected}");
        }
    }

    private static ReproductionResult Execute(
        IReadOnlyList<Reproduction> reproductions, string directory, int threads = 2, bool resume = false, Action<string, string, double>? progress = null, CancellationToken cancellation = default) =>
        ReproductionSession.Execute(reproductions, new ReproductionOptions
        {
            OutputDirectory = directory,
            Scale = ReproductionScale.Quick,
            Threads = threads,
            Resume = resume,
            Progress = progress,
            Cancellation = cancellation,
        });

    private static List<(string Name, string Hash)> Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "run.json").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(directory, file), FileHash.Of(file)))];

    private sealed class WrongVariance : Laboratory
    {
        public override void PrepareWeights(Matrix<double> weights) => Scale.Apply(1.1, weights.Span);
    }

    private sealed class GradientDescentForAdam : Laboratory
    {
        public override ExperimentConfiguration Configure(ExperimentConfiguration configuration) => configuration with { Optimizer = OptimizerKind.Sgd };
    }

    private sealed class ShuffledGradient : Laboratory
    {
        // Each row's elements turned around, row by row further: norms stay, the rank-one part does not.
        public override void Differentiate(Matrix<float> gradient)
        {
            for (int i = 0; i < gradient.Rows; i++)
            {
                float[] row = gradient.Row(i).ToArray();
                for (int j = 0; j < row.Length; j++)
                {
                    gradient[i, j] = row[(j + (7 * i)) % row.Length];
                }
            }
        }
    }
}
