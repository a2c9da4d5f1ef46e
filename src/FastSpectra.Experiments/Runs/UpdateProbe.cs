using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Measures the last update M = W_K - W_{K-1} of one hidden layer against the layer before and after it. A layer that is probed at every step is
/// decomposed once per step.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class UpdateProbe<T>(Student<T> student, int index, NetworkProbe<T> probe, ThreadTeam team, PhaseClock clock) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _layer = student.HiddenLayers[index];
    private readonly Matrix<T> _before = new(student.HiddenLayers[index].Rows, student.HiddenLayers[index].Columns);
    private SingularVectors? _last;
    private long _lastStep = -1;

    /// <summary>Keeps the layer as it is before the step.</summary>
    public void Remember() => _before.CopyFrom(_layer);

    /// <summary>Fills in the metrics of the update and records its spectrum and overlaps.</summary>
    public void Measure(ProbeRecord record, RunRecorder recorder)
    {
        int layer = index + 1;
        using Matrix<double> m = WeightUpdate.Of(_layer, _before);
        using SingularVectors ofM = probe.Decompose(m);
        SingularVectors before = _lastStep == record.Step - 1 ? _last! : probe.Decompose(_before);
        SingularVectors now = probe.Decompose(_layer);
        if (ofM.Status == SvdStatus.Converged && before.Status == SvdStatus.Converged && now.Status == SvdStatus.Converged)
        {
            using PhaseClock.Scope scope = clock.Measure(RunPhase.Spectra);
            using SingularVectorOverlaps overlapsBefore = SingularVectorOverlaps.Of(before, ofM, team);
            using SingularVectorOverlaps overlaps = SingularVectorOverlaps.Of(now, ofM, team);
            record[Metric.UpdateSpectralNorm, layer] = ofM.Values[0];
            record[Metric.UpdateFrobeniusNorm, layer] = Math.Sqrt(InDouble.SumOfSquares<double>(m.Span));
            record[Metric.OverlapBeforeLeft1, layer] = overlapsBefore.Left[0, 0];
            record[Metric.OverlapBeforeRight1, layer] = overlapsBefore.Right[0, 0];
            record[Metric.OverlapLeft1, layer] = overlaps.Left[0, 0];
            record[Metric.OverlapRight1, layer] = overlaps.Right[0, 0];
            record[Metric.OverlapLeftTop10, layer] = SingularVectorOverlaps.Captured(overlaps.Left, 10);
            record[Metric.OverlapRightTop10, layer] = SingularVectorOverlaps.Captured(overlaps.Right, 10);
            recorder.AddUpdate<T>(record.Step, index, ofM, overlapsBefore, overlaps);
        }
        else
        {
            record.Status = "singular vectors: not converged";
        }

        if (before != _last)
        {
            before.Dispose();
        }

        _last?.Dispose();
        _last = now;
        _lastStep = record.Step;
    }

    public void Dispose()
    {
        _last?.Dispose();
        _before.Dispose();
    }
}
