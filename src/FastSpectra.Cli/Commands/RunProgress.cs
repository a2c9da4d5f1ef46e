using System.Globalization;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>Shows the progress of a run as a bar.</summary>
internal sealed class RunProgress(bool quiet) : IRunObserver, IDisposable
{
    private readonly ProgressBar _bar = new("steps", quiet);
    private string _detail = "";

    public void Started(long stepsDone, long totalSteps) => _bar.Update(stepsDone, totalSteps, "");

    public void Stepped(long stepsDone, long totalSteps, double loss) =>
        _bar.Update(stepsDone, totalSteps, string.Create(CultureInfo.InvariantCulture, $"  loss {loss:G4}{_detail}"));

    public void Probed(ProbeRecord record) =>
        _detail = string.Create(CultureInfo.InvariantCulture, $"  test {record[Metric.TestLoss]:G4}  alpha {record[Metric.PlAlphaHill]:G4}");

    public void Dispose() => _bar.Dispose();
}
