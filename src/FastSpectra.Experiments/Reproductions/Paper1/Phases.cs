// The boundaries are ours (the papers give none), chosen from what each phase's name says before any map was drawn: stable rank below 2; Kolmogorov
// distance to the Marchenko-Pastur law of unit variance 0.3 and 0.05; largest value 1 % (sampling) and 15 % beyond the edge.
namespace FastSpectra.Experiments;

/// <summary>The map of phases over learning rate and steps.</summary>
internal static class Phases
{
    private const string Id = "p1-phases";
    private const string Map = "phases/probes";

    private const double CollapsedRank = 2;
    private const double TailDistance = 0.3;
    private const double BulkDistance = 0.05;
    private const double ClearSpike = 1.15;

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "story line of the introduction: phases of spectra over learning rate and steps",
        Title = "Map of phases over learning rate and step",
        Text =
        [
            "Every cell is the spectrum of *W* after so many Adam steps at a rate: 1 random-like, 2 bleeding-out, 3 bulk and spikes, 4 bulk decay, 5 heavy-tailed, 6 rank collapse. The boundaries are ours: stable rank below 2 is collapse; otherwise the "
            + "Kolmogorov distance to the Marchenko–Pastur law above 0.3 is heavy-tailed, above 0.05 bulk decay; otherwise the largest singular value more than 15 % beyond the edge is bulk and spikes, outside the edge bleeding-out, and else random-like.",
        ],
        Configuration = "sizes of the published main experiment; rates between and beyond the published ones, one seed; the boundaries of phases are ours",
        Studies = [Paper1Studies.PhaseMap],
        Figures = Figures,
        Claims =
        [
            Make("six", "Learning rate and time lead through all phases from random-like to rank collapse.", "introduction (5+1 phases)", evidence =>
            {
                double[] found = [.. evidence["phases/map"].Numbers("phase").Distinct().Order()];
                return Finding.Of(found.SequenceEqual([1, 2, 3, 4, 5, 6]), "phases 1, 2, 3, 4, 5, 6", StepCurves.List(found), found.Length);
            }),
            Make("rate-order", "At ten steps a larger rate never leads back to an earlier phase, up to the heavy tail.", "v2 Fig 4; v3 abstract", evidence =>
            {
                ResultTable rows = evidence["phases/map"].Where("step", 10L);
                (double Rate, double Phase)[] cells = [.. rows.Numbers("lr").Zip(rows.Numbers("phase")).Where(cell => cell.First <= 1).OrderBy(cell => cell.First)];
                bool ordered = Enumerable.Range(1, cells.Length - 1).All(i => cells[i].Phase >= cells[i - 1].Phase) && cells[0].Phase == 1 && cells[^1].Phase == 5;
                return Finding.Of(ordered, "phase from 1 to 5 without a step back over rates up to 1", string.Join(", ", cells.Select(cell => NumberText.Of(cell.Phase))), cells[^1].Phase);
            }),
            Make("collapse", "At rates far above 1 the first step collapses the matrix to one direction.", "plot bulk_W_esd_pl_alpha_hill, one step, large rates", evidence =>
            {
                ResultTable row = evidence[Map].Where("lr", 10.0).Where("step", 1L);
                double rank = row.Mean("stable_rank").Mean;
                return Finding.Of(rank < CollapsedRank, "stable rank below 2 after one step at rate 10", NumberText.Of(rank), rank);
            }),
        ],
    };

    /// <summary>The phase of a probed spectrum.</summary>
    /// <param name="stableRank">|W|_F^2 / |W|_2^2.</param>
    /// <param name="distance">Kolmogorov distance to the Marchenko-Pastur law of unit variance.</param>
    /// <param name="edgeRatio">Largest singular value over sqrt h + sqrt d.</param>
    public static SpectralPhase Of(double stableRank, double distance, double edgeRatio) =>
        stableRank < CollapsedRank ? SpectralPhase.RankCollapse
        : distance > TailDistance ? SpectralPhase.HeavyTailed
        : distance > BulkDistance ? SpectralPhase.BulkDecay
        : edgeRatio > ClearSpike ? SpectralPhase.BulkAndSpikes
        : edgeRatio > 1.01 ? SpectralPhase.BleedingOut
        : SpectralPhase.RandomLike;

    /// <summary>Adds the table of phases: one row per rate and step.</summary>
    public static void AddMap(StudyContext context, ResultTable probes)
    {
        int divisor = Paper1Sizes.Divisor(context.Scale);
        double edge = Math.Sqrt(Paper1Sizes.H / divisor) + Math.Sqrt(Paper1Sizes.D / divisor);
        ResultTable map = new("lr", "step", "phase");
        double[] rate = probes.Numbers("lr"), step = probes.Numbers("step"), rank = probes.Numbers("stable_rank"), distance = probes.Numbers("mp_distance"), largest = probes.Numbers("spectral_norm");
        for (int i = 0; i < probes.Count; i++)
        {
            map.Add(rate[i], (long)step[i], (int)Of(rank[i], distance[i], largest[i] / edge));
        }

        context.Add("map", map);
    }

    private static Claim Make(string id, string statement, string source, Func<Evidence, Finding> evaluate) => StepCurves.Make(Id, id, statement, source, "p1_phases", evaluate);

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition figure = new FigureDefinition("p1_phases", "Phases of the spectrum over learning rate and step",
            "Adam, main sizes. Left: phase (1 random-like, 2 bleeding-out, 3 bulk and spikes, 4 bulk decay, 5 heavy-tailed, 6 rank collapse); right: PL_Alpha_Hill of the same spectra.") { Columns = 2, PanelWidth = 400, PanelHeight = 330 };
        figure.Add(new PanelDefinition(new AxisDefinition("learning rate η", true), new AxisDefinition("step") { Integers = true }, "phase")
            .Add(new ElementDefinition(ElementKind.HeatMap, "phases/map") { X = "lr", Y = "step", Value = "phase", Label = "phase", Low = 1, High = 6 }));
        figure.Add(new PanelDefinition(new AxisDefinition("learning rate η", true), new AxisDefinition("step") { Integers = true }, "PL_Alpha_Hill")
            .Add(new ElementDefinition(ElementKind.HeatMap, Map) { X = "lr", Y = "step", Value = "pl_alpha_hill", Label = "PL_Alpha_Hill" }));
        return [figure];
    }
}
