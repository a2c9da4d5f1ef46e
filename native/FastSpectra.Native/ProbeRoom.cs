using FastSpectra.Experiments;

namespace FastSpectra.Native;

/// <summary>The caller's room for what a run measures.</summary>
/// <remarks>Unsafe: the caller guarantees <paramref name="capacity"/> steps, rows of metrics and, unless null, rows of singular values.</remarks>
internal readonly unsafe struct ProbeRoom(long capacity, long* steps, double* metrics, double* singularValues, long* probes)
{
    /// <exception cref="NativeException">There is less room than that.</exception>
    public void Require(long wanted) =>
        NativeMatrix.Require(capacity >= wanted, $"the run takes {wanted} probes, capacity is {capacity}");

    public void Fill(RunResult result, int values)
    {
        // A run that diverges ends with a row for the step that did, which may not be one that is probed.
        long count = Math.Min(result.Probes.Count, capacity);
        for (int i = 0; i < count; i++)
        {
            ProbeRecord record = result.Probes[i];
            steps[i] = record.Step;
            for (int j = 0; j < MetricColumns.Count; j++)
            {
                metrics[((long)i * MetricColumns.Count) + j] = record[(Metric)j];
            }

            if (singularValues is not null)
            {
                Span<double> row = new(singularValues + ((long)i * values), values);
                row.Fill(double.NaN);
                if (result.SingularValues.TryGetValue(record.Step, out double[]? measured))
                {
                    measured.CopyTo(row);
                }
            }
        }

        *probes = count;
    }
}
