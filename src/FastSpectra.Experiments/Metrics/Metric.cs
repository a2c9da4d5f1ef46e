namespace FastSpectra.Experiments;

/// <summary>What is measured when a run is probed, in the order of the columns of <c>metrics.csv</c>; formulas in docs/result-files.md.</summary>
public enum Metric
{
    /// <summary>Loss of the ridge read-out on the probe set; with a trained last layer the step's loss on its batch.</summary>
    TrainLoss,

    /// <summary>Loss on the test set of the same read-out, or of the network itself.</summary>
    TestLoss,

    /// <summary>Kernel-target alignment of the probed features.</summary>
    Kta,

    /// <summary>|v_1 . beta|.</summary>
    WBetaAlignment,

    /// <summary>Power-law exponent from the upper half of the spectrum.</summary>
    PlAlphaHill,

    /// <summary>Power-law exponent of the tail with the smallest Kolmogorov-Smirnov distance.</summary>
    PlAlphaKs,

    /// <summary>That distance.</summary>
    PlKsDistance,

    /// <summary>Largest singular value of W.</summary>
    SpectralNorm,

    /// <summary>Frobenius norm of W.</summary>
    FrobeniusNorm,

    /// <summary>|W|_F^2 / |W|_2^2.</summary>
    StableRank,

    /// <summary>Learning rate of the step that led here.</summary>
    LearningRate,

    /// <summary>Loss of the network on the training batch of the step that led here, before it.</summary>
    TrainingLoss,

    /// <summary>Second singular value of W.</summary>
    SecondSingularValue,

    /// <summary>Singular values above 1.01 (sqrt h + sqrt d).</summary>
    ValuesAboveEdge,

    /// <summary>Kolmogorov distance of the spectrum of W from the Marchenko-Pastur law of unit variance.</summary>
    MpDistance,

    /// <summary>max_i |v_i . beta|.</summary>
    LargestBetaAlignment,

    /// <summary>Largest singular value of the update M.</summary>
    UpdateSpectralNorm,

    /// <summary>Frobenius norm of the update M.</summary>
    UpdateFrobeniusNorm,

    /// <summary>Squared overlap of the first left singular vectors of W before the step and of M.</summary>
    OverlapBeforeLeft1,

    /// <summary>The same of the right ones.</summary>
    OverlapBeforeRight1,

    /// <summary>Squared overlap of the first left singular vectors of W after the step and of M.</summary>
    OverlapLeft1,

    /// <summary>The same of the right ones.</summary>
    OverlapRight1,

    /// <summary>Share of M's ten leading left singular vectors in the span of W's ten after the step.</summary>
    OverlapLeftTop10,

    /// <summary>The same of the right ones.</summary>
    OverlapRightTop10,
}
