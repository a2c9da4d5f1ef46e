using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>One of <paramref name="Count"/> parts of a sweep.</summary>
/// <param name="Number">Which one, from 1.</param>
/// <param name="Count">Of how many.</param>
public sealed record SweepShard(int Number, int Count)
{
    /// <summary>Where a Kubernetes job must say how many parts there are; Kubernetes itself tells a pod its index alone.</summary>
    public const string KubernetesCountVariable = "JOB_COMPLETIONS";

    private const int Most = 100_000;

    /// <summary>The whole sweep.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>I/N</c> with I from 1 to N, or <c>auto</c> for the place in a Slurm array or in an indexed job of Kubernetes.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <exception cref="ConfigurationException">It is neither, or the variables are missing or contradict each other.</exception>
    public static SweepShard Parse(string text, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        if (text == "auto")
        {
            return Auto(environment);
        }

        string[] parts = text.Split('/');
        return parts.Length == 2 && TryParse(parts[0], out int number) && TryParse(parts[1], out int count) && number >= 1 && number <= count && count <= Most
            ? new SweepShard(number, count)
            : throw new ConfigurationException($"--shard is '{ConfigurationScalar.Shown(text)}'; expected I/N with I from 1 to N, such as 1/4, or auto");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static SweepShard Auto(Func<string, string?> environment)
    {
        if (environment("SLURM_ARRAY_TASK_ID") is not null)
        {
            int id = Variable("SLURM_ARRAY_TASK_ID");
            int first = Variable("SLURM_ARRAY_TASK_MIN");
            int count = Variable("SLURM_ARRAY_TASK_COUNT");
            int step = environment("SLURM_ARRAY_TASK_STEP") is null ? 1 : Variable("SLURM_ARRAY_TASK_STEP");
            int place = step < 1 ? -1 : (id - first) / step;
            return step >= 1 && place >= 0 && place < count && first + (place * step) == id && count <= Most
                ? new SweepShard(place + 1, count)
                : throw new ConfigurationException($"--shard auto: task {id} is not one of {count} from {first} in steps of {step}; expected an array without gaps, such as --array=1-8");
        }

        if (environment("JOB_COMPLETION_INDEX") is not null)
        {
            int index = Variable("JOB_COMPLETION_INDEX");
            int count = Variable(KubernetesCountVariable);
            return index < count && count <= Most
                ? new SweepShard(index + 1, count)
                : throw new ConfigurationException($"--shard auto: JOB_COMPLETION_INDEX is {index} with {KubernetesCountVariable} {count}; expected an index below it, and at most {Most}");
        }

        throw new ConfigurationException(
            $"--shard auto: neither SLURM_ARRAY_TASK_ID (a Slurm array) nor JOB_COMPLETION_INDEX (an indexed job of Kubernetes, with {KubernetesCountVariable}) is set; expected one of them, or --shard I/N");

        int Variable(string name) => environment(name) is { } value && TryParse(value, out int number)
            ? number
            : throw new ConfigurationException($"--shard auto: {name} is {(environment(name) is { } found ? $"'{ConfigurationScalar.Shown(found)}'" : "not set")}; expected an integer of at least 0");
    }

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
