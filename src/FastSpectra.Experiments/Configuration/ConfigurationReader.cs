// Layers: the file, then --set in order (later ones win), then the seed. Each key keeps where its value came from, so that every
// error, also one of range found last, begins with 'FILE:LINE:' or with the option. Files are untrusted: size and nesting are bounded.
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FastSpectra.Experiments;

/// <summary>Reads YAML configurations in the keys of the papers' reference implementation, and ours on top.</summary>
public sealed class ConfigurationReader
{
    // The largest of the reference's files has 800 bytes.
    private const int LargestFile = 1 << 20;
    private const int UsualFile = 1 << 12;

    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private readonly string _file;

    private ConfigurationReader(string file) => _file = file;

    /// <summary>Reads the configuration of a single run.</summary>
    /// <param name="file">Path of the YAML file.</param>
    /// <param name="settings"><c>key=value</c> each, replacing what the file says; nested keys as <c>lr_scheduler_kwargs.gamma=0.5</c>.</param>
    /// <param name="seed">Replaces the key <c>seed</c> where given.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or a key is unknown, missing, of the wrong type, outside its range, or a list.</exception>
    public static ExperimentConfiguration ReadRun(string file, IEnumerable<string>? settings = null, ulong? seed = null)
    {
        ConfigurationReader reader = Load(file, settings, seed);
        foreach ((string name, Setting setting) in reader._settings)
        {
            if (setting.IsList)
            {
                string example = setting.Values.Count == 0 ? "" : $", for example --set {name}={ConfigurationScalar.Shown(setting.Values[0].Text ?? "")}";
                throw new ConfigurationException($"{setting.Origin}: key '{name}' has a list of {setting.Values.Count} values, which is for a sweep; a run needs one{example}") { Key = name };
            }
        }

        return reader.Resolve().First;
    }

    /// <summary>Reads a configuration in which keys may hold lists; a file without lists is a sweep of one combination.</summary>
    /// <inheritdoc cref="ReadRun"/>
    public static SweepConfiguration ReadSweep(string file, IEnumerable<string>? settings = null, ulong? seed = null) =>
        Load(file, settings, seed).Resolve();

    /// <summary>Reads a configuration from text, as <see cref="ConfigurationWriter"/> writes it: JSON is YAML.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="origin">What messages call it.</param>
    /// <param name="defaults">A configuration whose keys hold where <paramref name="text"/> has none.</param>
    /// <exception cref="ConfigurationException">A key is unknown, missing, of the wrong type or outside its range.</exception>
    internal static SweepConfiguration ParseSweep(string text, string origin, string? defaults = null)
    {
        ConfigurationReader reader = new(origin);
        if (defaults is not null)
        {
            reader.Parse(defaults, _ => origin);
        }

        reader.Parse(text, _ => origin);
        return reader.Resolve();
    }

    /// <summary>Reads the resolved configuration that <c>run.json</c> records.</summary>
    /// <exception cref="ConfigurationException">It is not one.</exception>
    internal static ExperimentConfiguration ReadRecorded(string file, System.Text.Json.JsonElement configuration) =>
        ParseSweep(configuration.GetRawText(), file).First;

    private static ConfigurationReader Load(string file, IEnumerable<string>? settings, ulong? seed)
    {
        ArgumentNullException.ThrowIfNull(file);
        ConfigurationReader reader = new(file);
        reader.Parse(reader.ReadText(), node => $"{file}:{node.Start.Line}");
        foreach (string setting in settings ?? [])
        {
            reader.ReadSetting(setting);
        }

        if (seed is { } value)
        {
            string text = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            reader._settings["seed"] = new Setting("--seed", [new ConfigurationScalar("seed", text)], IsList: false);
        }

        reader.TakeDimensionFromData();

        return reader;
    }

    // d is what the data files say; a configuration that says it too has to agree.
    private void TakeDimensionFromData()
    {
        ExperimentConfiguration configuration = new();
        foreach (ConfigurationKey key in ConfigurationKey.All.Where(key => key.IsAboutData && _settings.ContainsKey(key.Name)))
        {
            configuration = Read(key, configuration);
        }

        if (configuration.DataFormat == DataFormat.None)
        {
            return;
        }

        if (configuration.DataTrain is null)
        {
            throw new ConfigurationException($"{_settings[ConfigurationKey.DataFormatName].Origin}: key 'data_train' is missing; expected the file of the training samples") { Key = "data_train" };
        }

        string dimension = DataFiles.Of(configuration, Path.GetDirectoryName(_file))!.Dimension().ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (_settings.TryGetValue("d", out Setting? setting) && (setting.IsList || setting.Values[0].Text != dimension))
        {
            throw new ConfigurationException($"{setting.Origin}: key 'd' is {(setting.IsList ? "a list" : ConfigurationScalar.Shown(setting.Values[0].Text ?? "empty"))}; expected {dimension}, the numbers per sample of {configuration.DataTrain}, or none") { Key = "d" };
        }

        _settings["d"] = new Setting(configuration.DataTrain, [new ConfigurationScalar("d", dimension)], IsList: false);
    }

