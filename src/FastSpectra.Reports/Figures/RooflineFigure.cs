namespace FastSpectra.Reports;

/// <summary>
/// Kernels under the limits of a machine: operations a second against operations per byte that a kernel must move, on logarithmic axes.
/// S. Williams, A. Waterman, D. Patterson, "Roofline", Communications of the ACM 52 (2009).
/// </summary>
public static class RooflineFigure
{
    /// <summary>One roof for each bandwidth, all cut off by the peak, and a point for each kernel.</summary>
    /// <param name="peak">Operations a second that registers alone reach, and what to call it.</param>
    /// <param name="bandwidths">Bytes a second of each level of memory, with its name.</param>
    /// <param name="kernels">Operations per byte and operations a second of each kernel, with its name.</param>
    public static Figure Of((string Name, double Rate) peak, IReadOnlyList<(string Name, double Rate)> bandwidths, IReadOnlyList<(string Name, double Intensity, double Rate)> kernels)
    {
        ArgumentNullException.ThrowIfNull(bandwidths);
        ArgumentNullException.ThrowIfNull(kernels);
        double least = kernels.Select(kernel => kernel.Intensity).Append(0.1).Min() / 2, most = 2 * kernels.Select(kernel => kernel.Intensity).Append(100).Max();
        Panel panel = new(new Axis("operations per byte", Scale.Log), new Axis("Gflop/s", Scale.Log));
        for (int i = 0; i < bandwidths.Count; i++)
        {
            (string name, double rate) = bandwidths[i];
            double ridge = peak.Rate / rate;
            double[] x = ridge <= least ? [least, most] : [least, Math.Min(ridge, most), most];
            panel.Add(new LineSeries(x, [.. x.Select(intensity => Math.Min(peak.Rate, intensity * rate) / 1e9)])
            {
                Label = RichText.Plain($"{name}: {rate / 1e9:F0} GB/s"), Colour = Palette.Cycle(i), Dash = Palette.Dash(i),
            });
        }

        for (int i = 0; i < kernels.Count; i++)
        {
            (string name, double intensity, double rate) = kernels[i];
            panel.Add(new LineSeries([intensity], [rate / 1e9]) { Label = RichText.Plain(name), Width = 0, Marker = Palette.Marker(i), Colour = Palette.Cycle(i) });
        }

        return new Figure("roofline", $"Kernels under the machine's limits, {peak.Name}",
            RichText.Plain($"Lines: what the peak of {peak.Rate / 1e9:F0} Gflop/s and the bandwidth of each level of memory allow. Points: kernels, at the operations per byte they must move at least."))
        { PanelWidth = 640, PanelHeight = 460 }.Add(panel);
    }
}
