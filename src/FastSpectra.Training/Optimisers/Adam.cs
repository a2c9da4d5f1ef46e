using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Adam with bias correction and coupled weight decay, PyTorch's formulas (torch.optim.Adam): at step t, g' = g + weight_decay W,
/// m = beta1 m + (1-beta1) g', v = beta2 v + (1-beta2) g'^2, W &lt;- W - rate / (1-beta1^t) m / (sqrt(v) / sqrt(1-beta2^t) + eps).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class Adam<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly Matrix<T>[] _m;
    private readonly Matrix<T>[] _v;
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <summary>Changes <paramref name="parameters"/>; the defaults are PyTorch's.</summary>
    public Adam(IReadOnlyList<Parameter<T>> parameters, double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(parameters)
    {
        _weightDecay = weightDecay;
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _m = [.. parameters.Select(parameter => Remember("m", parameter))];
        _v = [.. parameters.Select(parameter => Remember("v", parameter))];
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        _beta1Power *= _beta1;
        _beta2Power *= _beta2;
        for (int i = 0; i < _m.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            UpdateTask task = new()
            {
                Value = parameter.Value.Pointer,
                Gradient = parameter.Gradient.Pointer,
                M = _m[i].Pointer,
                V = _v[i].Pointer,
                Count = parameter.Value.Count,
                StepSize = T.CreateChecked(learningRate / (1 - _beta1Power)),
                Beta1 = T.CreateChecked(_beta1),
                OneMinusBeta1 = T.CreateChecked(1 - _beta1),
                Beta2 = T.CreateChecked(_beta2),
                OneMinusBeta2 = T.CreateChecked(1 - _beta2),
                RootScale = T.CreateChecked(Math.Sqrt(1 - _beta2Power)),
                Epsilon = T.CreateChecked(_epsilon),
                WeightDecay = T.CreateChecked(_weightDecay),
            };
            team.Run(ref task);
        }
    }

    /// <inheritdoc/>
    protected override void Resumed()
    {
        _beta1Power = 1;
        _beta2Power = 1;
        for (long t = 0; t < Steps; t++)
        {
            _beta1Power *= _beta1;
            _beta2Power *= _beta2;
        }
    }

    private struct UpdateTask : ITeamTask
    {
        public T* Value;
        public T* Gradient;
        public T* M;
        public T* V;
        public long Count;
        public T StepSize;
        public T Beta1;
        public T OneMinusBeta1;
        public T Beta2;
        public T OneMinusBeta2;
        public T RootScale;
        public T Epsilon;
        public T WeightDecay;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Count, 16);
            for (long i = begin; i < end; i++)
            {
                T g = Fused.MultiplyAdd(WeightDecay, Value[i], Gradient[i]);
                T m = Fused.MultiplyAdd(OneMinusBeta1, g, Beta1 * M[i]);
                T v = Fused.MultiplyAdd(OneMinusBeta2 * g, g, Beta2 * V[i]);
                M[i] = m;
                V[i] = v;
                Value[i] = Fused.MultiplyAdd(-StepSize, m / ((T.Sqrt(v) / RootScale) + Epsilon), Value[i]);
            }
        }
    }
}
