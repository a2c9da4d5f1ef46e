using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>The data files that a configuration names: found, checked, hashed and read.</summary>
internal sealed class DataFiles
{
    private readonly ExperimentConfiguration _configuration;
    private readonly List<(string Name, string Path)> _files = [];
    private readonly List<string> _train;
    private readonly List<string>? _test;
    private readonly string? _trainLabels;
    private readonly string? _testLabels;

    private DataFiles(ExperimentConfiguration configuration, string? directory)
    {
        _configuration = configuration;
        _train = Add("data_train", configuration.DataTrain!, directory);
        _trainLabels = configuration.DataTrainLabels is { } trainLabels ? Add("data_train_labels", trainLabels, directory)[0] : null;
        _test = configuration.DataTest is { } test ? Add("data_test", test, directory) : null;
        _testLabels = configuration.DataTestLabels is { } testLabels ? Add("data_test_labels", testLabels, directory)[0] : null;
    }

    /// <summary>The files of a configuration; null where it has none.</summary>
    /// <param name="configuration">A configuration that names a training file if it has a format.</param>
    /// <param name="directory">What relative paths are relative to; null for the current directory.</param>
    /// <exception cref="BadDataException">No file matches a name with a *.</exception>
    public static DataFiles? Of(ExperimentConfiguration configuration, string? directory) =>
        configuration.DataFormat == DataFormat.None ? null : new DataFiles(configuration, directory);

    /// <summary>Checks that the keys fit each other.</summary>
    /// <exception cref="ConfigurationException">A key is missing or has no meaning beside the others.</exception>
    public static void Validate(ExperimentConfiguration configuration)
    {
        ExperimentConfiguration c = configuration;
        if (c.DataFormat == DataFormat.None)
        {
            foreach ((string key, object? value) in ((string, object?)[])[
                ("data_train", c.DataTrain), ("data_train_labels", c.DataTrainLabels), ("data_test", c.DataTest), ("data_test_labels", c.DataTestLabels),
                ("data_label_column", c.DataLabelColumn), ("data_positive_class", c.DataPositiveClass)])
            {
                Refuse(key, value, "'data_format' beside it");
            }

            return;
        }

        bool hasLabelFiles = c.DataFormat is DataFormat.Idx or DataFormat.Npy;
        Demand("data_train", c.DataTrain, "the file of the training samples");
        if (hasLabelFiles)
        {
            Demand("data_train_labels", c.DataTrainLabels, "the file of the training labels");
        }
        else
        {
            Refuse("data_train_labels", c.DataTrainLabels, "none, as the samples' file holds them");
        }

        if (hasLabelFiles && c.DataTest is not null)
        {
            Demand("data_test_labels", c.DataTestLabels, "the file of the test labels");
        }
        else
        {
            Refuse("data_test_labels", c.DataTestLabels, hasLabelFiles ? "'data_test' beside it" : "none, as the samples' file holds them");
        }

        if (c.DataFormat != DataFormat.Csv)
        {
            Refuse("data_label_column", c.DataLabelColumn, "it with 'data_format: csv' only");
        }

        Refuse("teacher_directions", c.TeacherDirections == 1 ? null : c.TeacherDirections, "1 beside 'data_format', as the labels come from the files");
        Refuse("teacher_norm_term", c.TeacherNormTerm == 0 ? null : c.TeacherNormTerm, "none beside 'data_format', as the labels come from the files");
    }

    /// <summary>Numbers per sample, from the beginning of the training file.</summary>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public int Dimension() => _configuration.DataFormat switch
    {
        DataFormat.Idx => IdxFile.Dimension(_train[0]),
        DataFormat.Cifar10 => Cifar10File.Dimension,
        DataFormat.Csv => CsvFile.Dimension(_train[0]),
        _ => NpySamples.Dimension(_train[0]),
    };

    /// <summary>SHA-256 of every file by the key that names it, in the order of the keys.</summary>
    /// <exception cref="BadDataException">A file cannot be read.</exception>
    public IReadOnlyList<(string Name, string Hash)> Hashes() => [.. _files.Select(file => (file.Name, FileHash.Of(file.Path)))];

    /// <summary>Writes hashes as a property of the current object; nothing where there is no data.</summary>
    public static void WriteHashes(IReadOnlyList<(string Name, string Hash)>? hashes, Utf8JsonWriter writer)
    {
        if (hashes is null)
        {
            return;
        }

        writer.WriteStartObject("data_sha256");
        foreach ((string name, string hash) in hashes)
        {
            writer.WriteString(name, hash);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads everything; no test set where it is to come from the training file.</summary>
    /// <exception cref="BadDataException">A file cannot be read, or the two have different dimensions.</exception>
    public (SampleSet Train, SampleSet? Test) Read()
    {
        SampleSet train = Read(_train, _trainLabels);
        SampleSet? test = _test is null ? null : Read(_test, _testLabels);
        return test is null || test.Dimension == train.Dimension
            ? (train, test)
            : throw new BadDataException(test.File, null, $"has {test.Dimension} numbers per sample; expected {train.Dimension}, as {train.File}");
    }

    private static void Demand(string key, object? value, string expected)
    {
        if (value is null)
        {
            throw new ConfigurationException($"key '{key}' is missing; expected {expected}") { Key = key };
        }
    }

    private static void Refuse(string key, object? value, string expected)
    {
        if (value is not null)
        {
            throw new ConfigurationException($"key '{key}' is {ConfigurationScalar.Shown(Convert.ToString(value, CultureInfo.InvariantCulture)!)}; expected {expected}") { Key = key };
        }
    }

    private SampleSet Read(List<string> files, string? labels) => _configuration.DataFormat switch
    {
        DataFormat.Idx => IdxFile.Read(files[0], labels!),
        DataFormat.Cifar10 => Cifar10File.Read(files),
        DataFormat.Csv => CsvFile.Read(files[0], _configuration.DataLabelColumn),
        _ => NpySamples.Read(files[0], labels!),
    };

    private List<string> Add(string name, string value, string? directory)
    {
        string path = directory is null ? value : Path.Combine(directory, value);
        if (_configuration.DataFormat != DataFormat.Cifar10 || !Path.GetFileName(value).Contains('*', StringComparison.Ordinal))
        {
            _files.Add((name, path));
            return [path];
        }

        List<string> files = [.. Matches(path)];
        _files.AddRange(files.Select(file => ($"{name}/{Path.GetFileName(file)}", file)));
        return files.Count > 0 ? files : throw new BadDataException(path, null, "matches no file; expected files such as data_batch_1.bin");
    }

    // In ordinal order of their names, whatever the directory says.
    private static IEnumerable<string> Matches(string pattern)
    {
        string directory = Path.GetDirectoryName(pattern) is { Length: > 0 } parent ? parent : ".";
        string name = Path.GetFileName(pattern);
        return !Directory.Exists(directory) ? []
            : Directory.EnumerateFiles(directory).Where(file => FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(file), ignoreCase: false)).Order(StringComparer.Ordinal);
    }
}
