namespace FastSpectra.Testing;

/// <summary>One matrix of the gallery of hard cases.</summary>
/// <param name="Number">Its number in the list of thirty.</param>
/// <param name="Name">What it is.</param>
/// <param name="Matrix">The matrix, in double; tests in float round it.</param>
/// <param name="Values">Its singular values, descending, where they are known without computing a decomposition.</param>
public sealed record HardCase(int Number, string Name, double[,] Matrix, double[]? Values = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Name} {Matrix.GetLength(0)}x{Matrix.GetLength(1)}";
}
