using System.Globalization;
using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// What a run needs to continue after a step as if it had never stopped: every layer and what the optimiser remembers. Rates, bias
/// corrections and the order of samples follow from the number of steps alone.
/// </summary>
internal static class RunCheckpoint
{
    private const string StepsKey = "steps";

    public static void Save<T>(string path, Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using SafetensorsWriter writer = new(path);
        writer.AddMetadata(StepsKey, trainer.Steps.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, Matrix<T> value) in Tensors(student, trainer))
        {
            writer.AddReference(name, value);
        }

        writer.Commit();
    }

    /// <summary>Fills student and optimiser; the number of steps they had done, or null if there is no checkpoint.</summary>
    public static long? TryLoad<T>(string path, Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(StepsKey, out string? text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long steps))
        {
            throw new BadDataException(path, null, "does not say after how many steps it was saved");
        }

        foreach ((string name, Matrix<T> value) in Tensors(student, trainer))
        {
            StoredTensor tensor = file[name];
            tensor.RequireShape(value.Rows, value.Columns);
            tensor.CopyTo(value.Span);
        }

        trainer.Optimiser.Resume(steps);
        return steps;
    }

    private static IEnumerable<(string Name, Matrix<T> Value)> Tensors<T>(Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        .. student.HiddenLayers.Select((layer, i) => (StudentSizes.LayerName(i), layer)), ("a", student.A), .. trainer.Optimiser.State,
    ];
}
