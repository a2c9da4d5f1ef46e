namespace FastSpectra.Experiments;

/// <summary>How the features of real data are scaled; the numbers come from the training samples and are used for all sets.</summary>
public enum DataStandardisation
{
    /// <summary>One mean and one variance over all features: a picture stays a picture.</summary>
    Global,

    /// <summary>A mean and a variance for every feature; one that does not vary becomes 0.</summary>
    Feature,

    /// <summary>As in the file.</summary>
    None,
}
