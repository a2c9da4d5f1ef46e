using System.Numerics;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>What runs from one set of inputs do once for all of them: the probes of the initial student and the first full-batch gradient.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class SharedStart<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<(bool NormaliseWeights, bool TrainLastLayer), FirstGradient<T>> _gradients = [];

    /// <summary>The probes of step 0.</summary>
    public InitialProbes Probes { get; } = new();

    /// <summary>The first gradient of runs that have it in common with this one.</summary>
    public FirstGradient<T> Gradient(TrainingOptions options)
    {
        (bool, bool) kind = (options.NormaliseWeights, options.TrainLastLayer);
        if (!_gradients.TryGetValue(kind, out FirstGradient<T>? gradient))
        {
            _gradients[kind] = gradient = new FirstGradient<T>();
        }

        return gradient;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FirstGradient<T> gradient in _gradients.Values)
        {
            gradient.Dispose();
        }
    }
}
