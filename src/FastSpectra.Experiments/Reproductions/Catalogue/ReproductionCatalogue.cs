using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>Everything that <c>reproduce</c> can repeat, in the order of the report.</summary>
public static class ReproductionCatalogue
{
    /// <summary>All reproductions of both papers, and what goes beyond them.</summary>
    public static IReadOnlyList<Reproduction> All { get; } = [.. Paper1Reproductions.All, .. Paper2Reproductions.All, .. BeyondReproductions.All];

    /// <summary>The named ones in the order of <see cref="All"/>, each once; <c>all</c> stands for every one.</summary>
    /// <exception cref="ConfigurationException">There is no reproduction of a name.</exception>
    public static IReadOnlyList<Reproduction> Find(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (string id in ids)
        {
            if (id != "all" && All.All(reproduction => reproduction.Id != id))
            {
                string? nearest = NearestName.Of(id, All.Select(reproduction => reproduction.Id));
                throw new ConfigurationException($"no reproduction is called '{id}'; {(nearest is null ? "'reproduce list' shows all" : $"did you mean '{nearest}'?")}");
            }
        }

        return ids.Contains("all") ? All : [.. All.Where(reproduction => ids.Contains(reproduction.Id))];
    }
}