    private ExperimentConfiguration Read(ConfigurationKey key, ExperimentConfiguration configuration)
    {
        Setting setting = _settings[key.Name];
        try
        {
            return key.Read(configuration, setting.Values[0]);
        }
        catch (ConfigurationException exception)
        {
            throw new ConfigurationException($"{setting.Origin}: {exception.Message}", exception) { Key = exception.Key };
        }
    }

    private void Parse(string text, Func<YamlNode, string> origin)
    {
        YamlNode? root;
        try
        {
            root = BoundedYaml.Load(text);
        }
        catch (YamlException exception)
        {
            throw new ConfigurationException($"{_file}:{exception.Start.Line}: {Describe(exception, text)}", exception);
        }

        if (root is not YamlMappingNode mapping)
        {
            throw new ConfigurationException($"{_file}: {(root is null ? "is empty" : "is not a mapping")}; expected lines of the form 'key: value', such as 'n: 2000'");
        }

        ReadMapping(mapping, "", origin);
    }

    private string ReadText()
    {
        try
        {
            using FileStream stream = new(_file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] bytes = new byte[UsualFile];
            int length = 0;
            while ((length += stream.ReadAtLeast(bytes.AsSpan(length), bytes.Length - length, throwOnEndOfStream: false)) == bytes.Length)
            {
                if (length >= LargestFile)
                {
                    throw new ConfigurationException($"{_file}: has {LargestFile} bytes or more; expected a configuration in YAML");
                }

                Array.Resize(ref bytes, 4 * length);
            }

            ReadOnlySpan<byte> content = bytes.AsSpan(0, length);
            content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ConfigurationException($"{_file}: is not UTF-8 text; expected a configuration in YAML", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string problem = exception is FileNotFoundException or DirectoryNotFoundException ? "file not found"
                : Directory.Exists(_file) ? "is a directory; expected a configuration file"
                : $"cannot be read ({exception.Message})";
            throw new ConfigurationException($"{_file}: {problem}", exception);
        }
    }

    private static string Describe(YamlException exception, string text)
    {
        if (!exception.Message.Contains("Duplicate key", StringComparison.Ordinal))
        {
            return $"not valid YAML: {ConfigurationScalar.Shown(exception.Message)}";
        }

        string line = text.Split('\n').ElementAtOrDefault((int)exception.Start.Line - 1) ?? "";
        return $"key '{ConfigurationScalar.Shown(line.Split(':')[0].Trim())}' is given twice; expected each key once";
    }

    private void ReadSetting(string setting)
    {
        string origin = $"--set {ConfigurationScalar.Shown(setting)}";
        int equals = setting.IndexOf('=');
        if (equals <= 0)
        {
            throw new ConfigurationException($"{origin}: expected key=value, such as --set lr=0.1");
        }

        string name = setting[..equals].Trim();
        try
        {
            YamlNode value = BoundedYaml.Load(setting[(equals + 1)..]) ?? new YamlScalarNode("");
            ReadValue(name, value, origin, _ => origin);
        }
        catch (YamlException exception)
        {
            throw new ConfigurationException($"{origin}: the value is not valid YAML: {ConfigurationScalar.Shown(exception.Message)}", exception);
        }
    }

    private void ReadMapping(YamlMappingNode mapping, string prefix, Func<YamlNode, string> origin)
    {
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                throw new ConfigurationException($"{origin(key)}: a key is not a word; expected one such as 'n'");
            }

            ReadValue(prefix + name, value, origin(key), origin);
        }
    }

    private void ReadValue(string name, YamlNode value, string here, Func<YamlNode, string> origin)
    {
        if (name == ConfigurationKey.SchedulerArgumentsName)
        {
            ReadSchedulerArguments(value, here, origin);
            return;
        }

        ConfigurationKey key = ConfigurationKey.Find(name) ?? throw Unknown(name, here);
        bool isList = value is YamlSequenceNode;
        if (isList && !key.CanVary)
        {
            throw new ConfigurationException($"{here}: key '{name}' has a list; expected one value") { Key = name };
        }

        List<ConfigurationScalar> scalars = [];
        foreach (YamlNode element in isList ? ((YamlSequenceNode)value).Children : [value])
        {
            scalars.Add(element is YamlScalarNode scalar
                ? Scalar(name, scalar)
                : throw new ConfigurationException($"{here}: key '{name}' has {(isList ? "an element that is not a single value" : "a mapping")}; expected a value or a list of values") { Key = name });
        }

        if (isList && scalars.Count == 0)
        {
            throw new ConfigurationException($"{here}: key '{name}' has an empty list; expected at least one value") { Key = name };
        }

        _settings[name] = new Setting(here, scalars, isList);
    }

    private void ReadSchedulerArguments(YamlNode value, string here, Func<YamlNode, string> origin)
    {
        if (value is YamlMappingNode mapping)
        {
            ReadMapping(mapping, ConfigurationKey.SchedulerArgumentsName + ".", origin);
        }
        else if (value is not YamlScalarNode scalar || Scalar("", scalar).Text is not null)
        {
            throw new ConfigurationException($"{here}: key '{ConfigurationKey.SchedulerArgumentsName}' is not a mapping; expected step_size and gamma")
            {
                Key = ConfigurationKey.SchedulerArgumentsName,
            };
        }
    }

    private static ConfigurationScalar Scalar(string key, YamlScalarNode node)
    {
        bool isQuoted = node.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted or ScalarStyle.Literal or ScalarStyle.Folded;
        bool isNull = !isQuoted && node.Value is null or "" or "~" or "null" or "Null" or "NULL";
        return new ConfigurationScalar(key, isNull ? null : node.Value, isQuoted);
    }

    private static ConfigurationException Unknown(string name, string here)
    {
        IEnumerable<string> names = ConfigurationKey.All.Select(key => key.Name).Append(ConfigurationKey.SchedulerArgumentsName);
        string? nearest = names.FirstOrDefault(known => known.EndsWith("." + name, StringComparison.Ordinal)) ?? Checkpoints.NearestName.Of(name, names);
        string hint = nearest is null ? $"known keys: {string.Join(" ", names)}" : $"did you mean '{nearest}'?";
        return new ConfigurationException($"{here}: key '{ConfigurationScalar.Shown(name)}' is unknown; {hint}") { Key = name };
    }

    private SweepConfiguration Resolve()
    {
        RequireKeys();
        ExperimentConfiguration configuration = new();
        List<(ConfigurationKey Key, IReadOnlyList<ConfigurationScalar> Values)> axes = [];
        try
        {
            foreach (ConfigurationKey key in ConfigurationKey.All)
            {
                if (_settings.TryGetValue(key.Name, out Setting? setting))
                {
                    configuration = key.Read(configuration, setting.Values[0]);
                    if (setting.IsList)
                    {
                        axes.Add((key, setting.Values));
                    }
                }
            }

            configuration.Validate();
            foreach ((ConfigurationKey key, IReadOnlyList<ConfigurationScalar> values) in axes)
            {
                foreach (ConfigurationScalar value in values)
                {
                    key.Read(configuration, value).Validate();
                }
            }
        }
        catch (ConfigurationException exception)
        {
            string origin = exception.Key is { } name && _settings.TryGetValue(name, out Setting? setting) ? setting.Origin : _file;
            throw new ConfigurationException($"{origin}: {exception.Message}", exception) { Key = exception.Key };
        }

        return new SweepConfiguration(configuration, axes);
    }

    private void RequireKeys()
    {
        List<string> missing = [.. ConfigurationKey.All.Where(key => key.IsRequired && !_settings.ContainsKey(key.Name)).Select(key => key.Name)];
        bool hasScheduler = _settings.TryGetValue(ConfigurationKey.SchedulerName, out Setting? scheduler);
        if (hasScheduler && scheduler!.Values.Any(value => string.Equals(value.Text, "StepLR", StringComparison.OrdinalIgnoreCase)) && !_settings.ContainsKey(ConfigurationKey.StepSizeName))
        {
            missing.Add(ConfigurationKey.StepSizeName);
        }

        if (missing.Count > 0)
        {
            throw new ConfigurationException($"{_file}: missing {(missing.Count == 1 ? "key" : "keys")} {string.Join(", ", missing)}") { Key = missing[0] };
        }

        foreach (string argument in (string[])[ConfigurationKey.StepSizeName, ConfigurationKey.GammaName])
        {
            if (!hasScheduler && _settings.TryGetValue(argument, out Setting? setting))
            {
                throw new ConfigurationException($"{setting.Origin}: key '{argument}' is given without a schedule; expected '{ConfigurationKey.SchedulerName}: StepLR' beside it") { Key = argument };
            }
        }
    }

    private sealed record Setting(string Origin, IReadOnlyList<ConfigurationScalar> Values, bool IsList);
}
