using System.Collections.Frozen;

namespace FastSpectra.Experiments;

/// <summary>Names of the columns of <c>metrics.csv</c>.</summary>
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

    private static readonly FrozenDictionary<string, Metric> s_byName =
        Enum.GetValues<Metric>().ToFrozenDictionary(metric => s_names[(int)metric]);

    /// <summary>Number of metrics.</summary>
    public static int Count => s_names.Length;

    /// <summary>Header line of <c>metrics.csv</c>, without a line end.</summary>
    public static string Header { get; } = "step," + string.Join(',', s_names) + ",status";

    /// <summary>Name of the column of <paramref name="metric"/>.</summary>
    public static string Name(Metric metric) => s_names[(int)metric];

    /// <summary>The metric of a column name, if there is one.</summary>
    public static bool TryParse(string name, out Metric metric) => s_byName.TryGetValue(name, out metric);
}
