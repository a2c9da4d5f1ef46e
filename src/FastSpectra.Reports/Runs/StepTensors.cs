using System.Globalization;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>The tensors of one result file, named <c>{matrix}.step{K}</c> or <c>{matrix}.step{K}.{quantity}</c>.</summary>
internal sealed class StepTensors : IDisposable
{
    private readonly SafetensorsFile? _file;

    /// <summary>Opens the file; one that does not exist holds no tensors.</summary>
    /// <exception cref="BadDataException">The file is not safetensors.</exception>
    internal StepTensors(string path) => _file = File.Exists(path) ? SafetensorsFile.Open(path) : null;

    /// <summary>The steps, ascending, for which the file holds this quantity of this matrix.</summary>
    internal long[] Steps(string matrix, string quantity)
    {
        if (_file is null) return [];
        string head = matrix + ".step", tail = quantity.Length == 0 ? "" : "." + quantity;
        List<long> steps = [];
        foreach (StoredTensor tensor in _file.Tensors)
        {
            string name = tensor.Name ?? "";
            if (name.Length > head.Length + tail.Length && name.StartsWith(head, StringComparison.Ordinal) && name.EndsWith(tail, StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(head.Length, name.Length - head.Length - tail.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step))
                steps.Add(step);
        }
        steps.Sort();
        return [.. steps];
    }

    /// <summary>The matrices called by this letter alone or with a number behind it (W, W2, W3, ...) of which the file holds this quantity, by number.</summary>
    internal string[] Matrices(string letter, string quantity)
    {
        SortedSet<int> numbers = [];
        foreach (StoredTensor tensor in _file?.Tensors ?? [])
        {
            string[] parts = (tensor.Name ?? "").Split('.');
            if (parts.Length == 3 && parts[2] == quantity && parts[1].StartsWith("step", StringComparison.Ordinal) && parts[0].StartsWith(letter, StringComparison.Ordinal))
            {
                string number = parts[0][letter.Length..];
                if (number.Length == 0) numbers.Add(1);
                else if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 1 && number[0] != '0') numbers.Add(value);
            }
        }
        return [.. numbers.Select(number => number == 1 ? letter : string.Create(CultureInfo.InvariantCulture, $"{letter}{number}"))];
    }

    /// <summary>The elements of a step's tensor; null when there is none.</summary>
    /// <exception cref="BadDataException">The elements are not numbers or more than an array holds.</exception>
    internal double[]? Values(string matrix, long step, string quantity) => Values(Name(matrix, step, quantity));

    /// <summary>The elements of the tensor of this full name; null when there is none.</summary>
    /// <exception cref="BadDataException">The elements are not numbers or more than an array holds.</exception>
    internal double[]? Values(string name)
    {
        if (_file is null || !_file.TryGet(name, out StoredTensor? tensor)) return null;
        if (tensor.Count > Array.MaxLength) throw tensor.Bad($"has shape {tensor.ShapeText}: more elements than a report can hold");
        double[] values = new double[tensor.Count];
        tensor.CopyTo<double>(values);
        return values;
    }

    /// <summary>Rows and columns of a step's matrix; null when there is none or it is not a matrix.</summary>
    internal (long Rows, long Columns)? Shape(string matrix, long step, string quantity) =>
        _file is not null && _file.TryGet(Name(matrix, step, quantity), out StoredTensor? tensor) && tensor.Shape.Count == 2
            ? (tensor.Shape[0], tensor.Shape[1]) : null;

    public void Dispose() => _file?.Dispose();

    private static string Name(string matrix, long step, string quantity) =>
        string.Create(CultureInfo.InvariantCulture, $"{matrix}.step{step}") + (quantity.Length == 0 ? "" : "." + quantity);
}
