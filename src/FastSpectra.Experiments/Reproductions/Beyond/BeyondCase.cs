namespace FastSpectra.Experiments;

/// <summary>One combination of a study beyond the papers.</summary>
/// <param name="Id">Its name in tables: letters, digits and hyphens.</param>
/// <param name="Configuration">What is run; it is probed at the start and as often as it says.</param>
internal sealed record BeyondCase(string Id, ExperimentConfiguration Configuration);
