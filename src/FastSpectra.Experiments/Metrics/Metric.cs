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

    /// <summary>Loss of the network itself on all training samples.</summary>
    NetworkTrainLoss,

    /// <summary>Loss of the network itself on the test set.</summary>
    NetworkTestLoss,

    /// <summary>R^2 = 1 - network_test_loss / Var(y_test).</summary>
    RSquared,

    /// <summary>Kolmogorov distance of the singular values of W from those of W_0.</summary>
    WDistance,

    /// <summary>|W - W_0|_F / sqrt(h d).</summary>
    ChangeFrobenius,

    /// <summary>Largest singular value of W - W_0.</summary>
    ChangeSpectral,

    /// <summary>|v . beta| with v its right singular vector.</summary>
    ChangeBetaAlignment,

    /// <summary>|a - a_0| / |a_0|.</summary>
    LastLayerChange,

    /// <summary>Kernel-target alignment of the conjugate kernel on the training samples.</summary>
    CkKta,

    /// <summary>Its largest eigenvalue.</summary>
    CkTop1,

    /// <summary>Its second eigenvalue.</summary>
    CkTop2,

    /// <summary>Its eigenvalues above 1.01 times the upper edge of its law at random weights.</summary>
    CkAboveEdge,

    /// <summary>|u_1 . y| / |y| with its leading eigenvector.</summary>
    CkLabelAlignment,

    /// <summary>Kolmogorov distance of its spectrum from that before training.</summary>
    CkDistance,

    /// <summary>Mean of |lambda_i - lambda_i(0)|.</summary>
    CkMeanShift,

    /// <summary>|K - K_0|_F.</summary>
    CkChange,

    /// <summary>Kernel-target alignment of the neural tangent kernel on the training samples.</summary>
    NtkKta,

    /// <summary>Its largest eigenvalue.</summary>
    NtkTop1,

    /// <summary>Its second eigenvalue.</summary>
    NtkTop2,

    /// <summary>Its smallest eigenvalue.</summary>
    NtkSmallest,

    /// <summary>Its eigenvalues above 1.01 times the upper edge of its law at random weights.</summary>
    NtkAboveEdge,

    /// <summary>|u_1 . y| / |y| with its leading eigenvector.</summary>
    NtkLabelAlignment,

    /// <summary>Kolmogorov distance of its spectrum from that before training.</summary>
    NtkDistance,

    /// <summary>Mean of |lambda_i - lambda_i(0)|.</summary>
    NtkMeanShift,

    /// <summary>|K - K_0|_F.</summary>
    NtkChange,
}
