namespace FastSpectra.Experiments;

/// <summary>Where samples come from.</summary>
public enum DataFormat
{
    /// <summary>From the teacher: drawn from the seed.</summary>
    None,

    /// <summary>IDX files of MNIST: images and labels.</summary>
    Idx,

    /// <summary>The binary version of CIFAR-10.</summary>
    Cifar10,

    /// <summary>Comma-separated numbers, one column of which is the label.</summary>
    Csv,

    /// <summary>Two .npy files, X [N, d] and y [N].</summary>
    Npy,
}
