// Which runs a sweep consists of, in which order they are done, and what they share. Draws follow the reference (arXiv 2406.04657, its
// code): varying n or the label noise keeps one teacher and one student per value and draws data anew per repeat; any other sweep draws
// everything anew per repeat and shares it among all combinations with equal sizes and noise.
using System.Globalization;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>The runs of a sweep.</summary>
public sealed class SweepPlan
{
    /// <summary>More runs than this are refused.</summary>
    public const int MostRuns = 100_000;

    // File systems allow 255 bytes for a name.
    private const int LongestName = 120;

    private static readonly string[] s_inputKeys = ["n", "n_test", "h", "d", "label_noise_std"];
    private static readonly string[] s_keysWithFixedNetwork = ["n", "label_noise_std"];

    private readonly List<SweepRun> _runs = [];

    /// <summary>Expands the lists of a configuration.</summary>
    /// <exception cref="ConfigurationException">A list has a value twice, a combination is out of range, or there are too many runs.</exception>
    public SweepPlan(SweepConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        RequireDistinctValues();
        if ((double)configuration.Combinations * configuration.Repeat > MostRuns)
        {
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture,
                $"the sweep has {configuration.Combinations} combinations with {configuration.Repeat} repeats; expected at most {MostRuns} runs"));
        }

        for (int combination = 0; combination < configuration.Combinations; combination++)
        {
            ExperimentConfiguration run = configuration.Combination(combination);
            run.Validate();
            for (int repeat = 0; repeat < configuration.Repeat; repeat++)
            {
                _runs.Add(new SweepRun
                {
                    Index = _runs.Count,
                    Combination = combination,
                    Repeat = repeat,
                    Configuration = run,
                    Draw = Draw(combination, repeat),
                    Name = Name(combination, repeat, _runs.Count),
                });
            }
        }

        InOrder = [.. _runs.OrderBy(run => run.Repeat).ThenBy(run => run.Index).GroupBy(run => InputsKey.Of(run.Configuration, run.Draw)).SelectMany(group => group)];
    }

    /// <summary>What is swept.</summary>
    public SweepConfiguration Configuration { get; }

    /// <summary>L of the deepest student: the columns of the tables.</summary>
    public int Layers => _runs.Count == 0 ? 2 : _runs.Max(run => run.Configuration.L);

    /// <summary>Most directions of a teacher: how many columns of them the tables have.</summary>
    public int Directions => _runs.Count == 0 ? 1 : _runs.Max(run => run.Configuration.TeacherDirections);

    /// <summary>All runs, in the order of <c>results.csv</c>.</summary>
    public IReadOnlyList<SweepRun> Runs => _runs;

    /// <summary>All runs in the order in which they are done: repeat after repeat, runs that share inputs next to each other.</summary>
    public IReadOnlyList<SweepRun> InOrder { get; }

    /// <summary>Text of the varied keys' values of a run, in the order of the axes.</summary>
    public IEnumerable<string> Values(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Values(run.Combination);
    }

    /// <summary>
    /// The runs of one shard: a stretch of <see cref="InOrder"/>, so that few inputs are drawn by two shards. Stretches are equal in estimated work,
    /// not in number; where there are more shards than runs some are empty. Every run is in exactly one shard.
    /// </summary>
    public IReadOnlyList<SweepRun> Shard(SweepShard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        double total = _runs.Sum(Work);
        double before = 0;
        List<SweepRun> runs = [];
        foreach (SweepRun run in InOrder)
        {
            double work = Work(run);
            int number = 1 + Math.Min(shard.Count - 1, (int)(shard.Count * ((before + (0.5 * work)) / total)));
            before += work;
            if (number == shard.Number)
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    /// <summary>Whether two runs start from the same data, teacher and student.</summary>
    public static bool ShareInputs(SweepRun a, SweepRun b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return InputsKey.Of(a.Configuration, a.Draw) == InputsKey.Of(b.Configuration, b.Draw);
    }

    // Multiplications of training and of probing, in units of no importance. Not RunCost: shard boundaries follow from these numbers, and shards of one sweep
    // may be run by different versions, while a model of time is improved.
    private static double Work(SweepRun run)
    {
        ExperimentConfiguration c = run.Configuration;
        double n = c.N, h = c.H, d = c.D, smaller = Math.Min(h, d);
        double probes = 1 + (c.TotalSteps / c.ProbeFreqSteps);
        double deeper = c.StudentSizes.HiddenLayers - 1;
        double step = Math.Min(n, c.BatchSize) * h * ((2 * d) + (3 * deeper * h));
        double decompositions = (h * d * smaller) + (deeper * h * h * h);
        double probe = (n * h * (d + (deeper * h))) + (0.5 * n * h * Math.Min(n, h)) + (c.ProbeWeights ? 2 * decompositions : 0) + (c.PlotOverlaps ? 12 * decompositions : 0);
        return (c.TotalSteps * step) + (probes * probe);
    }

    private IEnumerable<string> Values(int combination)
    {
        int below = 1;
        foreach (SweepAxis axis in Configuration.Axes)
        {
            below *= axis.Values.Count;
        }

        foreach (SweepAxis axis in Configuration.Axes)
        {
            below /= axis.Values.Count;
            yield return axis.Values[combination / below % axis.Values.Count];
        }
    }

    private InputDraw Draw(int combination, int repeat)
    {
        int place = 0;
        int places = 1;
        foreach ((SweepAxis axis, string value) in Configuration.Axes.Zip(Values(combination)))
        {
            if (s_inputKeys.Contains(axis.Key))
            {
                place = (place * axis.Values.Count) + axis.Values.ToList().IndexOf(value);
                places *= axis.Values.Count;
            }
        }

        // Data of different sizes are different draws, not beginnings of each other; more repeats leave the draws of the others as they are.
        int data = checked((repeat * places) + place);
        bool keepsNetwork = s_keysWithFixedNetwork.Contains(Configuration.VaryingParam) || Configuration.Axes.Any(axis => s_keysWithFixedNetwork.Contains(axis.Key));
        return keepsNetwork ? new InputDraw(place, place, data) : InputDraw.Repeat(data);
    }

    private string Name(int combination, int repeat, int index)
    {
        IEnumerable<string> parts = Configuration.Axes.Zip(Values(combination), (axis, value) => $"{axis.ColumnName}={value}");
        string name = string.Join('_', parts.Append(string.Create(CultureInfo.InvariantCulture, $"repeat={repeat}")));
        return name.Length <= LongestName ? name : string.Create(CultureInfo.InvariantCulture, $"run={index}");
    }

    private void RequireDistinctValues()
    {
        foreach (SweepAxis axis in Configuration.Axes)
        {
            string? twice = axis.Values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1)?.Key;
            if (twice is not null)
            {
                throw new ConfigurationException($"key '{axis.Key}' lists {twice} twice; expected every value once") { Key = axis.Key };
            }
        }
    }
}
