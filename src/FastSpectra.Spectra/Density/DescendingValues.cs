namespace FastSpectra.Spectra;

/// <summary>Singular values or eigenvalues in descending order.</summary>
public static class DescendingValues
{
    /// <summary>How many are above <paramref name="threshold"/>.</summary>
    public static int CountAbove(ReadOnlySpan<double> values, double threshold)
    {
        int count = 0;
        while (count < values.Length && values[count] > threshold)
        {
            count++;
        }

        return count;
    }
}
