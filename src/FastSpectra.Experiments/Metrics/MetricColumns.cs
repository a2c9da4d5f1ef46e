using System.Globalization;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Names of the columns of <c>metrics.csv</c>: every metric, and for each hidden layer W_l above the first those of <see cref="OfLayers"/> again, with
/// <c>W{l}_</c> before the name; behind them, for a teacher of several directions, the alignments with their space and with each of them.
/// </summary>
public static class MetricColumns
{
    private static readonly string[] s_names =
    [
        "train_loss", "test_loss", "kta", "w_beta_alignment", "pl_alpha_hill", "pl_alpha_ks", "pl_ks_distance", "spectral_norm", "frobenius_norm", "stable_rank",
        "learning_rate", "training_loss", "second_singular_value", "values_above_edge", "mp_distance", "largest_beta_alignment",
        "update_spectral_norm", "update_frobenius_norm", "overlap_before_left_1", "overlap_before_right_1", "overlap_left_1", "overlap_right_1",
        "overlap_left_top10", "overlap_right_top10",
        "network_train_loss", "network_test_loss", "r_squared", "w_distance", "change_frobenius", "change_spectral", "change_beta_alignment", "last_layer_change",
        "ck_kta", "ck_top_1", "ck_top_2", "ck_above_edge", "ck_label_alignment", "ck_distance", "ck_mean_shift", "ck_change",
        "ntk_kta", "ntk_top_1", "ntk_top_2", "ntk_smallest", "ntk_above_edge", "ntk_label_alignment", "ntk_distance", "ntk_mean_shift", "ntk_change",
    ];

    // The names of two of them say what takes the place of the teacher's direction and of the last features.
    private static readonly (Metric Metric, string Name)[] s_ofLayers =
    [
        (Metric.SpectralNorm, "spectral_norm"), (Metric.FrobeniusNorm, "frobenius_norm"), (Metric.StableRank, "stable_rank"), (Metric.SecondSingularValue, "second_singular_value"),
        (Metric.ValuesAboveEdge, "values_above_edge"), (Metric.MpDistance, "mp_distance"), (Metric.PlAlphaHill, "pl_alpha_hill"), (Metric.PlAlphaKs, "pl_alpha_ks"),
        (Metric.PlKsDistance, "pl_ks_distance"), (Metric.WBetaAlignment, "previous_alignment"), (Metric.LargestBetaAlignment, "largest_previous_alignment"), (Metric.Kta, "input_kta"),
        (Metric.UpdateSpectralNorm, "update_spectral_norm"), (Metric.UpdateFrobeniusNorm, "update_frobenius_norm"),
        (Metric.OverlapBeforeLeft1, "overlap_before_left_1"), (Metric.OverlapBeforeRight1, "overlap_before_right_1"),
        (Metric.OverlapLeft1, "overlap_left_1"), (Metric.OverlapRight1, "overlap_right_1"), (Metric.OverlapLeftTop10, "overlap_left_top10"), (Metric.OverlapRightTop10, "overlap_right_top10"),
    ];

    // Place of each metric among those of a layer, -1 for the others.
    private static readonly int[] s_placeInLayer = Places();

    /// <summary>Number of metrics.</summary>
    public static int Count => s_names.Length;

    /// <summary>
    /// The metrics that every hidden layer W_l has. Above the first layer <see cref="Metric.WBetaAlignment"/> and <see cref="Metric.LargestBetaAlignment"/> are
    /// those with the first left singular vector of W_{l-1} in the place of beta, and <see cref="Metric.Kta"/> is that of the features Z_{l-1} that W_l reads.
    /// </summary>
    public static IReadOnlyList<Metric> OfLayers { get; } = [.. s_ofLayers.Select(entry => entry.Metric)];

    /// <summary>Name of the column of <paramref name="metric"/>.</summary>
    public static string Name(Metric metric) => s_names[(int)metric];

    /// <summary>Name of the column of <paramref name="metric"/> of hidden layer W_<paramref name="layer"/>, from 1.</summary>
    /// <exception cref="ArgumentException">Layers above the first do not have that metric.</exception>
    public static string LayerColumn(Metric metric, int layer) => Index(metric, layer) < Count ? Name(metric) : LayerColumn(layer, s_placeInLayer[(int)metric]);

    /// <summary>Name of the column of <see cref="ProbeRecord.SubspaceAlignment"/>.</summary>
    public const string SubspaceAlignment = "w_subspace_alignment";

    /// <summary>Name of the column of <see cref="ProbeRecord.DirectionAlignments"/> of direction <paramref name="direction"/>, from 1.</summary>
    public static string DirectionColumn(int direction) => string.Create(CultureInfo.InvariantCulture, $"w_beta{direction}_alignment");

    /// <summary>Names of all columns of numbers but the step, for students of <paramref name="layers"/> layers and teachers of <paramref name="directions"/> directions.</summary>
    public static IReadOnlyList<string> Names(int layers, int directions = 1) =>
    [
        .. s_names, .. Enumerable.Range(2, Math.Max(0, layers - 2)).SelectMany(layer => s_ofLayers.Select((_, place) => LayerColumn(layer, place))),
        .. directions > 1 ? Enumerable.Range(1, directions).Select(DirectionColumn).Prepend(SubspaceAlignment) : [],
    ];

    /// <summary>Header line of <c>metrics.csv</c> for students of <paramref name="layers"/> layers and teachers of <paramref name="directions"/> directions, without a line end.</summary>
    public static string Header(int layers, int directions = 1) => "step," + string.Join(',', Names(layers, directions)) + ",status";

    /// <summary>The metric of a column name, if there is one.</summary>
    public static bool TryParse(string name, out Metric metric)
    {
        int place = Array.IndexOf(s_names, name);
        metric = (Metric)Math.Max(place, 0);
        return place >= 0;
    }

    /// <summary>Number of columns of numbers but the step, without those of directions.</summary>
    internal static int LayersEnd(int layers) => Count + (Math.Max(0, layers - 2) * s_ofLayers.Length);

    /// <summary>Number of columns of directions.</summary>
    internal static int DirectionsCount(int directions) => directions > 1 ? 1 + directions : 0;

    /// <summary>Place of a metric of hidden layer W_<paramref name="layer"/> among <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">Layers above the first do not have that metric.</exception>
    internal static int Index(Metric metric, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layer, 1);
        return layer == 1 ? (int)metric
            : s_placeInLayer[(int)metric] is int place and >= 0 ? Count + ((layer - 2) * s_ofLayers.Length) + place
            : throw new ArgumentException($"{metric} is not a metric of layer {layer}; expected one of {nameof(OfLayers)}", nameof(metric));
    }

    private static int[] Places()
    {
        int[] places = new int[s_names.Length];
        Array.Fill(places, -1);
        for (int i = 0; i < s_ofLayers.Length; i++)
        {
            places[(int)s_ofLayers[i].Metric] = i;
        }

        return places;
    }

    private static string LayerColumn(int layer, int place) => $"{StudentSizes.LayerName(layer - 1)}_{s_ofLayers[place].Name}";
}
