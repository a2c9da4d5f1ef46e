namespace FastSpectra.Checkpoints;

/// <summary>Samples in two .npy files: X [N, d] and y [N] or [N, 1], of any real or integer type.</summary>
public static class NpySamples
{
    /// <summary>Numbers per sample, from the header of X alone.</summary>
    /// <exception cref="BadDataException">It is not a .npy file of a matrix.</exception>
    public static int Dimension(string features)
    {
        using NpyFile file = NpyFile.Open(features);
        return Shape(file).Columns;
    }

    /// <summary>Reads both files.</summary>
    /// <exception cref="BadDataException">A file cannot be read, has another shape, or holds NaN or infinity.</exception>
    public static SampleSet Read(string features, string labels)
    {
        using NpyFile x = NpyFile.Open(features);
        using NpyFile y = NpyFile.Open(labels);
        (int rows, int columns) = Shape(x);
        if (y.Array.Shape is not ([_] or [_, 1]) || y.Array.Shape[0] != rows)
        {
            throw y.Array.Bad($"has shape {y.Array.ShapeText}; expected [{rows}] or [{rows}, 1], a label per row of {features}");
        }

        if (x.Array.Count > Array.MaxLength / 2)
        {
            throw x.Array.Bad($"has shape {x.Array.ShapeText}; expected at most {Array.MaxLength / 2} numbers");
        }

        x.Array.RequireFinite();
        y.Array.RequireFinite();
        double[] numbers = new double[x.Array.Count];
        double[] values = new double[rows];
        x.Array.CopyTo<double>(numbers);
        y.Array.CopyTo<double>(values);
        return new SampleSet(features, numbers, columns, values);
    }

    private static (int Rows, int Columns) Shape(NpyFile file)
    {
        (int rows, int columns) = file.Array.MatrixShape();
        return rows > 0 && columns > 0 ? (rows, columns) : throw file.Array.Bad($"has shape {file.Array.ShapeText}; expected at least one row and one column");
    }
}
