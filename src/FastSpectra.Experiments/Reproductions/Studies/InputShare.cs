using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>The inputs of the run in progress, kept while the following runs need the same ones: one set in memory.</summary>
internal sealed class InputShare(StudyContext context) : IDisposable
{
    private InputsKey? _of;
    private ExperimentInputs<float>? _inputs;
    private SharedStart<float>? _start;

    /// <summary>The inputs of a run, and what runs from them do once for all.</summary>
    public (ExperimentInputs<float> Inputs, SharedStart<float> Start) Get(ExperimentConfiguration configuration, InputDraw draw)
    {
        InputsKey wanted = InputsKey.Of(configuration, draw);
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
