using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>The inputs of the run in progress, kept while the following runs need the same ones: one set in memory.</summary>
internal sealed class InputShare(StudyContext context) : IDisposable
{
    private (InputDraw Draw, int N, int NTest, int H, int D, double Noise, ulong Seed)? _of;
    private ExperimentInputs<float>? _inputs;
    private SharedStart<float>? _start;

    /// <summary>The inputs of a run, and what runs from them do once for all.</summary>
    public (ExperimentInputs<float> Inputs, SharedStart<float> Start) Get(ExperimentConfiguration configuration, InputDraw draw)
    {
        (InputDraw, int, int, int, int, double, ulong) wanted =
            (draw, configuration.N, configuration.NTest, configuration.H, configuration.D, configuration.LabelNoiseStd, configuration.Seed);
        if (_inputs is null || _start is null || _of != wanted)
        {
            Dispose();
            (_inputs, _start) = (null, null);
            _inputs = ExperimentInputs<float>.Draw(configuration, draw, context.Team);
            context.Laboratory.Prepare(_inputs);
            _start = new SharedStart<float>();
            _of = wanted;
        }

        return (_inputs, _start);
    }

    public void Dispose()
    {
        _inputs?.Dispose();
        _start?.Dispose();
    }
}
