using System.Text;
using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>Writes a configuration with every key and its resolved value, in canonical order.</summary>
public static class ConfigurationWriter
{
    /// <summary>Writes the configuration as one JSON object under the configuration's own names.</summary>
    public static void WriteJson(ExperimentConfiguration configuration, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(writer);
        WriteJson(writer, configuration.LrSchedulerCls != LrScheduler.None, key => key.WriteValue(configuration, writer), key => IsIdle(key, configuration));
    }

    /// <summary>Writes a sweep's configuration as one JSON object: a list where a key is varied; sizes of batches and momentum only where they were given, as the others follow n, n_test and the optimiser.</summary>
    public static void WriteJson(SweepConfiguration sweep, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(writer);
        ExperimentConfiguration first = sweep.First;
        bool hasArguments = first.LrSchedulerCls != LrScheduler.None
            || sweep.Axes.Any(axis => axis.Key == ConfigurationKey.SchedulerName || axis.Key.StartsWith(ConfigurationKey.SchedulerArgumentsName, StringComparison.Ordinal));

        // What was not given follows another key when that changes.
        bool followsN = (first with { N = first.N ^ 1 }).BatchSize != first.BatchSize;
        bool followsNTest = (first with { NTest = first.NTest ^ 1 }).BatchSizeTest != first.BatchSizeTest;
        bool followsOptimizer = (first with { Optimizer = OptimizerKind.Muon }).Momentum != (first with { Optimizer = OptimizerKind.Sgd }).Momentum;
        WriteJson(writer, hasArguments, key =>
        {
            if (sweep.Varied(key) is not { } varied)
            {
                key.WriteValue(first, writer);
                return;
            }

            writer.WriteStartArray();
            foreach (ExperimentConfiguration configuration in varied)
            {
                key.WriteValue(configuration, writer);
            }

            writer.WriteEndArray();
        }, key => (key.Name == "batch_size" && followsN) || (key.Name == "batch_size_test" && followsNTest) || (key.Name == "momentum" && followsOptimizer) || IsIdle(key, first));
    }

    private static void WriteJson(
        Utf8JsonWriter writer, bool hasArguments, Action<ConfigurationKey> writeValue, Func<ConfigurationKey, bool>? isLeftOut = null)
    {
        writer.WriteStartObject();
        bool inArguments = false;
        foreach (ConfigurationKey key in ConfigurationKey.All)
        {
            bool isArgument = key.Name != key.ColumnName;
            if ((isArgument && !hasArguments) || isLeftOut?.Invoke(key) == true)
            {
                continue;
            }

            if (isArgument && !inArguments)
            {
                writer.WriteStartObject(ConfigurationKey.SchedulerArgumentsName);
            }
            else if (!isArgument && inArguments)
            {
                writer.WriteEndObject();
            }

            inArguments = isArgument;
            writer.WritePropertyName(key.ColumnName);
            writeValue(key);
        }

        writer.WriteEndObject();
    }

    /// <summary>The configuration as YAML that <see cref="ConfigurationReader"/> reads back to an equal one.</summary>
    public static string ToYaml(ExperimentConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        StringBuilder yaml = new();
        bool inArguments = false;
        foreach (ConfigurationKey key in ConfigurationKey.All)
        {
            bool isArgument = key.Name != key.ColumnName;
            if ((isArgument && configuration.LrSchedulerCls == LrScheduler.None) || IsIdle(key, configuration))
            {
                continue;
            }

            if (isArgument && !inArguments)
            {
                yaml.Append(ConfigurationKey.SchedulerArgumentsName).Append(":\n");
            }

            inArguments = isArgument;
            yaml.Append(isArgument ? "  " : "").Append(key.ColumnName).Append(": ").Append(key.IsAboutData ? ValueJson(key, configuration) : ValueText(key, configuration)).Append('\n');
        }

        return yaml.ToString();
    }

    // The value of one key in canonical form: shortest round-trip numbers, lower-case words, no quotes.
    internal static string ValueText(ConfigurationKey key, ExperimentConfiguration configuration) => ValueJson(key, configuration).Trim('"');

    // Without data its further keys say nothing.
    private static bool IsIdle(ConfigurationKey key, ExperimentConfiguration configuration) =>
        key.IsAboutData && key.Name != ConfigurationKey.DataFormatName && configuration.DataFormat == DataFormat.None;

    private static string ValueJson(ConfigurationKey key, ExperimentConfiguration configuration)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            key.WriteValue(configuration, writer);
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
