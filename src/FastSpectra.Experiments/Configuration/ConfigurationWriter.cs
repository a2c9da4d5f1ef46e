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
        writer.WriteStartObject();
        bool inArguments = false;
        foreach (ConfigurationKey key in ConfigurationKey.All)
        {
            bool isArgument = key.Name != key.ColumnName;
            if (isArgument && configuration.LrSchedulerCls == LrScheduler.None)
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
            key.WriteValue(configuration, writer);
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
            if (isArgument && configuration.LrSchedulerCls == LrScheduler.None)
            {
                continue;
            }

            if (isArgument && !inArguments)
            {
                yaml.Append(ConfigurationKey.SchedulerArgumentsName).Append(":\n");
            }

            inArguments = isArgument;
            yaml.Append(isArgument ? "  " : "").Append(key.ColumnName).Append(": ").Append(ValueText(key, configuration)).Append('\n');
        }

        return yaml.ToString();
    }

    // The value of one key in canonical form: shortest round-trip numbers, lower-case words, no quotes.
    internal static string ValueText(ConfigurationKey key, ExperimentConfiguration configuration)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            key.WriteValue(configuration, writer);
        }

        return Encoding.UTF8.GetString(json.ToArray()).Trim('"');
    }
}
