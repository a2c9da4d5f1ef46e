namespace FastSpectra.Experiments;

/// <summary>One row of the measured table of the setting: an independent program's numbers, one seed.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Epoch">After how many epochs.</param>
/// <param name="Values">The numbers, in the order of <see cref="Columns"/>.</param>
internal sealed record MeasuredTableRow(string Strategy, double Epoch, double[] Values)
{
    /// <summary>What the columns are, and the unit of each one's last digit. That of the conjugate kernel's distance is 0.004: the reference's spectra are float32, and how
    /// rounding orders the 500 zeros among n = 2000 eigenvalues adds 0.001 to 0.004 to a distance of 0.001 (bench/peers/ck_distance_in_float.py).</summary>
    public static IReadOnlyList<(Metric Metric, double Resolution)> Columns { get; } =
    [
        (Metric.NetworkTrainLoss, 1e-4), (Metric.NetworkTestLoss, 1e-4), (Metric.RSquared, 1e-4), (Metric.SpectralNorm, 0.01), (Metric.SecondSingularValue, 0.01), (Metric.ValuesAboveEdge, 1),
        (Metric.PlAlphaHill, 1e-3), (Metric.WBetaAlignment, 1e-3), (Metric.ChangeFrobenius, 1e-4), (Metric.ChangeSpectral, 1e-3), (Metric.WDistance, 1e-3), (Metric.CkTop1, 0.01), (Metric.CkTop2, 0.01),
        (Metric.CkKta, 1e-4), (Metric.CkLabelAlignment, 1e-3), (Metric.CkDistance, 4e-3), (Metric.NtkTop1, 0.01), (Metric.NtkKta, 1e-4), (Metric.NtkDistance, 5e-4),
    ];

    /// <summary>All rows of completed runs.</summary>
    public static IReadOnlyList<MeasuredTableRow> All { get; } =
    [
        new("sgd-0.1-both", 300, [0.0511, 0.5230, 0.5169, 69.77, 69.61, 0, 2.448, 0.050, 0.0220, 22.282, 0.0020, 9.24, 8.94, 0.0372, 0.029, 0.0030, 13.86, 0.0374, 0.0770]),
        new("sgd-1-both", 300, [0.0000, 0.5386, 0.5026, 69.80, 69.63, 0, 2.447, 0.050, 0.0298, 22.581, 0.0020, 9.25, 8.95, 0.0375, 0.029, 0.0035, 14.82, 0.0374, 0.2775]),
        new("sgd-10-both", 150, [0.0000, 0.4711, 0.5649, 69.79, 69.64, 0, 2.445, 0.057, 0.0354, 25.947, 0.0020, 9.24, 8.95, 0.0449, 0.029, 0.0025, 12.67, 0.0423, 0.2450]),
        new("sgd-20-both", 150, [0.0000, 0.3982, 0.6322, 75.62, 69.76, 1, 2.450, 0.826, 0.0797, 45.620, 0.0040, 10.26, 9.21, 0.0976, 0.834, 0.0035, 11.42, 0.0868, 0.4980]),
        new("sgd-10-w", 150, [0.0000, 0.4993, 0.5388, 69.83, 69.66, 0, 2.446, 0.065, 0.0456, 40.221, 0.0030, 9.27, 8.98, 0.0455, 0.034, 0.0030, 5.36, 0.0337, 0.0025]),
        new("sgd-20-w", 150, [0.0000, 0.4996, 0.5386, 69.88, 69.72, 0, 2.447, 0.065, 0.0459, 40.257, 0.0040, 9.30, 9.00, 0.0455, 0.033, 0.0030, 5.33, 0.0337, 0.0040]),
        new("sgd-40-w", 150, [0.0000, 0.8609, 0.2048, 93.52, 90.96, 77, 2.337, 0.073, 0.3640, 60.777, 0.0990, 13.83, 13.70, 0.0411, 0.035, 0.0365, 2.54, 0.0330, 0.2780]),
        new("adam-0.001-both", 60, [0.0000, 0.4991, 0.5390, 70.05, 69.72, 0, 2.450, 0.239, 0.0563, 48.217, 0.0030, 9.27, 9.12, 0.0541, 0.053, 0.0030, 13.65, 0.0470, 0.0160]),
        new("adam-0.01-both", 20, [0.0200, 0.4085, 0.6227, 82.24, 70.20, 1, 2.442, 0.784, 0.0957, 73.302, 0.0080, 12.20, 9.38, 0.1079, 0.835, 0.0040, 13.39, 0.0940, 0.4885]),
        new("adam-0.01-both", 60, [0.0123, 0.3729, 0.6556, 122.36, 70.82, 1, 2.444, 0.888, 0.1661, 116.017, 0.0120, 26.26, 9.51, 0.2594, 0.965, 0.0065, 26.55, 0.2448, 0.5270]),
        new("adam-0.05-both", 20, [0.0623, 0.4095, 0.6218, 236.39, 186.67, 25, 2.395, 0.393, 0.4025, 232.417, 0.0520, 73.64, 53.53, 0.4001, 0.433, 0.0240, 73.75, 0.3948, 0.5450]),
        new("adam-0.05-both", 60, [0.1683, 0.4834, 0.5536, 455.11, 241.59, 299, 2.086, 0.886, 1.3465, 436.449, 0.3230, 150.53, 40.03, 0.6394, 0.978, 0.1060, 150.55, 0.6381, 0.4845]),
        new("adam-0.1-both", 60, [0.2594, 0.5930, 0.4523, 679.58, 515.87, 645, 1.956, 0.887, 3.3712, 656.342, 0.6570, 96.67, 54.41, 0.3764, 0.978, 0.1780, 96.68, 0.3762, 0.3955]),
        new("adam-0.1-w", 60, [0.0708, 2.1594, -0.9945, 205.67, 202.38, 475, 2.095, 0.077, 1.6509, 169.965, 0.4960, 31.26, 30.06, 0.0356, 0.043, 0.1720, 0.17, 0.0312, 1.0000]),
        new("gd-20-w", 1000, [0.0000, 0.4993, 0.5389, 69.81, 69.65, 0, 2.446, 0.064, 0.0454, 40.197, 0.0030, 9.27, 8.97, 0.0455, 0.035, 0.0050, 5.37, 0.0337, 0.0025]),
        new("gd-100-w", 600, [0.0000, 0.4993, 0.5388, 69.81, 69.65, 0, 2.446, 0.064, 0.0456, 40.205, 0.0030, 9.27, 8.97, 0.0455, 0.035, 0.0030, 5.37, 0.0337, 0.0025]),
        new("fb-adam-0.1-w", 300, [0.0000, 0.6006, 0.4453, 76.02, 74.90, 19, 2.430, 0.184, 0.1455, 50.410, 0.0470, 11.22, 11.00, 0.0517, 0.103, 0.0200, 4.65, 0.0322, 0.0365]),
    ];
}
